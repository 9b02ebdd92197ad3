"""The agency connects an institution (steps 2.2 and 4.2), or asks it to send something better."""

import uuid
from datetime import datetime

from django.db import transaction

from esigner.onboarding import (
    case_rows,
    correspondence,
    engine,
    models,
    official,
    permissions,
    prose,
    sides,
    two_officers,
)
from esigner.onboarding.errors import ExplanationMissingError, RequestDecidedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.onboarding.requests import connecting
from esigner.onboarding.requests.view import PENDING, RequestKind, RequestState, RequestView, find, read
from esigner.registry import certificates
from esigner.registry.kinds import Environment


def approve_test(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Register the test client, its networks and certificate; send the links (2.2)."""
    found = _found(request_id, by=by, kind=RequestKind.CONNECTION)
    with transaction.atomic():
        case = case_rows.lock(found.case_id)
        engine.check_move(case, "approve_test")
        row = lock(request_id, states=(RequestState.SUBMITTED,), kind=RequestKind.CONNECTION)
        if agree(row, "approve_test", by=by, at=at) is None:
            return read(row)
        connecting.check_again(case, row, at=at)
        connecting.connect(case, row, by=by, at=at)
        decide(row, RequestState.APPROVED, by=by, at=at)
        _advance(case, "approve_test", row, by=by, at=at)
        correspondence.send(
            "request.test.approved",
            case_id=case.pk,
            to=Side.INSTITUTION,
            recipients=correspondence.of_institution(case),
            values=case_rows.values(case) | {"links": connecting.links_text(Environment.TEST)},
            at=at,
        )
    return read(row)


def approve_production(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Return the first of two approvals for production (4.2)."""
    found = _found(request_id, by=by, kind=RequestKind.CONNECTION)
    connecting.check_again(found.case, found, at=at)
    with transaction.atomic():
        case = case_rows.lock(found.case_id)
        engine.check_move(case, "approve_production")
        row = lock(request_id, states=(RequestState.SUBMITTED,), kind=RequestKind.CONNECTION)
        row.checks = found.checks
        agree(row, "promote", by=by, at=at)
        _advance(case, "approve_production", row, by=by, at=at)
    return read(row)


def promote(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Return the second approval, by another officer: client, networks, certificate, notice, links (4.2)."""
    found = _found(request_id, by=by, kind=RequestKind.CONNECTION)
    connecting.check_again(found.case, found, at=at)
    with transaction.atomic():
        case = case_rows.lock(found.case_id)
        engine.check_move(case, "promote")
        row = lock(request_id, states=(RequestState.APPROVED_ONCE,), kind=RequestKind.CONNECTION)
        row.checks = found.checks
        if agree(row, "promote", by=by, at=at) is None:
            return read(row)
        connecting.connect(case, row, by=by, at=at)
        decide(row, RequestState.APPROVED, by=by, at=at)
        _advance(case, "promote", row, by=by, at=at)
        _order_notice(case, row, at=at)
    return read(row)


def can_decide(*, request_id: uuid.UUID, by: Person) -> bool:
    """Say whether the person may approve or return the request now."""
    row = find(request_id, by=by)
    return (
        permissions.can_approve_connections(by)
        and row.state in PENDING
        and row.first_approved_by_id != by.id
        and not sides.stands_for(by, institution_id=row.case.institution_id, askers=[row.submitted_by_id])
    )


def return_request(*, request_id: uuid.UUID, by: Person, explanation: str, at: datetime) -> RequestView:
    """Return the turn back to the institution with an explanation; mailed."""
    prose.check(explanation, longest=prose.LONGEST_EXPLANATION)
    if not explanation.strip():
        raise ExplanationMissingError
    found = _found(request_id, by=by)
    with transaction.atomic():
        case = case_rows.lock(found.case_id)
        row = lock(request_id, states=PENDING)
        row.explanation = explanation.strip()
        two_officers.end(subject=row.pk, at=at)
        decide(row, RequestState.RETURNED, by=by, at=at)
        certificates.release_keys(request=str(row.pk))
        _advance(case, _return_move(row), row, by=by, at=at)
        correspondence.send(
            "request.returned",
            case_id=case.pk,
            to=Side.INSTITUTION,
            recipients=correspondence.of_institution(case),
            values=case_rows.values(case) | {"explanation": row.explanation},
            at=at,
        )
    return read(row)


def lock(
    request_id: uuid.UUID, *, states: tuple[RequestState, ...], kind: RequestKind | None = None
) -> models.ConnectionRequest:
    """Return the row locked if it is of the kind and in one of the states; RequestDecidedError otherwise."""
    row = models.ConnectionRequest.objects.select_for_update(of=("self",)).select_related("case").get(pk=request_id)
    if row.state not in states or (kind is not None and row.kind != kind):
        raise RequestDecidedError(state=row.state)
    return row


def decide(row: models.ConnectionRequest, state: RequestState, *, by: Person, at: datetime) -> None:
    """Write the decision down."""
    row.state = state.value
    row.decided_by_id, row.decided_by_name, row.decided_at = by.id, by.name, at
    row.save()


def agree(row: models.ConnectionRequest, move: str, *, by: Person, at: datetime) -> two_officers.Agreed | None:
    """Count an officer's agreement to a request; None, and written down as the first, where another one is awaited."""
    environment = Environment(row.environment)
    matter = two_officers.Matter(
        move=move,
        subject=row.pk,
        case_id=row.case_id,
        institution_id=row.case.institution_id,
        askers=frozenset({row.submitted_by_id}),
        environment=environment,
        officers=two_officers.needed(environment),
    )
    agreed = two_officers.agree(matter, by=by, at=at)
    if agreed is None:
        row.state = RequestState.APPROVED_ONCE.value
        row.first_approved_by_id, row.first_approved_by_name, row.first_approved_at = by.id, by.name, at
        row.save()
    return agreed


def _found(request_id: uuid.UUID, *, by: Person, kind: RequestKind | None = None) -> models.ConnectionRequest:
    """Return the request to an officer who may decide it: never to anybody with a part on the other side."""
    row = find(request_id, by=by)
    permissions.check_can_approve_connections(by)
    sides.check_decides(by, institution_id=row.case.institution_id, askers=[row.submitted_by_id])
    if kind is not None and row.kind != kind:
        raise RequestDecidedError(state=row.state)
    return row


def _return_move(row: models.ConnectionRequest) -> str:
    if row.kind == RequestKind.CHANGE:
        return "return_change"
    return "return_test" if row.environment == Environment.TEST else "return_production"


def _advance(case: models.Case, move: str, row: models.ConnectionRequest, *, by: Person, at: datetime) -> None:
    engine.advance(
        case,
        move,
        actor=by.actor,
        at=at,
        institution=str(case.institution_id),
        subject=str(row.pk),
        environment=row.environment,
    )


def _order_notice(case: models.Case, row: models.ConnectionRequest, *, at: datetime) -> None:
    """Order the sealed notice of the configuration done; it goes to the institution with the links."""
    environment = Environment(row.environment)
    official.order(
        official.Kind.CONFIGURATION_NOTICE,
        case_id=case.pk,
        notice="request.production.promoted",
        content=connecting.configuration(case, row),
        values=case_rows.values(case) | {"links": connecting.links_text(environment)},
        at=at,
    )
