"""The ContentInfo of a CAdES signature, with its content and its validation material where they are wanted.

Standard: RFC 5652, 5; RFC 5940 (OCSP answers inside); EN 319 122-1, 6.3 (level LT keeps the material in SignedData).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from esigner.ades import cms, der
from esigner.ades.algorithms import SignatureAlgorithm
from esigner.ades.material import Revocation
from esigner.ades.signed_data import SIGNATURE_TIMESTAMP, SIGNED_DATA
from esigner.ades.signer import SigningCertificate

OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.16.2"
_PLAIN_VERSION: Final = 1
_OTHER_REVOCATION_VERSION: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A SignerInfo's parts: what was signed, how, and by whom."""

    attributes: bytes
    """SET OF, as it was signed."""
    value: bytes
    """ECDSA values as DER."""
    algorithm: SignatureAlgorithm
    signer: SigningCertificate
    timestamp: bytes | None


def content_info(
    signed: Signed, *, content: bytes | None, certificates: Iterable[bytes], revocation: Revocation | None
) -> bytes:
    """Give the whole message; `content` is None where the signature is detached."""
    digest = signed.algorithm.digest.identifier_der
    inside = der.context(0, der.octet_string(content)) if content is not None else b""
    answers = revocation.ocsp_responses if revocation is not None else ()
    body = der.sequence(
        # RFC 5652, 5.1: an OCSP answer among the CRLs is "other" and makes it version 5.
        der.integer(_OTHER_REVOCATION_VERSION if answers else _PLAIN_VERSION),
        der.tlv(der.SET, digest),
        der.sequence(der.oid(cms.DATA), inside),
        der.context(0, b"".join(dict.fromkeys((signed.signer.encoded, *certificates)))),
        _revocation(revocation),
        der.tlv(der.SET, _signer_info(signed)),
    )
    return der.sequence(der.oid(SIGNED_DATA), der.context(0, body))


def _signer_info(signed: Signed) -> bytes:
    stamped = signed.timestamp
    return der.sequence(
        der.integer(1),
        signed.signer.issuer_serial,
        signed.algorithm.digest.identifier_der,
        b"\xa0" + signed.attributes[1:],
        signed.algorithm.identifier_der,
        der.octet_string(signed.value),
        der.context(1, cms.attribute(SIGNATURE_TIMESTAMP, stamped)) if stamped is not None else b"",
    )


def _revocation(revocation: Revocation | None) -> bytes:
    if revocation is None or not (revocation.crls or revocation.ocsp_responses):
        return b""
    answers = (der.context(1, der.oid(OCSP_RESPONSE) + answer) for answer in dict.fromkeys(revocation.ocsp_responses))
    return der.context(1, b"".join((*dict.fromkeys(revocation.crls), *answers)))
