"""The Estonian time-mark (BDOC 2.1, 6.1): the OCSP answer carries the digest of the signature value as its nonce.

The answer's producedAt then proves when the signature existed; only such answers count for the signature.
"""

from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from esigner.ades.encoding.crypto import DIGEST_OIDS, STRONG_DIGESTS, digest
from esigner.ades.validation.candidate import Candidate
from esigner.asn1 import nodes
from esigner.pkix import status
from esigner.pkix.errors import CertificatePartUnreadableError


def settle(candidate: Candidate) -> datetime | None:
    """Leave only the time-mark answers as evidence and give the earliest time that they claim; None if there is none.

    The answers are not verified here: the revocation block does so, with nothing else left to lean on.
    """
    marks = [a for a in candidate.evidence.answers if _marks(a, candidate.signature_value)]
    encoded = tuple(a.public_bytes(Encoding.DER) for a in marks)
    candidate.evidence = replace(candidate.evidence, ocsp_responses=encoded, crls=())
    return min((a.produced_at_utc for a in marks), default=None)


def _marks(answer: ocsp.OCSPResponse, value: bytes) -> bool:
    try:
        info = nodes.read_ber(status.nonce_of(answer) or b"")
        algorithm = DIGEST_OIDS.get(info.child(0, 0).as_oid(), "")
        return algorithm in STRONG_DIGESTS and digest(algorithm, value) == info.child(1).as_octets()
    except (CertificatePartUnreadableError, ValueError):
        return False
