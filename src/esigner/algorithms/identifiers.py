"""AlgorithmIdentifier, as in CMS and X.509 (RFC 5280, 4.1.1.2)."""

from typing import Final

from esigner.asn1 import der

RSA_KEY: Final = "1.2.840.113549.1.1.1"
RSA_KEYS: Final = frozenset({RSA_KEY, "2.5.8.1.1"})
"""rsaEncryption, and the rsa of X.509's annex, which old systems still use."""
EC_KEY: Final = "1.2.840.10045.2.1"
RSA_PSS: Final = "1.2.840.113549.1.1.10"
MGF1: Final = "1.2.840.113549.1.1.8"


def without_parameters(oid: str) -> bytes:
    """Encode an identifier whose parameters are absent."""
    return der.sequence(der.oid(oid))


def with_null(oid: str) -> bytes:
    """Encode an identifier whose parameters are NULL."""
    return der.sequence(der.oid(oid), der.NULL)


def of_pss(digest_oid: str, salt_bytes: int) -> bytes:
    """Encode RSASSA-PSS: MGF1 with the same digest, the trailer by default (RFC 4055, 3.1)."""
    digest = with_null(digest_oid)
    mask = der.sequence(der.oid(MGF1), digest)
    parameters = (der.context(0, digest), der.context(1, mask), der.context(2, der.integer(salt_bytes)))
    return der.sequence(der.oid(RSA_PSS), der.sequence(*parameters))
