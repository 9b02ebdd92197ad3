"""The Estonian time-mark (BDOC 2.1, 6.1): the OCSP answer carries the digest of the signature value as its nonce.

The answer's producedAt then proves when the signature existed; only such answers count for the signature.
"""

from dataclasses import replace
from datetime import datetime

from esigner.ades.encoding.crypto import digest
from esigner.ades.validation.candidate import Candidate
from esigner.algorithms import digests
from esigner.asn1 import nodes
from esigner.pkix.answers import Answer


def settle(candidate: Candidate) -> datetime | None:
    """Keep only the time-mark answers as evidence and return the earliest time they claim; None if there is none.

    The answers are not verified here: the revocation block does so, with no other evidence left.
    """
    marks = [a for a in candidate.evidence.answers if _marks(a, candidate.signature_value)]
    encoded = tuple(a.encoded for a in marks)
    candidate.evidence = replace(candidate.evidence, ocsp_responses=encoded, crls=())
    return min((a.produced_at for a in marks), default=None)


def _marks(answer: Answer, value: bytes) -> bool:
    try:
        info = nodes.read_ber(answer.nonce or b"")
        algorithm = digests.name_of(info.child(0, 0).as_oid())
        return algorithm in digests.STRONG and digest(algorithm, value) == info.child(1).as_octets()
    except ValueError:
        return False
