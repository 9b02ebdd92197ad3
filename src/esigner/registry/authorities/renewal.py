"""Successors: made before the end, named after their files are written, in force at once or when two officers agree.

1. Each row of the plan is looked at, issuers first: is its newest generation within its overlap?
2. Key and certificate are written; what a death left whole is taken up, not made again.
3. In one transaction: the certificate is registered, the anchors are trusted, the generation is named, the event is
   recorded. A new authority has its responder from the beginning.
4. An authority that production trusts waits for two officers between naming and taking over.

What was before stays: its list, its responder and its anchors, so that old signatures are proved for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from esigner import audit
from esigner.notices import seal_key
from esigner.pki import profiles
from esigner.pki.issuance import Authority
from esigner.pki.profiles import KeyOnRenewal
from esigner.pkix import signatures
from esigner.registry import anchors, certificate_records, models
from esigner.registry.authorities import foreign_seal, generations, making, material
from esigner.registry.authorities.plan import RESPONDER, SEAL, SERVER, Planned, find, responder_of
from esigner.registry.errors import GenerationNotFoundError
from esigner.registry.kinds import CertificateUse

GAIN: Final = timedelta(days=30)
"""A successor that would live no longer than this beyond the one before is not made: its issuer must be succeeded."""
TAKEN_UP: Final = timedelta(days=30)
"""Files that an interrupted try has left count for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newest:
    """The last generation of a row, and the number of the next."""

    name: str
    own: Authority
    next_number: int
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issuer:
    """Who certifies; both are empty for a root."""

    name: str
    own: Authority | None


def renew(*, at: datetime) -> tuple[str, ...]:
    """Return the names of the successors made now; run twice, or by two at once, it makes nothing the second time."""
    act = audit.by_system(at=at)
    steps = (_step(slot, act) for slot in generations.slots() if slot.name != SERVER)  # (1)
    return tuple(name for name in steps if name)


def take_over(*, generation_id: UUID, officers: tuple[str, str], act: audit.Act) -> None:
    """Let a generation take over, as two officers agreed; the caller holds the transaction in which they did.

    Args:
        generation_id: Which.
        officers: Their ids.
        act: The second one's.

    Raises:
        GenerationNotFoundError: None waits under this id.
    """
    with transaction.atomic():
        row = models.Generation.objects.select_for_update().filter(pk=generation_id, takes_over_at=None).first()
        planned = find(row.material) if row is not None else None
        if row is None or planned is None:
            raise GenerationNotFoundError(id=str(generation_id))
        row.first_officer, row.second_officer = officers
        row.takes_over_at = act.at + planned.announced
        row.save(update_fields=["first_officer", "second_officer", "takes_over_at"])
        _trust(planned, material.load(row.material), act=act)
        _record("authority.agreed", row, act=act)


def is_due(planned: Planned, *, end: datetime, at: datetime) -> bool:
    """Return whether the end is so near that a successor is needed now."""
    return at >= end - planned.overlap


def would_gain(slot: Planned, *, end: datetime, at: datetime) -> bool:
    """Return whether a successor made at this time would live long enough beyond the end."""
    return making.ends_at(slot, issuer=_issuer(slot, at=at).own, at=at) >= end + GAIN


def _step(slot: Planned, act: audit.Act) -> str:
    """Return the name of the slot's successor, if one was due and could be made."""
    if not _wanted(slot, at=act.at):
        return ""
    with transaction.atomic():
        audit.hold()
        if not _wanted(slot, at=act.at):
            return ""  # another worker was faster
        newest, issuer = _newest(slot), _issuer(slot, at=act.at)
        planned = slot.generation(newest.next_number)
        own = _written(planned, issuer, newest=newest, at=act.at)  # (2)
        _name(slot, planned, own, issuer=issuer, number=newest.next_number, act=act)  # (3)
    return planned.name


def _wanted(slot: Planned, *, at: datetime) -> bool:
    """Return whether a successor is due, and would live longer."""
    if not material.exists(slot.name) or (slot.name == SEAL and foreign_seal.is_foreign()):
        return False
    if not is_due(slot, end=material.load(slot.name).certificate.not_valid_after_utc, at=at):
        return False  # without a query, as long as the first one is far from its end
    newest = _newest(slot)
    end = newest.own.certificate.not_valid_after_utc
    return not newest.waits and is_due(slot, end=end, at=at) and would_gain(slot, end=end, at=at)


