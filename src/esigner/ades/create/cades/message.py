"""The ContentInfo of a CAdES signature, with its content and its validation material where required.

Standard: RFC 5652, 5; RFC 5940 (OCSP answers inside); EN 319 122-1, 6.3 (level LT keeps the material in SignedData).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from esigner.ades.create.signer_facts import SigningCertificate
from esigner.ades.encoding.algorithms import signature_named
from esigner.ades.trust.validation_data import ValidationData
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.asn1 import der
from esigner.cms import writing
from esigner.cms.oids import DATA, SIGNATURE_TIMESTAMP

_PLAIN: Final = der.integer(1)
_OTHER_REVOCATION: Final = der.integer(writing.VERSION_WITH_OTHER_REVOCATION)
_DETACHED: Final = writing.encapsulated(DATA)


class Signed(NamedTuple):
    """The parts of a SignerInfo: what was signed, how, and by whom."""

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
    other = revocation is not None and revocation.ocsp_responses
    return writing.content_info(
        version=_OTHER_REVOCATION if other else _PLAIN,
        digests=(signed.algorithm.digest.identifier_der,),
        content=_DETACHED if content is None else writing.encapsulated(DATA, content),
        certificates=dict.fromkeys((signed.signer.encoded, *certificates)),
        revocation=revocation_values(revocation) if revocation is not None else (),
        signers=(signer_info(signed),),
    )


def signer_info(signed: Signed) -> bytes:
    """Return only the SignerInfo, for an existing message."""
    attributes, value, algorithm, signer, stamped = signed
    return writing.signer_info(
        _signer_head(signer, algorithm.name),
        attributes=attributes,
        algorithm=algorithm.identifier_der,
        value=value,
        unsigned=(writing.attribute(SIGNATURE_TIMESTAMP, stamped),) if stamped is not None else (),
    )


def revocation_values(revocation: ValidationData) -> list[bytes]:
    """Return the lists and answers as encoded in SignedData, each once."""
    answers = map(writing.ocsp_response, dict.fromkeys(revocation.ocsp_responses))
    return [*dict.fromkeys(revocation.crls), *answers]


@lru_cache(maxsize=256)
def _signer_head(signer: SigningCertificate, algorithm_name: str) -> bytes:
    return writing.signer_head(signer.issuer_serial, signature_named(algorithm_name).digest.identifier_der)
