"""The agency connects an institution (steps 2.2 and 4.2), changes a connection, or asks for something better."""

import uuid

from esigner.onboarding import models, moves, permissions, sides
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import RequestDecidedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import checking
from esigner.onboarding.requests.given import RequestGiven
from esigner.onboarding.requests.view import (
    PENDING,
    RequestKind,
    RequestState,
    RequestView,
    entries_of,
    find,
    key_of,
    read,
)
from esigner.registry.kinds import Environment


def approve_test(*, request_id: uuid.UUID, act: PersonalAct) -> RequestView:
    """Register the test client, its networks and certificate; send the links (2.2)."""
    return _approve("approve_test", request_id, act, kind=RequestKind.CONNECTION, states=(RequestState.SUBMITTED,))


def approve_production(*, request_id: uuid.UUID, act: PersonalAct) -> RequestView:
    """Give the first of two approvals for production (4.2)."""
    states = (RequestState.SUBMITTED,)
    return _approve("approve_production", request_id, act, kind=RequestKind.CONNECTION, states=states)


def promote(*, request_id: uuid.UUID, act: PersonalAct) -> RequestView:
    """Give the second approval, by another officer: client, networks, certificate, notice, links (4.2)."""
    return _approve("promote", request_id, act, kind=RequestKind.CONNECTION, states=(RequestState.APPROVED_ONCE,))


def approve_change(*, request_id: uuid.UUID, act: PersonalAct) -> RequestView:
    """Approve a change: in test once, in production by two officers one after the other; mailed when it is made."""
    return _approve("approve_change", request_id, act, kind=RequestKind.CHANGE, states=PENDING)


def return_request(*, request_id: uuid.UUID, act: PersonalAct, explanation: str) -> RequestView:
    """Hand the turn back to the institution with an explanation; mailed."""
    row = find(request_id, by=act.by)
    if row.state not in PENDING:
        # Refused before the case's state is checked, whose refusal says less.
        raise RequestDecidedError(state=row.state)
    given = RequestGiven(
        request=row,
        states=PENDING,
        subject=row.pk,
        environment=Environment(row.environment),
        explanation=explanation,
    )
    moves.make(row.case, _return_move(row), act, given)
    return read(row)


def can_decide(*, request_id: uuid.UUID, by: Person) -> bool:
    """Return whether the person may approve or return the request now."""
    row = find(request_id, by=by)
    return (
        permissions.can_approve_connections(by)
        and row.state in PENDING
        and row.first_approved_by_id != by.id
        and not sides.stands_for(by, institution_id=row.case.institution_id, askers=[row.submitted_by_id])
    )


def _approve(
    move: str, request_id: uuid.UUID, act: PersonalAct, *, kind: RequestKind, states: tuple[RequestState, ...]
) -> RequestView:
    row = find(request_id, by=act.by)
    # The checks may ask a third party's responder: not for somebody who may not approve, and not under a lock.
    moves.check_start(row.case, move, act)
    given = RequestGiven(
        request=row,
        kind=kind,
        states=states,
        checks=_checked_again(row, act),
        subject=row.pk,
        environment=Environment(row.environment),
    )
    moves.make(row.case, move, act, given)
    return read(row)


def _checked_again(row: models.ConnectionRequest, act: PersonalAct) -> checking.RequestChecks:
    """Make every check anew: the world may have changed since the request came in."""
    return checking.run(
        row.case,
        environment=Environment(row.environment),
        entries=entries_of(row),
        key=key_of(row),
        return_origins=row.return_origins,
        at=act.at,
        request_id=str(row.pk),
        needs_networks=False,
    )


def _return_move(row: models.ConnectionRequest) -> str:
    if row.kind == RequestKind.CHANGE:
        return "return_change"
    return "return_test" if row.environment == Environment.TEST else "return_production"
