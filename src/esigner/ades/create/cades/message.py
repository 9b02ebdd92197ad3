"""The ContentInfo of a CAdES signature, with its content and its validation material where they are wanted.

Standard: RFC 5652, 5; RFC 5940 (OCSP answers inside); EN 319 122-1, 6.3 (level LT keeps the material in SignedData).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.encoding import cms_writing, der
from esigner.ades.encoding.algorithms import signature_named
from esigner.ades.encoding.signed_data import SIGNATURE_TIMESTAMP, SIGNED_DATA
from esigner.ades.trust.validation_data import ValidationData
from esigner.algorithms.signatures import SignatureAlgorithm

OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.16.2"
_CONTENT_TAG: Final = 0xA0
_ATTRIBUTES_TAG: Final = b"\xa0"
_PLAIN: Final = der.integer(1)
_OTHER_REVOCATION: Final = der.integer(5)
_DATA: Final = der.oid(cms_writing.DATA)
_DETACHED: Final = der.sequence(_DATA)
_SIGNED_DATA: Final = der.oid(SIGNED_DATA)


class Signed(NamedTuple):
    """A SignerInfo's parts: what was signed, how, and by whom."""

    attributes: bytes
    """SET OF, as it was signed."""
    value: bytes
    """ECDSA values as DER."""
    algorithm: SignatureAlgorithm
    signer: SigningCertificate
    timestamp: bytes | None


def content_info(
    signed: Signed, *, content: bytes | None, certificates: Iterable[bytes], revocation: ValidationData | None
) -> bytes:
    """Return the whole message; `content` is None where the signature is detached."""
    # RFC 5652, 5.1: an OCSP answer among the CRLs is "other" and makes it version 5.
    version = _OTHER_REVOCATION if revocation is not None and revocation.ocsp_responses else _PLAIN
    inside = _DETACHED if content is None else der.sequence(_DATA, der.context(0, der.octet_string(content)))
    body = der.tlv(
        der.SEQUENCE,
        version
        + _digests(signed.algorithm.name)
        + inside
        + _carried(signed.signer.encoded, *certificates)
        + (_revocation(revocation) if revocation is not None else b"")
        + der.tlv(der.SET, signer_info(signed)),
    )
    return der.tlv(der.SEQUENCE, _SIGNED_DATA + der.tlv(_CONTENT_TAG, body))


def signer_info(signed: Signed) -> bytes:
    """Return the SignerInfo alone, for a message that stands already."""
    attributes, value, algorithm, signer, stamped = signed
    return der.tlv(
        der.SEQUENCE,
        _signer_head(signer, algorithm.name)
        + attributes[1:]
        + algorithm.identifier_der
        + der.tlv(der.OCTET_STRING, value)
        + (der.context(1, cms_writing.attribute(SIGNATURE_TIMESTAMP, stamped)) if stamped is not None else b""),
    )


@lru_cache(maxsize=64)
def _digests(algorithm_name: str) -> bytes:
    return der.tlv(der.SET, signature_named(algorithm_name).digest.identifier_der)


@lru_cache(maxsize=256)
def _signer_head(signer: SigningCertificate, algorithm_name: str) -> bytes:
    """Return SignerInfo up to the tag of its attributes."""
    return _PLAIN + signer.issuer_serial + signature_named(algorithm_name).digest.identifier_der + _ATTRIBUTES_TAG


@lru_cache(maxsize=256)
def _carried(*certificates: bytes) -> bytes:
    return der.context(0, b"".join(dict.fromkeys(certificates)))


def _revocation(revocation: ValidationData) -> bytes:
    if not (revocation.crls or revocation.ocsp_responses):
        return b""
    answers = (der.context(1, der.oid(OCSP_RESPONSE) + answer) for answer in dict.fromkeys(revocation.ocsp_responses))
    return der.context(1, b"".join((*dict.fromkeys(revocation.crls), *answers)))
