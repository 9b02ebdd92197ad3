"""Parts of a certificate byte for byte as its issuer wrote them; re-encoding would change some."""

from cryptography import x509

from esigner.pkix import fields, names
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.fields import is_readable, public_key_bits

__all__ = ["is_issued_under", "is_readable", "issuer_der", "public_key_bits", "subject_der"]


def issuer_der(certificate: x509.Certificate) -> bytes:
    """Return the DER of the issuer's name."""
    return fields.of(certificate).issuer_der


def is_issued_under(name_der: bytes, certificate: x509.Certificate) -> bool:
    """Whether the issuer of the certificate has this name, however the one or the other is written (RFC 5280, 7.1)."""
    if name_der == issuer_der(certificate):
        return True
    try:
        return names.read(name_der).key == fields.issuer(certificate).key
    except CertificatePartUnreadableError:
        return False


def subject_der(certificate: x509.Certificate) -> bytes:
    """Return the DER of the subject's name."""
    return fields.of(certificate).subject_der
