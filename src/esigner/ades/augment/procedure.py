"""Raising the level of existing signatures: B to T to LT to LTA, and LTA again before the last timestamp ends.

1. `stages` lists what must be added for a level: timestamps, material, archive timestamps. A document that has the
   archive timestamps already gets another one: renewal.
2. For each stage `needs` returns what to fetch: bytes to be stamped, certificates whose status is needed.
3. `apply` returns the document with it. Each stage leaves a complete document, so nothing is lost in between.

No byte that was signed or stamped changes; what verified before still verifies, or the result is refused.
Standards: EN 319 132-1, EN 319 122-1, EN 319 142-1, EN 319 162-1, TS 119 182-1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.ades.augment import outstanding
from esigner.ades.augment.errors import (
    AugmentationRefusedError,
    MaterialMissingError,
    SignatureBrokenError,
    TimestampCountError,
)
from esigner.ades.augment.harm import check_none_worse
from esigner.ades.augment.opening import OpenedDocument, archiving, opened
from esigner.ades.augment.signature_file import Archive, SignatureFile, Stage
from esigner.ades.containers.files import DataFile
from esigner.ades.create.assembly import check_timestamp
from esigner.ades.encoding.formats import Level
from esigner.ades.encoding.work import bounded
from esigner.ades.rules import Indication
from esigner.ades.rules.signature_rules import TIMESTAMP_IMPRINT, TIMESTAMP_SIGNATURE
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import timestamp
from esigner.ades.validation.candidate import TIMESTAMP_FAMILY, Candidate


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a stage needs."""

    stage: Stage
    timestamps_over: tuple[bytes, ...] = ()
    """A token is needed over the digest of each, in this order."""
    revocation_of: tuple[x509.Certificate, ...] = ()
    """An OCSP answer or a CRL is needed for each, fetched now."""
    issuers: tuple[x509.Certificate, ...] = ()
    """Available certificates, possibly with their issuers."""
    after: datetime | None = None
    """An answer on the signer must not be older than this."""


@bounded
def stages(
    document: bytes, *, level: Level, detached: Sequence[DataFile] = (), known: Sequence[x509.Certificate] = ()
) -> tuple[Stage, ...]:
    """Return what must be added, in order; nothing if every signature has the level (but LTA is renewed).

    Args:
        document: Container, PDF, XML, CMS or JSON, ours or another's.
        level: The level that every signature must reach.
        detached: The files that a signature outside a container covers.
        known: Issuers that may be missing from the document.

    Raises:
        RefusedError: It cannot be read, or holds no signature.
        AugmentationRefusedError: A signature has no room for it.
        SignatureBrokenError: A signature does not verify.
    """
    candidates = candidates_of(document, detached=detached)
    found = []
    if level is not Level.B and any(not _is_stamped(c) for c in candidates):
        found.append(Stage.TIMESTAMP)
    lacking = any(not outstanding.proves_signer(c) for c in candidates)
    if level is Level.LTA:
        renewing = _is_renewal(candidates)
        wanted = (outstanding.unproven(c, renewing=renewing, known=known) for c in _to_archive(candidates))
        if lacking or found or any(wanted):
            found.append(Stage.MATERIAL)
        found.append(Stage.ARCHIVE)
    elif level is Level.LT and lacking:
        found.append(Stage.MATERIAL)
    return tuple(found)


@bounded
def candidates_of(document: bytes, *, detached: Sequence[DataFile]) -> list[Candidate]:
    """Return the signatures of a document, refused as by `stages`."""
    candidates = [c for carrier in _held(document, detached).carriers.values() for c in carrier.candidates]
    _check(candidates)
    return candidates


@bounded
def needs(
    document: bytes,
    *,
    stage: Stage,
    detached: Sequence[DataFile] = (),
    known: Sequence[x509.Certificate] = (),
    digest_algorithm: str = "SHA256",
    archive: Archive = Archive.SIGNATURE,
) -> Needs:
    """Return what the stage needs.

    Args:
        document: As before the stage.
        stage: One of `stages`.
        detached: As for `stages`.
        known: As for `stages`.
        digest_algorithm: Used by the timestamps.
        archive: Where the timestamps of the stage ARCHIVE go; only a container with CAdES offers a choice.
    """
    held = _held(document, detached, digest_algorithm, archive=_where(stage, archive))
    candidates = [c for carrier in held.carriers.values() for c in carrier.candidates]
    _check(candidates)
    if stage is not Stage.MATERIAL:
        inputs = [data for c, targets in _targets(held, stage) for data in c.inputs(stage, targets)]
        return Needs(stage=stage, timestamps_over=tuple(inputs))
    targets = [c for carrier, numbers in _targets(held, stage) for c in (carrier.candidates[n] for n in numbers)]
    renewing = _is_renewal(candidates)
    wanted = [c for one in targets for c in outstanding.unproven(one, renewing=renewing, known=known)]
    units = [unit for one in targets for unit in outstanding.units(one)]
    around = [c for one in targets for c in one.certificates] + [c for unit in units for c in unit.certificates]
    return Needs(
        stage=stage,
        revocation_of=tuple(dict.fromkeys(wanted)),
        issuers=tuple(dict.fromkeys((*around, *known))),
        after=max((unit.generated_at for unit in units), default=None),
    )


