"""OCSP answers (RFC 6960): good, revoked or unknown, signed by the issuer or its delegate.

Own DER, not `cryptography`'s builder: that reads the clock for producedAt and answers for one certificate only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esigner.algorithms import digests
from esigner.asn1 import der, nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pki import signing
from esigner.pki.keys import PrivateKey
from esigner.pki.ocsp_request import CertId, OcspRequest, read

MALFORMED_REQUEST: Final = 1
UNAUTHORIZED: Final = 6
"""The responder does not answer for that issuer."""

_BASIC_RESPONSE = "1.3.6.1.5.5.7.48.1.1"
# SHA-1 only identifies the issuer here, as sent by most clients; no trust depends on it.
_HASHES: Final = {der.oid(digests.KNOWN[name].oid): name for name in ("SHA1", *digests.WRITTEN)}
_REASONS: Final = {
    x509.ReasonFlags.key_compromise: 1,
    x509.ReasonFlags.ca_compromise: 2,
    x509.ReasonFlags.affiliation_changed: 3,
    x509.ReasonFlags.superseded: 4,
    x509.ReasonFlags.cessation_of_operation: 5,
    x509.ReasonFlags.certificate_hold: 6,
    x509.ReasonFlags.remove_from_crl: 8,
    x509.ReasonFlags.privilege_withdrawn: 9,
    x509.ReasonFlags.aa_compromise: 10,
}
"""CRLReason numbers (RFC 5280 5.3.1)."""


class State(StrEnum):
    """What a responder knows about a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A certificate's state; `revoked_at` and `reason` only if REVOKED."""

    state: State
    revoked_at: datetime | None = None
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


GOOD: Final = Status(state=State.GOOD)
UNKNOWN: Final = Status(state=State.UNKNOWN)

Statuses: TypeAlias = Callable[[int], Status]
"""From a serial of the responder's issuer to its status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """The responder for one issuer: the issuer itself or a delegated certificate."""

    issuer: x509.Certificate
    certificate: x509.Certificate
    key: PrivateKey


def answer(request_der: bytes, *, responder: Responder, statuses: Statuses, at: datetime) -> bytes:
    """Return the DER OCSPResponse to a DER OCSPRequest; never raises for a stranger's input.

    Malformed requests get `malformedRequest`, those for another issuer `unauthorized`, both unsigned as in the
    standard. producedAt and thisUpdate are `at`; there is no nextUpdate, since the answer is always fresh.

    Standard: RFC 6960 4.2; RFC 9654 (nonce).
    """
    try:
        request = read(request_der)
    except MalformedAsn1Error:
        return error(MALFORMED_REQUEST)
    if not all(_is_of(one, responder.issuer) for one in request.certificates):
        return error(UNAUTHORIZED)
    return _successful(request, responder, statuses, at)


def error(status: int) -> bytes:
    """Return an unsigned error answer."""
    return der.sequence(der.enumerated(status))


def _is_of(certificate: CertId, issuer: x509.Certificate) -> bool:
    name = _HASHES.get(certificate.hash_oid)
    return bool(name) and _issuer_hashes(issuer, name) == (certificate.issuer_name_hash, certificate.issuer_key_hash)


@lru_cache(maxsize=64)
def _issuer_hashes(issuer: x509.Certificate, hash_name: str) -> tuple[bytes, bytes]:
    key_info = issuer.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key_bits = nodes.read(key_info).child(1).content[1:]
    subject = issuer.subject.public_bytes()
    algorithm = digests.KNOWN[hash_name]
    return algorithm.digest(subject), algorithm.digest(key_bits)


def _successful(request: OcspRequest, responder: Responder, statuses: Statuses, at: datetime) -> bytes:
    produced_at = der.generalized_time(at)
    singles = [_single(one, statuses(one.serial), produced_at) for one in request.certificates]
    tbs = der.sequence(
        der.context(1, responder.certificate.subject.public_bytes()),
        produced_at,
        der.sequence(*singles),
        der.context(1, der.sequence(request.nonce)) if request.nonce else b"",
    )
    basic = der.sequence(
        tbs,
        signing.signature_algorithm(responder.key),
        der.bit_string(signing.sign(responder.key, tbs)),
        der.context(0, der.sequence(responder.certificate.public_bytes(Encoding.DER))),
    )
    return der.sequence(
        der.enumerated(0),
        der.context(0, der.sequence(der.oid(_BASIC_RESPONSE), der.octet_string(basic))),
    )


def _single(certificate: CertId, status: Status, this_update: bytes) -> bytes:
    return der.sequence(certificate.raw, _cert_status(status), this_update)


def _cert_status(status: Status) -> bytes:
    if status.state is State.GOOD:
        return der.context(0, b"", constructed=False)
    if status.state is State.UNKNOWN:
        return der.context(2, b"", constructed=False)
    if status.revoked_at is None:
        msg = "a revoked certificate without the time of its revocation"
        raise ValueError(msg)
    reason = b""
    if status.reason is not x509.ReasonFlags.unspecified:
        reason = der.context(0, der.enumerated(_REASONS[status.reason]))
    return der.context(1, der.generalized_time(status.revoked_at) + reason)
