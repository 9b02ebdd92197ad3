"""CMS SignedData assembled in DER from encoded parts.

Standard: RFC 5652, 5.
"""

from collections.abc import Iterable
from typing import Final

from esigner.asn1 import der, tags
from esigner.cms import oids

_VERSION_1: Final = der.integer(1)
_SIGNED_DATA: Final = der.oid(oids.SIGNED_DATA)
_ATTRIBUTES_TAG: Final = b"\xa0"
_EXPLICIT: Final = 0xA0
_CERTIFICATES, _REVOCATION, _UNSIGNED = 0, 1, 1
VERSION_WITH_OTHER_REVOCATION: Final = 5
"""RFC 5652, 5.1: where revocation information of another form than CRLs is inside."""


def attribute(oid: str, value: bytes) -> bytes:
    """Return an Attribute with one value."""
    return der.tlv(tags.SEQUENCE, der.oid(oid) + der.tlv(tags.SET, value))


def signer_head(identifier: bytes, digest: bytes) -> bytes:
    """Return a SignerInfo up to its attributes: what all signatures by one certificate share.

    Args:
        identifier: IssuerAndSerialNumber.
        digest: AlgorithmIdentifier of the digest.
    """
    return _VERSION_1 + identifier + digest + _ATTRIBUTES_TAG


def signer_info(
    head: bytes, *, attributes: bytes, algorithm: bytes, value: bytes, unsigned: Iterable[bytes] = ()
) -> bytes:
    """Return a SignerInfo.

    Args:
        head: From `signer_head`.
        attributes: SET OF, as it was signed; it is sent under a context tag (RFC 5652, 5.4).
        algorithm: AlgorithmIdentifier of the value.
        value: ECDSA values as DER.
        unsigned: Attributes that are not signed.
    """
    signed = head + attributes[1:] + algorithm + der.tlv(tags.OCTET_STRING, value)
    return der.tlv(tags.SEQUENCE, signed + _context(_UNSIGNED, unsigned))


def encapsulated(content_type: str, content: bytes | None = None) -> bytes:
    """Return EncapsulatedContentInfo; `content` is None where the signature is detached."""
    inside = b"" if content is None else der.context(0, der.octet_string(content))
    return der.tlv(tags.SEQUENCE, der.oid(content_type) + inside)


def ocsp_response(answer: bytes) -> bytes:
    """Return an OCSPResponse as encoded among the CRLs (RFC 5940)."""
    return der.context(1, der.oid(oids.OCSP_RESPONSE) + answer)


def content_info(
    *,
    version: bytes,
    digests: Iterable[bytes],
    content: bytes,
    certificates: Iterable[bytes] = (),
    revocation: Iterable[bytes] = (),
    signers: Iterable[bytes],
) -> bytes:
    """Return a ContentInfo with SignedData, its parts in the given order.

    Args:
        version: INTEGER.
        digests: AlgorithmIdentifier of each digest.
        content: From `encapsulated`.
        certificates: DER of each.
        revocation: CRLs, and answers from `ocsp_response`.
        signers: From `signer_info`.
    """
    body = b"".join(
        (
            version,
            der.tlv(tags.SET, b"".join(digests)),
            content,
            _context(_CERTIFICATES, certificates),
            _context(_REVOCATION, revocation),
            der.tlv(tags.SET, b"".join(signers)),
        )
    )
    return der.tlv(tags.SEQUENCE, _SIGNED_DATA + der.tlv(_EXPLICIT, der.tlv(tags.SEQUENCE, body)))


def _context(number: int, parts: Iterable[bytes]) -> bytes:
    """Return the parts under an IMPLICIT tag, empty if there are none."""
    inside = b"".join(parts)
    return der.context(number, inside) if inside else b""
