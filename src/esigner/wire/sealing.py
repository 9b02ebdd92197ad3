"""Sealing with a key of this installation: sign, timestamp, status, assemble, in that order.

`seal` returns a document; `seal_to` writes a container of any size in one pass; `seal_each` seals many documents in one
act and returns how each went. `timestamped` and `timestamp_each` do it without a key: a timestamp alone.

`ades.Sealer` signs, `wire.proof` asks for the rest. What the key made is never thrown away because a service does not
answer: the document then comes at the level that was reached, with the error, and `levels.raised` finishes it later.
Where the signer's certificate is not good there is none.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import BinaryIO, Final

from cryptography import x509

from esigner import ades
from esigner.ades import timestamps
from esigner.ades.containers.files import DigestedFile
from esigner.ades.create import asics, streaming
from esigner.ades.create.errors import LevelNotHeldError
from esigner.ades.create.layout import Layout
from esigner.ades.create.wanted import one_file
from esigner.ades.encoding.formats import Shape
from esigner.errors import EsignerError
from esigner.pkix import fields
from esigner.wire import evidence, levels
from esigner.wire.errors import WireError
from esigner.wire.issuing_chain import issuers
from esigner.wire.keys import validity
from esigner.wire.keys.errors import IssuersUnknownError, TimestampingUnsetError
from esigner.wire.keys.pkcs12 import FileKey
from esigner.wire.keys.port import SigningKey
from esigner.wire.keys.validity import OutOfTime
from esigner.wire.proof import WITH_REVOCATION, Proof, Sources, prove
from esigner.wire.stamping import Authorities

IN_FLIGHT: Final = 16
"""Documents of a batch at a time: time-stamping authorities take longer to answer than keys to sign."""

_UNSHAPED: Final = Shape()


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
        """Return the document if it has the level that was asked for; raise the error if not."""
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


def seal(files: Sequence[ades.DataFile], *, key: SigningKey, options: SealOptions, at: datetime) -> Sealed:
    """Return the sealed document; where a service did not answer, at the level reached by then, with the error.

    Raises:
        AdesError: The files cannot be signed so.
        KeyProblemError: The key does not sign.
        TimestampingUnsetError: Level T or above without a time-stamping authority.
        IssuersUnknownError: Level LT or above, and the key's issuer is not at hand.
        SignerNotGoodError: The key's certificate is revoked, or its issuer does not know it.
    """
    return _Ready(key, options=options, at=at).seal(files)


def timestamped(files: Sequence[ades.DataFile], *, options: SealOptions) -> bytes:
    """Return an ASiC-S container whose only proof is a timestamp over its one file; there is no signature.

    Raises:
        OneFileError: None or several.
        TimestampingUnsetError: No time-stamping authority.
        WireError: The authority did not answer, or not rightly.
    """
    file = one_file(files, format=options.format)
    authorities = _authorities(options)
    token = levels.stamp(file.content, authorities=authorities, digest_algorithm=options.digest_algorithm)
    return asics.timestamped(file, timestamp=token)


def seal_to(
    out: BinaryIO,
    files: Sequence[ades.DataFile],
    *,
    key: SigningKey,
    options: SealOptions,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> Reached:
    """Write the sealed container in one pass over the files and return its level; not for level LTA.

    Raises:
        FormatNotStreamedError: Not a container with XAdES.
        EsignerError: As `seal`.
    """
    ready, proof = _Ready(key, options=options, at=at), Proof()

    def sign(digested: Sequence[DigestedFile]) -> dict[str, bytes]:
        nonlocal proof
        signature, proof = ready.sign(digested)
        return signature.parts(timestamp=proof.timestamp, revocation=proof.revocation)

    streaming.seal(
        out,
        format=options.format,
        files=files,
        written_at=at,
        sign=sign,
        digest_algorithm=options.digest_algorithm,
        progress=progress,
    )
    return Reached(level=proof.level, error=proof.missing)


def seal_each(
    items: Iterable[Item], *, key: SigningKey, options: SealOptions, at: datetime, in_flight: int = IN_FLIGHT
) -> Iterator[Outcome]:
    """Seal every item by itself and yield each outcome, in order; one that fails does not stop the others."""
    ready = cache(partial(_Ready, key, options=options, at=at))  # what it refuses, it refuses for each

    def make(item: Item) -> Outcome:
        sealed = ready().seal(item.files)
        return Outcome(name=item.name, document=sealed.document, level=sealed.level, error=sealed.error)

    return _each(items, make, in_flight=in_flight)


def timestamp_each(items: Iterable[Item], *, options: SealOptions, in_flight: int = IN_FLIGHT) -> Iterator[Outcome]:
    """Timestamp every item as `timestamped` does, and yield each outcome as `seal_each` does."""

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


class _Ready:
    """A key that may be asked: what no service could repair is refused before."""

    def __init__(self, key: SigningKey, *, options: SealOptions, at: datetime) -> None:
        validity.check(key.certificate, at=at, out_of_time=options.out_of_time)
        self._options, self._at, self._known = options, at, (*key.chain, *options.known)
        self._sealer = _sealer(key, options=options)
        if options.level is not ades.Level.B:
            _authorities(options)
            if options.shape.serialization is ades.Serialization.COMPACT:
                raise LevelNotHeldError(shape=ades.Serialization.COMPACT)
        if options.level in WITH_REVOCATION:
            _path(key.certificate, self._known)
        self._sources = _sources(key, options=options)

    def sign(self, files: Sequence[ades.DataFile]) -> tuple[ades.Unfinished, Proof]:
        """Return the signature over the files, and what proves it."""
        signature = self._sealer.sign(files, signed_at=self._at)
        return signature, prove(signature, level=self._options.level, sources=self._sources)

    def seal(self, files: Sequence[ades.DataFile]) -> Sealed:
        """Return the document, at the level reached."""
        signature, proof = self.sign(files)
        document = signature.finish(timestamp=proof.timestamp, revocation=proof.revocation)
        if self._options.level is not ades.Level.LTA or proof.missing is not None:
            return Sealed(document=document, level=proof.level, error=proof.missing)
        try:
            archived = levels.raised(
                document,
                level=ades.Level.LTA,
                authorities=_authorities(self._options),
                at=self._at,
                known=self._known,
                detached=files,
                digest_algorithm=self._options.digest_algorithm,
                reach=self._options.reach,
            )
        except (WireError, ades.AdesError) as error:
            return Sealed(document=document, level=proof.level, error=error)
        return Sealed(document=archived, level=ades.Level.LTA)


def _sealer(key: SigningKey, *, options: SealOptions) -> ades.Sealer:
    return ades.Sealer(
        format=options.format,
        # A key in this process signs directly, and what it made need not be verified.
        key=key.private_key if isinstance(key, FileKey) else key,
        signer=key.certificate,
        chain=key.chain or issuers(key.certificate, options.known),
        digest_algorithm=options.digest_algorithm,
        signature_algorithm=options.signature_algorithm,
        claims=options.claims,
        reason=options.reason,
        shape=options.shape,
        layout=options.layout,
    )


def _sources(key: SigningKey, *, options: SealOptions) -> Sources:
    pool = (*key.chain, *options.known)

    def unit(timestamp: bytes) -> evidence.Path:
        token = timestamps.read(timestamp)
        if token.certificate is None:
            raise IssuersUnknownError(subject="TSU")
        return _path(token.certificate, (*token.certificates, *pool))

    return Sources(
        signer=(key.certificate, *issuers(key.certificate, pool)),
        unit=unit,
        authorities=options.authorities,
        reach=options.reach,
        digest_algorithm=options.digest_algorithm,
    )


def _path(certificate: x509.Certificate, pool: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return the certificate and its issuers up to a root or the last one at hand, but at least one."""
    above = issuers(certificate, pool)
    if not above and not fields.is_self_issued(certificate):
        raise IssuersUnknownError(subject=fields.subject(certificate).text)
    return certificate, *above


def _authorities(options: SealOptions) -> Authorities:
    if options.authorities is None:
        raise TimestampingUnsetError(level=options.level)
    return options.authorities
