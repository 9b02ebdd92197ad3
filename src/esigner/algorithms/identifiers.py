"""AlgorithmIdentifier, as CMS and X.509 write it (RFC 5280, 4.1.1.2); encoded by `cryptography`'s own ASN.1."""

from typing import Annotated, Final

from cryptography import x509
from cryptography.hazmat import asn1

RSA_KEY: Final = "1.2.840.113549.1.1.1"
RSA_KEYS: Final = frozenset({RSA_KEY, "2.5.8.1.1"})
"""rsaEncryption, and the rsa of X.509's annex, which old systems still write."""
EC_KEY: Final = "1.2.840.10045.2.1"
RSA_PSS: Final = "1.2.840.113549.1.1.10"
MGF1: Final = "1.2.840.113549.1.1.8"


@asn1.sequence
class _Plain:
    algorithm: x509.ObjectIdentifier
    parameters: asn1.Null | None


@asn1.sequence
class _Mask:
    algorithm: x509.ObjectIdentifier
    parameters: _Plain


@asn1.sequence
class _PssParameters:
    hash: Annotated[_Plain, asn1.Explicit(0)]
    mask: Annotated[_Mask, asn1.Explicit(1)]
    salt: Annotated[int, asn1.Explicit(2)]


@asn1.sequence
class _Pss:
    algorithm: x509.ObjectIdentifier
    parameters: _PssParameters


def without_parameters(oid: str) -> bytes:
    """Encode an identifier whose parameters are absent."""
    return asn1.encode_der(_plain(oid, None))


def with_null(oid: str) -> bytes:
    """Encode an identifier whose parameters are NULL."""
    return asn1.encode_der(_plain(oid, asn1.Null()))


def of_pss(digest_oid: str, salt_bytes: int) -> bytes:
    """Encode RSASSA-PSS: MGF1 with the same digest, the trailer by default (RFC 4055, 3.1)."""
    digest = _plain(digest_oid, asn1.Null())
    mask = _Mask(algorithm=x509.ObjectIdentifier(MGF1), parameters=digest)
    parameters = _PssParameters(hash=digest, mask=mask, salt=salt_bytes)
    return asn1.encode_der(_Pss(algorithm=x509.ObjectIdentifier(RSA_PSS), parameters=parameters))


def _plain(oid: str, parameters: asn1.Null | None) -> _Plain:
    return _Plain(algorithm=x509.ObjectIdentifier(oid), parameters=parameters)
