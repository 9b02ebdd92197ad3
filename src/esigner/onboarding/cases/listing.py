"""Cases in lists: an institution's own, the agency's queue."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from esigner.errors import Text
from esigner.onboarding import case_rows, consultations, models, moves, two_officers
from esigner.onboarding.errors import NotAllowedError
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Position
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.onboarding.requests.view import PENDING, pending
from esigner.registry.kinds import Environment

AT_MOST: Final = 200
"""Rows, where no page is asked for."""

R = TypeVar("R", models.Application, models.Case)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of a list."""

    kind: Literal["application", "case", "request", "consultation", "agreement"]
    """What the line leads to; `id` is an id of that kind, for an agreement (a second officer is awaited) the case's."""
    id: uuid.UUID
    case_id: uuid.UUID | None
    title: Text
    institution_name: str
    epak_number: str
    position: Position | None
    turn: Side | None
    """The side whose move the line awaits: a request or a question awaits the agency whatever the state of its case."""
    waiting_since_at: datetime


Mark: TypeAlias = tuple[datetime, uuid.UUID]
"""Since when the last row of a page waits, and its id."""


def of_person(*, by: Person, at: datetime, before: Mark | None = None, size: int = AT_MOST) -> list[CaseRow]:
    """Return the applications and cases of the person and their institutions, newest first; an officer sees all.

    Args:
        by: Who asks.
        at: When.
        before: The last row of the page before; None: the first page.
        size: How many at most.
    """
    applications = models.Application.objects.filter(case__isnull=True)
    cases = models.Case.objects.select_related("application")
    if by.is_officer:
        # What an institution has not submitted yet is private to it.
        applications = applications.filter(Exists(models.Submission.objects.filter(application=OuterRef("pk"))))
    else:
        applications = applications.filter(applicant_id=by.id)
        cases = cases.filter(institution_id__in=list(by.institutions))
    shown = list(_page(cases, before, size))
    asked = set(
        models.ConnectionRequest.objects.filter(state__in=PENDING, case__in=[row.pk for row in shown]).values_list(
            "case_id", flat=True
        )
    )
    found = [
        *(_application(row, at) for row in _page(applications, before, size)),
        *(_case(row, at, awaits_agency=row.pk in asked) for row in shown),
    ]
    return sorted(found, key=lambda row: (row.waiting_since_at, row.id), reverse=True)[:size]


def _page(rows: QuerySet[R], before: Mark | None, size: int) -> QuerySet[R]:
    if before is not None:
        at, last = before
        rows = rows.filter(Q(turn_since_at__lt=at) | Q(turn_since_at=at, id__lt=last), turn_since_at__lte=at)
    return rows.order_by("-turn_since_at", "-id")[:size]


def queue(*, by: Person, at: datetime) -> list[CaseRow]:
    """Return everything that awaits the agency, longest waiting first; NotAllowedError for others."""
    if not by.is_officer:
        raise NotAllowedError
    submitted = models.Application.objects.filter(moves.ready_for("register"))
    offered = models.Case.objects.select_related("application").filter(moves.ready_for_offered(Side.AGENCY))
    rows = [
        *(_application(row, at) for row in submitted),
        *(_case(row, at, awaits_agency=True) for row in offered),
        *_requests(by, at),
        *_agreements(at),
        *_questions(by),
    ]
    return sorted(rows, key=lambda row: row.waiting_since_at)


def _application(row: models.Application, at: datetime) -> CaseRow:
    form, position = Form.from_dict(row.form), moves.position(row, at=at)
    return CaseRow(
        kind="application",
        id=row.id,
        case_id=None,
        title=Text(form.system_name or "Jauns pieteikums", form.system_name or "New application"),
        institution_name=form.institution_name,
        epak_number="",
        position=position,
        turn=position.turn,
        waiting_since_at=row.turn_since_at,
    )


def _case(row: models.Case, at: datetime, *, awaits_agency: bool) -> CaseRow:
    system, position = case_rows.form(row).system_name, moves.position(row, at=at)
    return CaseRow(
        kind="case",
        id=row.id,
        case_id=row.id,
        title=Text(system, system),
        institution_name=row.institution_name,
        epak_number=row.epak_number,
        position=position,
        turn=position.turn or (Side.AGENCY if awaits_agency else None),
        waiting_since_at=row.turn_since_at,
    )


def _requests(by: Person, at: datetime) -> Iterator[CaseRow]:
    waiting = pending(by=by)
    cases = models.Case.objects.in_bulk([request.case_id for request in waiting])
    for request in waiting:
        where = Environment(request.environment).title
        yield CaseRow(
            kind="request",
            id=request.id,
            case_id=request.case_id,
            title=Text(f"{request.kind_title.lv}: {where.lv}", f"{request.kind_title.en}: {where.en}"),
            institution_name=request.institution_name,
            epak_number=request.epak_number,
            position=moves.position(cases[request.case_id], at=at),
            turn=Side.AGENCY,
            waiting_since_at=request.submitted_at,
        )


_AGREED: Final = {
    "resume": Text("Atjaunot pieslēgumu: gaida otru amatpersonu", "Resume the connection: awaits a second officer"),
    "revoke": Text("Anulēt sertifikātu: gaida otru amatpersonu", "Revoke a certificate: awaits a second officer"),
    "close": Text("Slēgt gadījumu: gaida otru amatpersonu", "Close the case: awaits a second officer"),
}
"""What is in no other line of the queue."""


def _agreements(at: datetime) -> Iterator[CaseRow]:
    waiting = [(case_id, one) for case_id, one in two_officers.everywhere() if one.move in _AGREED]
    cases = models.Case.objects.in_bulk([case_id for case_id, _ in waiting])
    for case_id, one in waiting:
        case = cases[case_id]
        yield CaseRow(
            kind="agreement",
            id=case_id,
            case_id=case_id,
            title=_AGREED[one.move],
            institution_name=case.institution_name,
            epak_number=case.epak_number,
            position=moves.position(case, at=at),
            turn=Side.AGENCY,
            waiting_since_at=one.first_agreed_at,
        )


def _questions(by: Person) -> Iterator[CaseRow]:
    for thread in consultations.queue(by=by):
        yield CaseRow(
            kind="consultation",
            id=thread.id,
            case_id=thread.case_id,
            title=Text(f"{thread.subject} (jautā {thread.asked_by})", f"{thread.subject} (asked by {thread.asked_by})"),
            institution_name=thread.institution_name,
            epak_number=thread.epak_number,
            position=None,
            turn=Side.AGENCY,
            waiting_since_at=thread.asked_at,
        )
