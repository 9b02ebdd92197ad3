"""OCSP answers from others (RFC 6960), read whatever their responder's name; nothing is verified."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cryptography import x509

from esigner.algorithms import digests
from esigner.asn1 import nodes, tags, times
from esigner.asn1.errors import MalformedAsn1Error
from esigner.asn1.nodes import Node
from esigner.bounds import spend
from esigner.pkix import fields, loading, names
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.fields import RawExtension
from esigner.pkix.names import Name

NONCE: Final = "1.3.6.1.5.5.7.48.1.2"
_UNDERSTOOD: Final = frozenset({NONCE, *(f"1.3.6.1.5.5.7.48.1.{number}" for number in (3, 6, 9)), "2.5.29.21"})
"""Allowed critical extensions of an answer: nonce, the list it was taken from, archive cutoff, for whom it says
“revoked” (RFC 6960, 4.4), and the reason of a revocation."""
_BASIC: Final = "1.3.6.1.5.5.7.48.1.1"
_BY_NAME, _BY_KEY = 0xA1, 0xA2
_VERSION, _EXTENSIONS, _NEXT_UPDATE, _CERTIFICATES = 0xA0, 0xA1, 0xA0, 0xA0
_GOOD, _REVOKED, _UNKNOWN = 0x80, 0xA1, 0x82
_SUCCESSFUL: Final = b"\0"
_REFUSALS: Final = {1: "MALFORMED_REQUEST", 2: "INTERNAL_ERROR", 3: "TRY_LATER", 5: "SIG_REQUIRED", 6: "UNAUTHORIZED"}
"""OCSPResponseStatus of answers without an answer (RFC 6960, 4.2.1)."""


class State(StrEnum):
    """The responder's status of a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """An answer's entry for one certificate."""

    digest: str
    """Name of the algorithm of the two hashes; its OID if it has no known name."""
    issuer_name_hash: bytes
    issuer_key_hash: bytes
    serial_number: int
    state: State
    revoked_at: datetime | None
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A successful answer as read."""

    encoded: bytes
    """The whole OCSPResponse, DER."""
    signed: bytes
    responder: Name | None
    responder_key_hash: bytes | None
    """SHA-1 of the responder's key, if the answer names it."""
    produced_at: datetime
    singles: tuple[Single, ...]
    extensions: tuple[RawExtension, ...]
    algorithm: bytes
    """AlgorithmIdentifier of the signature."""
    signature: bytes
    certificates: tuple[x509.Certificate, ...]
    """The loadable certificates inside."""

    @property
    def nonce(self) -> bytes | None:
        """The nonce, None if there is none.

        RFC 9654 has it in an OCTET STRING of its own; answers from before then, time-marks too, have it bare.
        """
        found = next((one.value for one in self.extensions if one.oid == NONCE), None)
        try:
            return None if found is None else nodes.read_ber(found).expect(tags.OCTET_STRING).content
        except MalformedAsn1Error:
            return found


def load(encoded: bytes) -> Answer:
    """Return the answer in these bytes of DER.

    Raises:
        CertificatePartUnreadableError: They do not encode one; data `status`, such as TRY_LATER, if they contain it.
    """
    spend(50 + len(encoded) // 64)
    try:
        status, *rest = nodes.read_ber(encoded).expect(tags.SEQUENCE).children()
        if status.expect(tags.ENUMERATED).content != _SUCCESSFUL:
            number = int.from_bytes(status.content, "big")
            raise CertificatePartUnreadableError(part="OCSP answer", status=_REFUSALS.get(number, str(number)))
        kind, basic = rest[0].child(0).expect(tags.SEQUENCE).children()
        if kind.as_oid() != _BASIC:
            raise CertificatePartUnreadableError(part="OCSP answer")
        answered = nodes.read_ber(basic.expect(tags.OCTET_STRING).content).expect(tags.SEQUENCE)
        return _answer(encoded, answered.children())
    except (IndexError, ValueError) as error:
        raise CertificatePartUnreadableError(part="OCSP answer") from error


def _answer(encoded: bytes, basic: list[Node]) -> Answer:
    signed, algorithm, value, *certificates = basic
    parts = signed.expect(tags.SEQUENCE).children()
    responder, produced_at, responses, *extensions = parts[1:] if parts[0].tag == _VERSION else parts
    found = fields.listed(extensions[0].content) if extensions and extensions[0].tag == _EXTENSIONS else ()
    _check_critical(found)
    return Answer(
        encoded=encoded,
        signed=signed.encoded,
        responder=names.read(responder.content) if responder.tag == _BY_NAME else None,
        responder_key_hash=_key_hash(responder) if responder.tag != _BY_NAME else None,
        produced_at=_moment(produced_at),
        singles=tuple(map(_single, responses.expect(tags.SEQUENCE).children())),
        extensions=found,
        algorithm=algorithm.encoded,
        signature=value.expect(tags.BIT_STRING).content[1:],
        certificates=tuple(_certificates(certificates)),
    )


def _key_hash(responder: Node) -> bytes:
    return responder.expect(_BY_KEY).child(0).expect(tags.OCTET_STRING).content


def _certificates(parts: list[Node]) -> list[x509.Certificate]:
    found = []
    for one in parts[0].expect(_CERTIFICATES).child(0).children() if parts else ():
        with suppress(CertificatePartUnreadableError):
            found.append(loading.load(one.encoded))
    return found


def _single(node: Node) -> Single:
    spend()
    identifier, status, this_update, *rest = node.expect(tags.SEQUENCE).children()
    algorithm, name_hash, key_hash, serial = identifier.expect(tags.SEQUENCE).children()
    later = next((one.child(0) for one in rest if one.tag == _NEXT_UPDATE), None)
    for one in rest:
        if one.tag == _EXTENSIONS:
            _check_critical(fields.listed(one.content))
    return Single(
        digest=digests.name_of(algorithm.child(0).as_oid()),
        issuer_name_hash=name_hash.expect(tags.OCTET_STRING).content,
        issuer_key_hash=key_hash.expect(tags.OCTET_STRING).content,
        serial_number=serial.as_integer(),
        state=_state(status),
        revoked_at=_moment(status.child(0)) if status.tag == _REVOKED else None,
        this_update=_moment(this_update),
        next_update=None if later is None else _moment(later),
    )


_STATES: Final = {_GOOD: State.GOOD, _REVOKED: State.REVOKED, _UNKNOWN: State.UNKNOWN}


def _state(status: Node) -> State:
    if status.tag not in _STATES:
        raise MalformedAsn1Error("no status of a certificate")
    return _STATES[status.tag]


def _check_critical(found: tuple[RawExtension, ...]) -> None:
    unknown = [one.oid for one in found if one.critical and one.oid not in _UNDERSTOOD]
    if unknown:
        raise CertificatePartUnreadableError(part=unknown[0])


def _moment(node: Node) -> datetime:
    # As in DER, though the rest may be BER: of two readings of a time one would be too late.
    return times.from_der(node.expect(tags.GENERALIZED_TIME).content)
