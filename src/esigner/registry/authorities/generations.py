"""Which generation of an authority or a service is used at a time.

The first one is the plan's row itself; its successors are rows of the database whose files are in the state folder.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography import x509
from django.conf import settings

from esigner.pki.issuance import Authority
from esigner.registry import models
from esigner.registry.authorities import material
from esigner.registry.authorities.plan import PLAN, RESPONDER, Planned, find, names, responder_of
from esigner.registry.errors import AuthorityMissingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One successor."""

    id: UUID
    slot: str
    """The row of the plan that it succeeds in."""
    number: int
    """From 2."""
    material: str
    """Its own name: of its files, its list, its responder."""
    not_after: datetime
    needs_officers: bool
    takes_over_at: datetime | None
    """None while two officers are awaited."""


def current(slot: str, *, at: datetime) -> str:
    """Return the name of the generation that issues, stamps or answers at this time.

    Without a query while the first one is far from its end. A generation whose files are not on this machine is passed
    over: the one before is still in force.

    Raises:
        AuthorityMissingError: Not even the first one is here.
    """
    planned = find(slot)
    if planned is None:
        raise AuthorityMissingError(name=slot)
    if _has_ended_no_time_soon(planned, at=at):
        return slot
    for row in succession(slot):
        if row.takes_over_at is not None and row.takes_over_at <= at and material.exists(row.material):
            return row.material
    material.load(slot)
    return slot


def succession(slot: str) -> list[Generation]:
    """Return the successors, the newest first, those that wait for officers too."""
    return [_read(row) for row in models.Generation.objects.filter(slot=slot).order_by("-number")]


def get(generation_id: UUID) -> Generation | None:
    """Return a successor."""
    row = models.Generation.objects.filter(pk=generation_id).first()
    return None if row is None else _read(row)


def awaiting_officers() -> list[Generation]:
    """Return what two officers must agree on, oldest first."""
    rows = models.Generation.objects.filter(takes_over_at__isnull=True)
    return [_read(row) for row in rows.order_by("prepared_at", "material")]


def exists(name: str) -> bool:
    """Return whether something of this name was founded or named."""
    planned = find(name)
    if planned is None:
        return False
    if any(one.name == name for one in PLAN):
        return True
    made = [name, name.removesuffix(RESPONDER)] if name.endswith(RESPONDER) else [name]
    return models.Generation.objects.filter(material__in=made).exists()


def issuers() -> tuple[str, ...]:
    """Return the names of everything that issues certificates, all generations, in the order of the plan."""
    later: dict[str, list[str]] = {}
    for slot, name in models.Generation.objects.order_by("number").values_list("slot", "material"):
        later.setdefault(slot, []).append(name)
    found = names(sandbox=settings.ESIGNER_SANDBOX)
    return tuple(name for slot in found for name in (slot, *later.get(slot, ())))


def slots() -> tuple[Planned, ...]:
    """Return the rows that have successors: those of the plan, and the responders of later authorities."""
    rows = [one for one in PLAN if settings.ESIGNER_SANDBOX or not one.sandbox_only]
    later = [find(name) for name in issuers()]
    responders = [responder_of(one) for one in later if one is not None and one not in rows]
    return (*rows, *responders)


def certificates(slot: str, *, at: datetime | None = None) -> tuple[x509.Certificate, ...]:
    """Return the certificates of every generation on this machine, the newest first; at a time: those in force."""
    known = [material.load(name) for name in (*_successors(slot)[::-1], slot) if material.exists(name)]
    return tuple(one.certificate for one in known if at is None or is_in_force(one, at=at))


def is_in_force(authority: Authority, *, at: datetime) -> bool:
    """Return whether the time is within the certificate's validity."""
    return authority.certificate.not_valid_before_utc <= at <= authority.certificate.not_valid_after_utc


def _successors(slot: str) -> list[str]:
    return list(models.Generation.objects.filter(slot=slot).order_by("number").values_list("material", flat=True))


def _has_ended_no_time_soon(planned: Planned, *, at: datetime) -> bool:
    try:
        return at < material.load(planned.name).certificate.not_valid_after_utc - planned.overlap
    except AuthorityMissingError:
        return False


def _read(row: models.Generation) -> Generation:
    return Generation(
        id=row.pk, slot=row.slot, number=row.number, material=row.material, not_after=row.not_after,
        needs_officers=row.needs_officers, takes_over_at=row.takes_over_at,
    )  # fmt: skip
