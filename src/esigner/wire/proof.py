"""What proves a signature from outside, asked for in the only order in which it proves anything.

1. The signature has its value: a person's device or a key at hand made it.
2. A timestamp over the value (level T and above); `keep` gets it before anything else is asked.
3. The status of the signer's certificate, after the timestamp; at level LT that of every other certificate too.
4. The caller puts what was available into the document.

Sessions, `esigner seal` and the agency's letters all go through `prove`. What a key made is never thrown away because a
service does not answer: `Proof.missing` then says why, next to what is there.

Standard: EN 319 102-1, 4.3 (the levels).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from cryptography import x509

from esigner.ades.create.assembly import check_order, check_timestamp
from esigner.ades.encoding.errors import AdesError
from esigner.ades.encoding.formats import Level
from esigner.ades.trust.validation_data import ValidationData
from esigner.errors import EsignerError
from esigner.pki.errors import PathError
from esigner.wire import evidence, levels
from esigner.wire.errors import SignerNotGoodError, WireError
from esigner.wire.evidence import Path, Reach
from esigner.wire.keys.errors import KeyProblemError, TimestampingUnsetError
from esigner.wire.stamping import Authorities

WITH_REVOCATION: Final = frozenset({Level.LT, Level.LTA})
"""Levels whose document holds the status of its certificates."""

Keep = Callable[[bytes], bytes]
"""Stores a token, and returns the one that counts: another process may have been first."""


class Signed(Protocol):
    """A signature with its value, such as `ades.Unfinished`."""

    @property
    def signer(self) -> x509.Certificate:
        """The signer's certificate."""

    def timestamp_input(self) -> bytes:
        """Return the bytes whose digest the time-stamping authority stamps."""


class SignerStatus(StrEnum):
    """From which level on the status of the signer's certificate is asked."""

    ALWAYS = "always"
    """At every level, so that nobody signs with a revoked certificate; below level LT the answer is not kept."""
    FROM_LT = "from-lt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Whom to ask, and about which certificates."""

    signer: Path
    """Of the signer's certificate; its source has judged where it leads."""
    unit: Callable[[bytes], Path]
    """Returns the path of the unit that made a DER token."""
    authorities: Authorities | None = None
    """For timestamps; needed from level T on."""
    reach: Reach = evidence.DEFAULT
    signer_status: SignerStatus = SignerStatus.FROM_LT
    digest_algorithm: str = "SHA256"
    """Of what is stamped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was available."""

    timestamp: bytes | None = None
    """DER TimeStampToken."""
    revocation: ValidationData | None = None
    missing: EsignerError | None = None
    """Why it is not all that the level needs; None where it is."""

    @property
    def level(self) -> Level:
        """The level of a document with this proof: LT at most."""
        return Level.LT if self.revocation else Level.T if self.timestamp else Level.B


def _as_it_is(timestamp: bytes) -> bytes:
    """Store nothing: the caller finishes at once."""
    return timestamp


def prove(
    signature: Signed, *, level: Level, sources: Sources, timestamp: bytes | None = None, keep: Keep = _as_it_is
) -> Proof:
    """Return the timestamp and the status that the level needs, or those that were available.

    Args:
        signature: Has its value.
        level: For LTA as for LT: the archive timestamp is over the whole document (`levels.raised`).
        sources: Whom to ask.
        timestamp: DER token of an earlier try, which is not asked for again.
        keep: Called with the token as soon as it is there.

    Raises:
        SignerNotGoodError: The signer's certificate is revoked, or unknown to its issuer.
    """
    revocation: ValidationData | None = None
    missing: EsignerError | None = None
    try:
        if level is not Level.B:
            timestamp = timestamp or _stamped(signature, sources=sources, keep=keep)
        if timestamp is not None and level in WITH_REVOCATION:
            revocation = _status(signature, timestamp, sources=sources)
        elif sources.signer_status is SignerStatus.ALWAYS:
            evidence.signer_proof(sources.signer, reach=sources.reach)
    except SignerNotGoodError:
        raise
    except (WireError, KeyProblemError, PathError, AdesError) as error:
        missing = error
    return Proof(timestamp=timestamp, revocation=revocation, missing=missing)


def _stamped(signature: Signed, *, sources: Sources, keep: Keep) -> bytes:
    if sources.authorities is None:
        raise TimestampingUnsetError(level=Level.T)
    data = signature.timestamp_input()
    token = levels.stamp(data, authorities=sources.authorities, digest_algorithm=sources.digest_algorithm)
    check_timestamp(token, over=data)
    return keep(token)


def _status(signature: Signed, timestamp: bytes, *, sources: Sources) -> ValidationData:
    found = evidence.collect(signer=sources.signer, timestamp=sources.unit(timestamp), reach=sources.reach)
    check_order(signature, token=check_timestamp(timestamp, over=signature.timestamp_input()), revocation=found)
    return found