def _newest(slot: Planned) -> _Newest:
    row = next(iter(generations.succession(slot.name)), None)
    name, number = (row.material, row.number) if row else (slot.name, 1)
    waits = row is not None and row.takes_over_at is None
    return _Newest(name=name, own=material.load(name), next_number=number + 1, waits=waits)


def _issuer(slot: Planned, *, at: datetime) -> _Issuer:
    """Return who certifies: of a responder the one it answers for, of everything else the generation in force."""
    if not slot.issuer:
        return _Issuer(name="", own=None)
    is_responder = slot.name == f"{slot.issuer}{RESPONDER}"
    name = slot.issuer if is_responder else generations.current(slot.issuer, at=at)
    return _Issuer(name=name, own=material.load(name))


def _written(planned: Planned, issuer: _Issuer, *, newest: _Newest | None, at: datetime) -> Authority:
    """Return what is in the successor's folder; made and written where nothing usable is."""
    found = material.whole(planned.name)
    if found is not None and _is_usable(found, issuer, at=at):
        return found
    same = newest is not None and planned.profile.key_on_renewal is KeyOnRenewal.SAME
    made = making.make(
        planned, issuer=issuer.own, issuer_name=issuer.name, at=at, key=newest.own.key if newest and same else None
    )
    material.prepare(made, planned.name)
    material.exchange(planned.name)
    return material.load(planned.name)


def _is_usable(found: Authority, issuer: _Issuer, *, at: datetime) -> bool:
    by = issuer.own.certificate if issuer.own else found.certificate
    begins_at = found.certificate.not_valid_before_utc
    is_new = begins_at <= at <= begins_at + TAKEN_UP
    return is_new and material.is_pair(found) and signatures.is_issued_by(found.certificate, by)


def _name(
    slot: Planned, planned: Planned, own: Authority, *, issuer: _Issuer, number: int, act: audit.Act
) -> models.Generation:
    takes_over_at = None if slot.needs_officers else act.at + slot.announced
    row = models.Generation.objects.create(
        slot=slot.name, number=number, material=planned.name, needs_officers=slot.needs_officers,
        fingerprint_sha256=certificate_records.fingerprint(own.certificate), prepared_at=act.at,
        not_before=own.certificate.not_valid_before_utc, not_after=own.certificate.not_valid_after_utc,
        takes_over_at=takes_over_at,
    )  # fmt: skip
    if planned.issuer:
        _register(planned, own, authority=issuer.name, act=act)
    if planned.is_authority:
        answers = responder_of(planned)
        responder = _written(answers, _Issuer(name=planned.name, own=own), newest=None, at=act.at)
        _register(answers, responder, authority=planned.name, act=act)
    if takes_over_at is not None:
        _trust(planned, own, act=act)
    if slot.name == SEAL:
        seal_key.name_successor(planned.name, certificate=own.certificate, takes_over_at=act.at, at=act.at)
    _record("authority.prepared" if slot.needs_officers else "authority.renewed", row, act=act)
    return row


def _register(planned: Planned, own: Authority, *, authority: str, act: audit.Act) -> None:
    use = CertificateUse.SEAL if planned.profile is profiles.SEAL else CertificateUse.SERVICE
    certificate_records.store(own.certificate, use=use, at=act.at, authority=authority, chain=own.chain)


def _trust(planned: Planned, own: Authority, *, act: audit.Act) -> None:
    for environment, purpose in planned.anchors:
        anchors.add(environment=environment, purpose=purpose, certificate=own.certificate, label=planned.title, act=act)


def _record(event: str, row: models.Generation, *, act: audit.Act) -> None:
    takes_over_at = row.takes_over_at.isoformat() if row.takes_over_at else ""
    data: dict[str, audit.JSON] = {
        "name": row.material, "succeedsIn": row.slot, "fingerprintSha256": row.fingerprint_sha256,
        "notAfter": row.not_after.isoformat(), "takesOverAt": takes_over_at,
    }  # fmt: skip
    audit.record(event=event, act=act, subject=str(row.pk), data=data)
