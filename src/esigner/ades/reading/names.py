"""Parts of a certificate byte for byte as its issuer wrote them; re-encoding would change some."""

from functools import lru_cache

from cryptography import x509

from esigner.ades.reading import asn1

_VERSION = 0xA0


@lru_cache(maxsize=4096)
def _tbs(certificate: x509.Certificate) -> tuple[asn1.Node, ...]:
    fields = asn1.read(certificate.tbs_certificate_bytes).children
    return fields[1:] if fields[0].tag == _VERSION else fields


def issuer_der(certificate: x509.Certificate) -> bytes:
    """Give the DER of the issuer's name."""
    return _tbs(certificate)[2].encoded


def subject_der(certificate: x509.Certificate) -> bytes:
    """Give the DER of the subject's name."""
    return _tbs(certificate)[4].encoded


def public_key_bits(certificate: x509.Certificate) -> bytes:
    """Give the bits of the public key as OCSP and key identifiers hash them."""
    return _tbs(certificate)[5][1].content[1:]
