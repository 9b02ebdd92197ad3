"""Moves that nobody presses a button for: they follow from what the doors recorded."""

import uuid
from datetime import datetime

from django.db import transaction

from esigner import audit
from esigner.onboarding import case_rows, correspondence, engine, evidence, models
from esigner.onboarding.processes import Side, State
from esigner.registry.kinds import Environment

_WAITING = (State.TEST_CONNECTED, State.TESTING, State.FIXING, State.PRODUCTION_CONNECTED)


def notice(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Look at everything that may have happened to one case; True when it moved."""
    first = notice_first_test_call(case_id=case_id, at=at)
    settled = evidence.settle(case_id=case_id, at=at)
    return notice_first_production_signature(case_id=case_id, at=at) or first or settled


def notice_first_test_call(*, case_id: uuid.UUID, at: datetime) -> bool:
    """Move to testing once the test client was seen (step 2.3 → 3.1); True when it moved."""
    with transaction.atomic():
        case = case_rows.lock(case_id)
        if case.state != State.TEST_CONNECTED:
            return False
        seen = audit.events(client=str(case.test_client_id), event_prefix="api.called", environment="test")
        if not seen:
            return False
        _advance(case, "first_test_call", seen[0], at=at)
    return True


def notice_first_production_signature(*, case_id: uuid.UUID, at: datetime) -> bool:
    """End the onboarding once production finalized a signature of the case's client; True when it moved."""
    with transaction.atomic():
        case = case_rows.lock(case_id)
        if case.state != State.PRODUCTION_CONNECTED:
            return False
        seen = audit.events(
            client=str(case.production_client_id),
            event_prefix="signing.signature.finalized",
            environment=Environment.PRODUCTION.value,
        )
        if not seen:
            return False
        case.ended_at = seen[0].at
        _advance(case, "first_production_signature", seen[0], at=at)
        for side, recipients in (
            (Side.INSTITUTION, correspondence.of_institution(case)),
            (Side.AGENCY, correspondence.agency()),
        ):
            correspondence.send(
                "case.live", case_id=case.pk, to=side, recipients=recipients, values=case_rows.values(case), at=at
            )
    return True


def notice_everything(*, at: datetime) -> int:
    """Look at every case that waits for the doors; gives how many moved. Called by the worker every minute."""
    waiting = models.Case.objects.filter(state__in=_WAITING).values_list("pk", flat=True)
    return sum(notice(case_id=case_id, at=at) for case_id in list(waiting))


def _advance(case: models.Case, move: str, event: audit.Event, *, at: datetime) -> None:
    engine.advance(
        case,
        move,
        actor=audit.SYSTEM,
        at=at,
        institution=str(case.institution_id),
        subject=event.subject,
        environment=event.environment,
        data={"requestId": event.request_id, "seenAt": event.at.isoformat()},
    )
