"""The one gate before everything that needs officers' agreement: one of them in test, two in production.

Every move that changes production has an agreement among its guards, which asks here. Neither officer may
have asked for it, nor act or have acted for the institution; the first one's agreement counts only while they are
still an officer who may give it. What only stops things (a suspension, an institution's own revocation) needs no
agreement: it takes effect at once, and can be undone, or harms nobody else.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction

from esigner import audit
from esigner.onboarding import models, permissions, sides
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import SecondOfficerNeededError
from esigner.registry import people
from esigner.registry.kinds import Environment

AGREED: Final = "officers.agreed"
"""The event of the first agreement; the second one's is the event of what was agreed on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is agreed on."""

    move: str
    """The move of the process table."""
    subject: uuid.UUID
    case_id: uuid.UUID
    """Id of the case or the application."""
    institution_id: uuid.UUID | None
    askers: frozenset[uuid.UUID] = frozenset()
    """People of the other side who asked for it."""
    environment: Environment | None = None
    officers: int = 2
    content: Mapping[str, audit.JSON] = field(default_factory=dict)
    """What the officer writes with it, for example the reason; the first one's counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """As many officers as needed have agreed: the change may be made now, in this transaction."""

    first_officer_id: uuid.UUID | None
    first_officer_name: str
    """Empty where one officer was enough."""
    first_agreed_at: datetime | None
    content: Mapping[str, audit.JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """What pages show of an agreement that awaits its second officer."""

    move: str
    subject: uuid.UUID
    first_officer_id: uuid.UUID
    first_officer_name: str
    first_agreed_at: datetime
    explanation: str


def needed(environment: Environment) -> int:
    """Return how many officers a change in the environment needs."""
    return 2 if environment is Environment.PRODUCTION else 1


def alone(content: Mapping[str, audit.JSON] | None = None) -> Agreed:
    """Return the agreement for what needs none."""
    return Agreed(first_officer_id=None, first_officer_name="", first_agreed_at=None, content=content or {})


def agree(matter: Matter, act: PersonalAct) -> Agreed | None:
    """Count one officer's agreement; None where another officer is still awaited. The caller holds the transaction.

    Raises:
        NotAllowedError: Not an officer.
        BothSidesError: The officer asked for it, or has or had a part in the institution.
        SecondOfficerNeededError: The officer is the first of the two already.
    """
    by = act.by
    permissions.check_decides_for_agency(by)
    sides.check_decides(by, institution_id=matter.institution_id, askers=matter.askers)
    if matter.officers == 1:
        return alone(matter.content)
    _hold(matter)
    first = _first(matter, at=act.at)
    if first is None:
        _begin(matter, act)
        return None
    if first.first_officer_id == by.id:
        raise SecondOfficerNeededError
    first.second_officer_id, first.second_officer_name, first.ended_at = by.id, by.name, act.at
    first.save()
    return Agreed(
        first_officer_id=first.first_officer_id,
        first_officer_name=first.first_officer_name,
        first_agreed_at=first.first_agreed_at,
        content=first.content,
    )


def end(*, subject: uuid.UUID, move: str = "", at: datetime) -> None:
    """Forget a first agreement: its subject was returned, or has changed."""
    rows = models.Agreement.objects.filter(subject=subject, ended_at__isnull=True)
    (rows.filter(move=move) if move else rows).update(ended_at=at)


def awaited(case_id: uuid.UUID) -> tuple[Awaited, ...]:
    """Return what awaits a second officer in a case or an application."""
    return tuple(_read(row) for row in models.Agreement.objects.filter(case_id=case_id, ended_at__isnull=True))


def everywhere() -> tuple[tuple[uuid.UUID, Awaited], ...]:
    """Return what awaits a second officer anywhere, with the case's or application's id, oldest first."""
    return tuple((row.case_id, _read(row)) for row in models.Agreement.objects.filter(ended_at__isnull=True))


def _hold(matter: Matter) -> None:
    """Serialise two officers who agree at the same moment, where there is no row to lock yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{matter.move} {matter.subject}"])


def _first(matter: Matter, *, at: datetime) -> models.Agreement | None:
    """Return the open agreement, unless its officer could not give it any more."""
    row = models.Agreement.objects.filter(move=matter.move, subject=matter.subject, ended_at__isnull=True).first()
    if row is None:
        return None
    if _still_counts(row, matter):
        return row
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    return None


def _still_counts(row: models.Agreement, matter: Matter) -> bool:
    user = people.get(row.first_officer_id)
    if user is None:
        return False
    officer = permissions.person(user)
    return permissions.decides_for_agency(officer) and not sides.stands_for(
        officer, institution_id=matter.institution_id, askers=matter.askers
    )


def _begin(matter: Matter, act: PersonalAct) -> None:
    with transaction.atomic():
        models.Agreement.objects.create(
            move=matter.move,
            subject=matter.subject,
            case_id=matter.case_id,
            content=dict(matter.content),
            first_officer_id=act.by.id,
            first_officer_name=act.by.name,
            first_agreed_at=act.at,
        )
        audit.record(
            event=AGREED,
            act=act,
            case=str(matter.case_id),
            institution=str(matter.institution_id or ""),
            subject=str(matter.subject),
            environment=matter.environment.value if matter.environment else "",
            data={"move": matter.move},
        )


def _read(row: models.Agreement) -> Awaited:
    return Awaited(
        move=row.move,
        subject=row.subject,
        first_officer_id=row.first_officer_id,
        first_officer_name=row.first_officer_name,
        first_agreed_at=row.first_agreed_at,
        explanation=str(row.content.get("explanation", "")),
    )
