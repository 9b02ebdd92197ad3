"""Moves without a button: they follow from what the doors recorded."""

import uuid
from datetime import datetime
from typing import Protocol

from django.db import transaction

from esigner import audit
from esigner.audit import reading
from esigner.onboarding import case_rows, evidence, models, moves
from esigner.onboarding.act import act_of_system
from esigner.onboarding.moves import Done, Given, Move, service
from esigner.registry.kinds import Environment

FOLLOWING = ("first_test_call", "find_errors", "retest", "first_production_signature")
"""Moves that follow from what the doors recorded."""


def notice(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Check everything that may have happened to one case; True when it moved."""
    first = notice_first_test_call(case_id=case_id, at=at)
    settled = evidence.settle(case_id=case_id, at=at)
    return notice_first_production_signature(case_id=case_id, at=at) or first or settled


def notice_first_test_call(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Move to testing once the test client was seen (step 2.3 → 3.1); True when it moved."""
    return _notice("first_test_call", reading.first_call, case_id=case_id, environment=Environment.TEST, at=at)


def notice_first_production_signature(*, case_id: uuid.UUID, at: datetime) -> bool:
    """End the onboarding once production finalized a signature of the case's client; True when it moved."""
    return _notice(
        "first_production_signature", reading.first_signature, case_id=case_id,
        environment=Environment.PRODUCTION, at=at,
    )  # fmt: skip


def notice_everything(*, at: datetime) -> int:
    """Check every case that waits for the doors; return how many moved. Called by the worker every minute."""
    waiting = models.Case.objects.filter(moves.ready_for(*FOLLOWING)).values_list("pk", flat=True)
    return sum(notice(case_id=case_id, at=at) for case_id in list(waiting))


@service("cases.enter")
def enter(move: Move) -> Done:
    """Name the call in the event."""
    seen = _seen(move)
    return Done(environment=seen.environment, data={"requestId": seen.request_id, "seenAt": seen.at.isoformat()})


@service("cases.end")
def end(move: Move) -> Done:
    """End the onboarding with the signature, not at the moment of this check."""
    case = move.case
    case.ended_at = _seen(move).at
    return enter(move)


class _First(Protocol):
    """Finds the first event of a kind of a client."""

    def __call__(self, *, client: str, environment: str) -> audit.Event | None: ...


def _notice(move: str, first: _First, *, case_id: uuid.UUID, environment: Environment, at: datetime) -> bool:
    with transaction.atomic():
        case = case_rows.lock(case_id)
        client_id = case_rows.client_id(case, environment)
        if not moves.may_start(case, move) or client_id is None:
            return False
        seen = first(client=str(client_id), environment=environment.value)
        if seen is None:
            return False
        moves.make(case, move, act_of_system(at=at), Given(environment=environment, seen=seen))
    return True


def _seen(move: Move) -> audit.Event:
    if move.given.seen is None:
        message = f"{move.transition.name} follows from what a door recorded"
        raise TypeError(message)
    return move.given.seen
