"""Parts of a certificate byte for byte as its issuer wrote them; re-encoding would change some."""

from functools import lru_cache

from cryptography import x509

from esigner.ades.reading import asn1

_VERSION = 0xA0


@lru_cache(maxsize=4096)
def _tbs(certificate: x509.Certificate) -> tuple[asn1.Node, ...]:
    fields = asn1.read(certificate.tbs_certificate_bytes).children
    return fields[1:] if fields[0].tag == _VERSION else fields


def is_readable(certificate: x509.Certificate) -> bool:
    """Whether key, names and times can be read; `cryptography` looks at them only when asked."""
    try:
        _ = certificate.public_key(), certificate.subject, certificate.issuer
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc, _tbs(certificate)[5][1]
    except Exception:  # noqa: BLE001 - whatever is wrong with a stranger's certificate
        return False
    return True


def issuer_der(certificate: x509.Certificate) -> bytes:
    """Give the DER of the issuer's name."""
    return _tbs(certificate)[2].encoded


def subject_der(certificate: x509.Certificate) -> bytes:
    """Give the DER of the subject's name."""
    return _tbs(certificate)[4].encoded


def public_key_bits(certificate: x509.Certificate) -> bytes:
    """Give the bits of the public key as OCSP and key identifiers hash them."""
    return _tbs(certificate)[5][1].content[1:]
