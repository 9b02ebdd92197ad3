"""Parts of a certificate byte for byte as issued; re-encoding would change some."""

from cryptography import x509

from esigner.pkix import fields
from esigner.pkix.fields import is_readable, public_key_bits

__all__ = ["is_readable", "issuer_der", "public_key_bits", "subject_der"]


def issuer_der(certificate: x509.Certificate) -> bytes:
    """Return the DER of the issuer's name."""
    return fields.of(certificate).issuer_der


def subject_der(certificate: x509.Certificate) -> bytes:
    """Return the DER of the subject's name."""
    return fields.of(certificate).subject_der
