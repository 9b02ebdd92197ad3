"""Sealing with a key of this installation: sign, timestamp, status, assemble, in that order.

`seal` gives a document; `seal_to` writes a container of any size in one pass; `seal_each` seals many documents in one
act and tells of each how it went. `timestamped` and `timestamp_each` do it without a key: a timestamp alone.

What the key made is never thrown away because a service does not answer: the document then comes at the level that was
reached, beside the error, and `levels.raised` finishes it later. Where the signer's certificate is not good there is
none.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from cryptography import x509

from esigner import ades
from esigner.ades import timestamps
from esigner.ades.asic import simple, stream
from esigner.ades.assembly import check_order, check_timestamp
from esigner.ades.errors import LevelNotHeldError
from esigner.ades.files import DigestedFile
from esigner.ades.format import Shape
from esigner.ades.pades.layout import Layout
from esigner.ades.wanted import one_file
from esigner.errors import EsignerError
from esigner.pkix import fields
from esigner.wire import evidence, levels
from esigner.wire.errors import SignerNotGood, WireError
from esigner.wire.keys import validity
from esigner.wire.keys.chain import issuers
from esigner.wire.keys.errors import IssuersUnknown, TimestampingUnset
from esigner.wire.keys.port import SigningKey
from esigner.wire.keys.validity import OutOfTime
from esigner.wire.stamping import Authorities

IN_FLIGHT: Final = 16
"""Documents of a batch at a time: time-stamping authorities take longer to answer than keys to sign."""

_UNSHAPED: Final = Shape()
_WITH_REVOCATION: Final = frozenset({ades.Level.LT, ades.Level.LTA})


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOptions:
    """How to seal: the same for every document of a batch."""

    format: ades.Format
    level: ades.Level = ades.Level.B
    authorities: Authorities | None = None
    """For timestamps; needed from level T on."""
    known: tuple[x509.Certificate, ...] = ()
    """Issuers that neither the key nor the tokens bring along; roots too."""
    digest_algorithm: str = "SHA256"
    signature_algorithm: str | None = None
    claims: ades.Claims = ades.NO_CLAIMS
    reason: str | None = None
    shape: Shape = _UNSHAPED
    layout: Layout | None = None
    """PDF only."""
    reach: evidence.Reach = evidence.DEFAULT
    """For status, from level LT on."""
    out_of_time: OutOfTime = OutOfTime.REFUSED
    """Whether a certificate that is not in force may sign."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document of a batch."""

    name: str
    """What the caller knows it by."""
    files: Sequence[ades.DataFile]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far a signature has come."""

    level: ades.Level
    error: EsignerError | None = None
    """Why it is not the level that was asked for; None where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed(Reached):
    """A document that holds the signature."""

    document: bytes

    def at_level(self) -> bytes:
        """Give the document if it has the level that was asked for; raise the error if not."""
        if self.error is not None:
            raise self.error
        return self.document


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it went with one item: a document, or an error, or both, where the document has a lower level."""

    name: str
    document: bytes | None = None
    level: ades.Level | None = None
    """Of the document."""
    error: EsignerError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed(Reached):
    """A signature and its proof, not yet in the document."""

    prepared: ades.Prepared
    value: bytes
    timestamp: bytes | None
    revocation: ades.Revocation | None


def seal(files: Sequence[ades.DataFile], *, key: SigningKey, options: SealOptions, at: datetime) -> Sealed:
    """Give the sealed document; where a service did not answer, at the level reached by then, with the error.

    Raises:
        AdesError: The files cannot be signed so.
        KeyProblem: The key does not sign.
        TimestampingUnset: Level T or above without a time-stamping authority.
        IssuersUnknown: Level LT or above, and the key's issuer is not at hand.
        SignerNotGood: The key's certificate is revoked, or its issuer does not know it.
    """
    signed = _signed(files, key=key, options=options, at=at)
    document = ades.finalize(
        signed.prepared, signed.value, files=files, timestamp=signed.timestamp, revocation=signed.revocation
    )
    if options.level is not ades.Level.LTA or signed.error is not None:
        return Sealed(document=document, level=signed.level, error=signed.error)
    try:
        archived = levels.raised(
            document,
            level=ades.Level.LTA,
            authorities=_authorities(options),
            at=at,
            known=(*key.chain, *options.known),
            detached=files,
            digest_algorithm=options.digest_algorithm,
            reach=options.reach,
        )
    except (WireError, ades.AdesError) as error:
        return Sealed(document=document, level=signed.level, error=error)
    return Sealed(document=archived, level=ades.Level.LTA)


def timestamped(files: Sequence[ades.DataFile], *, options: SealOptions) -> bytes:
    """Give an ASiC-S container whose only proof is a timestamp over its one file; nobody signs.

    Raises:
        OneFileError: None or several.
        TimestampingUnset: No time-stamping authority.
        WireError: The authority did not answer, or not rightly.
    """
    file = one_file(files, format=options.format)
    authorities = _authorities(options)
    token = levels.stamp(file.content, authorities=authorities, digest_algorithm=options.digest_algorithm)
    return simple.timestamped(file, timestamp=token)


def seal_to(
    out: BinaryIO,
    files: Sequence[ades.DataFile],
    *,
    key: SigningKey,
    options: SealOptions,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Reached:
    """Write the sealed container in one pass over the files and give its level; not for level LTA.

    Raises:
        FormatNotStreamedError: Not a container with XAdES.
        EsignerError: As `seal`.
    """
    reached = Reached(level=options.level)

    def sign(digested: Sequence[DigestedFile]) -> dict[str, bytes]:
        nonlocal reached
        reached = signed = _signed(digested, key=key, options=options, at=at)
        return stream.parts(
            signed.prepared, signed.value, files=digested, timestamp=signed.timestamp, revocation=signed.revocation
        )

    stream.seal(
        out,
        format=options.format,
        files=files,
        written_at=at,
        sign=sign,
        digest_algorithm=options.digest_algorithm,
        progress=progress,
    )
    return Reached(level=reached.level, error=reached.error)


def seal_each(
    items: Iterable[Item], *, key: SigningKey, options: SealOptions, at: datetime, in_flight: int = IN_FLIGHT
) -> Iterator[Outcome]:
    """Seal every item by itself and tell of each, in order; one that fails does not stop the others."""

    def make(item: Item) -> Outcome:
        sealed = seal(item.files, key=key, options=options, at=at)
        return Outcome(name=item.name, document=sealed.document, level=sealed.level, error=sealed.error)

    return _each(items, make, in_flight=in_flight)


def timestamp_each(items: Iterable[Item], *, options: SealOptions, in_flight: int = IN_FLIGHT) -> Iterator[Outcome]:
    """Give every item as `timestamped` does, and tell of each as `seal_each` does."""

    def make(item: Item) -> Outcome:
        return Outcome(name=item.name, document=timestamped(item.files, options=options))

    return _each(items, make, in_flight=in_flight)


def _each(items: Iterable[Item], make: Callable[[Item], Outcome], *, in_flight: int) -> Iterator[Outcome]:
    def one(item: Item) -> Outcome:
        try:
            return make(item)
        except EsignerError as error:
            return Outcome(name=item.name, error=error)

    waiting: deque[Future[Outcome]] = deque()
    with ThreadPoolExecutor(in_flight) as pool:
        for item in items:
            # Documents that are done wait in memory for their turn: not too many of them.
            if len(waiting) >= 2 * in_flight:
                yield waiting.popleft().result()
            waiting.append(pool.submit(one, item))
        while waiting:
            yield waiting.popleft().result()


def _signed(files: Sequence[ades.DataFile], *, key: SigningKey, options: SealOptions, at: datetime) -> _Signed:
    validity.check(key.certificate, at=at, out_of_time=options.out_of_time)
    prepared = ades.prepare(
        format=options.format,
        files=files,
        signer=key.certificate,
        chain=key.chain or issuers(key.certificate, options.known),
        signed_at=at,
        digest_algorithm=options.digest_algorithm,
        signature_algorithm=options.signature_algorithm,
        claims=options.claims,
        reason=options.reason,
        shape=options.shape,
        layout=options.layout,
    )
    _check_wanted(key, options=options)  # before the key is asked
    made = key.sign(prepared.to_be_signed, algorithm=prepared.signature_algorithm)
    return _proven(prepared, ades.check_value(prepared, made), key=key, options=options)


def _check_wanted(key: SigningKey, *, options: SealOptions) -> None:
    """Refuse what no service could mend."""
    if options.level is not ades.Level.B:
        _authorities(options)
        if options.shape.serialization is ades.Serialization.COMPACT:
            raise LevelNotHeldError(shape=ades.Serialization.COMPACT)
    if options.level in _WITH_REVOCATION:
        _path(key.certificate, (*key.chain, *options.known))


def _proven(prepared: ades.Prepared, value: bytes, *, key: SigningKey, options: SealOptions) -> _Signed:
    """Give the signature with the timestamp and the status it is to have, or those that could be had."""
    timestamp: bytes | None = None
    revocation: ades.Revocation | None = None
    missing: EsignerError | None = None
    try:
        if options.level is not ades.Level.B:
            data = ades.timestamp_input(prepared, value)
            token = levels.stamp(data, authorities=_authorities(options), digest_algorithm=options.digest_algorithm)
            stamped = check_timestamp(token, over=data)
            timestamp = token
            if options.level in _WITH_REVOCATION:
                proof = _revocation(key, token, options=options)
                check_order(prepared, token=stamped, revocation=proof)
                revocation = proof
    except SignerNotGood:
        raise
    except (WireError, IssuersUnknown, ades.AdesError) as error:
        missing = error
    level = ades.Level.LT if revocation else ades.Level.T if timestamp else ades.Level.B
    return _Signed(
        prepared=prepared, value=value, timestamp=timestamp, revocation=revocation, level=level, error=missing
    )


def _revocation(key: SigningKey, timestamp: bytes, *, options: SealOptions) -> ades.Revocation:
    token = timestamps.read(timestamp)
    pool = (*key.chain, *options.known)
    unit = token.certificate
    if unit is None:
        raise IssuersUnknown(subject="TSU")
    return evidence.collect(
        signer=_path(key.certificate, pool),
        timestamp=_path(unit, (*token.certificates, *pool)),
        reach=options.reach,
    )


def _path(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Give the certificate and its issuers up to a root or whatever is the last at hand, but at least one."""
    above = issuers(certificate, pool)
    if not above and not fields.is_self_issued(certificate):
        raise IssuersUnknown(subject=fields.subject(certificate).text)
    return certificate, *above


def _authorities(options: SealOptions) -> Authorities:
    if options.authorities is None:
        raise TimestampingUnset(level=options.level)
    return options.authorities