@bounded
def apply(
    document: bytes,
    *,
    stage: Stage,
    at: datetime,
    timestamps: Sequence[bytes] = (),
    revocation: ValidationData | None = None,
    detached: Sequence[DataFile] = (),
    digest_algorithm: str = "SHA256",
    archive: Archive = Archive.SIGNATURE,
) -> bytes:
    """Return the document with what the stage adds.

    Args:
        document: The same as for `needs`.
        stage: The same as for `needs`.
        at: When it is done; dates the changed entries of a container.
        timestamps: DER tokens over `timestamps_over`, in that order.
        revocation: For the stage MATERIAL.
        detached: As for `stages`.
        digest_algorithm: As for `needs`.
        archive: As for `needs`.

    Raises:
        TimestampCountError: More or fewer tokens than inputs.
        TimestampMismatchError: A token covers other bytes.
        MaterialMissingError: Nothing for the stage MATERIAL.
        RevocationBeforeTimestampError: An answer on a signer is older than the signature's timestamp.
    """
    held = _held(document, detached, digest_algorithm, archive=_where(stage, archive))
    before = [c for carrier in held.carriers.values() for c in carrier.candidates]
    _check(before)
    changed = _with_material(held, revocation) if stage is Stage.MATERIAL else _stamped(held, stage, timestamps)
    augmented = held.with_files(changed, written_at=at)
    again = _held(augmented, detached, digest_algorithm)
    after = [c for carrier in again.carriers.values() for c in carrier.candidates]
    _check(after)
    check_none_worse(before, after)
    return augmented


def _stamped(held: OpenedDocument, stage: Stage, timestamps: Sequence[bytes]) -> dict[str, bytes]:
    work = [(carrier, targets, carrier.inputs(stage, targets)) for carrier, targets in _targets(held, stage)]
    wanted = sum(len(inputs) for _, _, inputs in work)
    if len(timestamps) != wanted:
        raise TimestampCountError(given=len(timestamps), wanted=wanted)
    remaining = iter(timestamps)
    changed = {}
    for path, (carrier, targets, inputs) in zip(held.carriers, work, strict=True):
        tokens = [next(remaining) for _ in inputs]
        for token, data in zip(tokens, inputs, strict=True):
            check_timestamp(token, over=data)
        if targets:
            changed[path] = carrier.stamped(stage, targets, tokens)
    return changed


def _with_material(held: OpenedDocument, revocation: ValidationData | None) -> dict[str, bytes]:
    if revocation is None:
        raise MaterialMissingError
    changed = {}
    for path, (carrier, targets) in zip(held.carriers, _targets(held, Stage.MATERIAL), strict=True):
        chosen = [carrier.candidates[n] for n in targets]
        for candidate in chosen:
            outstanding.check(revocation, candidate)
        if targets:
            changed[path] = carrier.with_material(targets, [outstanding.new_in(revocation, c) for c in chosen])
    return changed


def _held(
    document: bytes,
    detached: Sequence[DataFile],
    digest_algorithm: str = "SHA256",
    *,
    archive: Archive = Archive.SIGNATURE,
) -> OpenedDocument:
    held = opened(document, detached=detached, digest_algorithm=digest_algorithm)
    return archiving(held, digest_algorithm=digest_algorithm, archive=archive)


def _where(stage: Stage, archive: Archive) -> Archive:
    """Return where this stage's additions go: before archiving, into the signatures."""
    return archive if stage is Stage.ARCHIVE else Archive.SIGNATURE


def _targets(held: OpenedDocument, stage: Stage) -> Iterator[tuple[SignatureFile, list[int]]]:
    """Return the numbers of the signatures to augment in this stage, for every signature file."""
    everything = [c for carrier in held.carriers.values() for c in carrier.candidates]
    chosen = _chosen(everything, stage)
    for carrier in held.carriers.values():
        yield carrier, [n for n, c in enumerate(carrier.candidates) if any(c is one for one in chosen)]


def _chosen(candidates: list[Candidate], stage: Stage) -> list[Candidate]:
    if stage is Stage.TIMESTAMP:
        return [c for c in candidates if not _is_stamped(c)]
    return _to_archive(candidates)


def _to_archive(candidates: list[Candidate]) -> list[Candidate]:
    return candidates if _is_renewal(candidates) else [c for c in candidates if not _is_archived(c)]


def _is_renewal(candidates: list[Candidate]) -> bool:
    return all(_is_archived(c) for c in candidates)


def _is_stamped(candidate: Candidate) -> bool:
    return any(stamp.proves_signature for stamp in candidate.stamps)


def _is_archived(candidate: Candidate) -> bool:
    return any(stamp.is_archive for stamp in candidate.stamps)


def _check(candidates: Sequence[Candidate]) -> None:
    """Refuse signatures on which nothing can be built."""
    for candidate in candidates:
        if candidate.timemark:
            raise AugmentationRefusedError(signature=candidate.id, reason="a time-mark cannot be augmented")
        findings = [f for check in candidate.checks for f in check.findings]
        broken = [f for f in findings if f.rule.indication is not Indication.INDETERMINATE]
        if broken or (candidate.certificate is None and candidate.family != TIMESTAMP_FAMILY):
            raise SignatureBrokenError(signature=candidate.id, rule=broken[0].rule.code if broken else "")
        if not all(timestamp.is_over_data(stamp) for stamp in candidate.stamps):
            raise SignatureBrokenError(signature=candidate.id, rule=TIMESTAMP_IMPRINT.code)
        if any(timestamp.is_forged(stamp, candidate.certificates) for stamp in candidate.stamps):
            raise SignatureBrokenError(signature=candidate.id, rule=TIMESTAMP_SIGNATURE.code)
