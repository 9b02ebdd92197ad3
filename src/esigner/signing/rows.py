"""Locking a session, checking its state, ending it: what every change of state does."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from esigner import audit
from esigner.signing import jobs
from esigner.signing.errors import (
    SessionExpiredError,
    SessionNotFoundError,
    SessionOfAnotherClientError,
    SessionStateConflictError,
)
from esigner.signing.models import Session
from esigner.signing.states import SignatureState, Status

SessionId = str | UUID


def uuid_or_not_found(text: SessionId, error: type[Exception] = SessionNotFoundError) -> UUID:
    """Return the UUID; anything else counts as not found."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError as reason:
        raise error from reason


def _one(rows: "QuerySet[Session]", *, session_id: SessionId, client_id: str | None) -> Session:
    session = rows.filter(id=uuid_or_not_found(session_id)).first()
    if session is None:
        raise SessionNotFoundError
    if client_id is not None and str(session.client_id) != client_id:
        raise SessionOfAnotherClientError
    return session


def read(*, session_id: SessionId, client_id: str | None = None) -> Session:
    """Return the session, of this client if one is named."""
    return _one(Session.objects.all(), session_id=session_id, client_id=client_id)


def lock(*, session_id: SessionId, client_id: str | None = None) -> Session:
    """Return the session locked until the end of the transaction; every change of state begins here."""
    return _one(Session.objects.select_for_update(), session_id=session_id, client_id=client_id)


def require(session: Session, *allowed: Status, at: datetime) -> None:
    """Refuse unless the session is in one of the states and its time is not over."""
    if session.status == Status.EXPIRED or (session.status in allowed and session.expires_at <= at):
        raise SessionExpiredError
    if session.status not in allowed:
        raise SessionStateConflictError(status=session.status)


def record(
    session: Session,
    *,
    event: str,
    act: audit.Act,
    outcome: audit.Outcome = "ok",
    code: str = "",
    data: Mapping[str, audit.JSON] | None = None,
) -> None:
    """Record what happened to the session; runs in the transaction that changes it."""
    audit.record(
        event=f"signing.{event}",
        act=act,
        institution=str(session.institution_id),
        client=str(session.client_id),
        subject=str(session.id),
        environment=session.environment,
        outcome=outcome,
        code=code,
        data=data or {},
    )


def end(session: Session, *, status: Status, at: datetime, failure_code: str = "") -> None:
    """Put the session into a final state and have its client notified; the caller records the event."""
    session.status = status.value
    session.ended_at = at
    session.failure_code = failure_code
    session.save()
    if session.notify_url:
        jobs.tell_client(session_id=session.id, client_id=session.client_id)


def abandon_signature(session: Session, *, code: str) -> None:
    """Mark as failed the signature that was prepared and got no value, if there is one; what was prepared goes."""
    session.signatures.filter(state=SignatureState.PREPARED.value).update(
        state=SignatureState.FAILED.value, failure_code=code, prepared=""
    )


def expire_if_over(*, session_id: SessionId, at: datetime) -> bool:
    """Expire the session if its time is over and no value waits for completion; return whether it was."""
    with transaction.atomic():
        session = lock(session_id=session_id)
        waiting = session.signatures.filter(state=SignatureState.VALUE_GIVEN.value).exists()
        if session.status not in (Status.OPEN, Status.READY, Status.SIGNING) or session.expires_at > at or waiting:
            return False
        abandon_signature(session, code=SessionExpiredError.code)
        end(session, status=Status.EXPIRED, at=at)
        record(session, event="session.expired", act=audit.by_system(at=at))
    return True
