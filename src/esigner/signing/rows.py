"""Reading a session whole, locking it, checking its state, ending it: what every change of state does.

A session comes with its documents and signatures in hand: `session.documents.all()` and `session.signatures.all()` ask
the database no more, and show what was changed in them since.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from django.db import models, transaction

from esigner import audit
from esigner.signing import jobs
from esigner.signing.errors import (
    SessionExpiredError,
    SessionNotFoundError,
    SessionOfAnotherClientError,
    SessionStateConflictError,
)
from esigner.signing.models import Document, Session, Signature
from esigner.signing.statements import Table
from esigner.signing.states import SignatureState, Status

SessionId = str | UUID
SESSIONS: Final = Table(Session)
DOCUMENTS: Final = Table(Document)
SIGNATURES: Final = Table(Signature)

_Row = TypeVar("_Row", bound=models.Model)


class Named(Protocol):
    """A session, or what others see of it, as far as an event names it."""

    @property
    def id(self) -> UUID | str:
        """Its own."""

    @property
    def client_id(self) -> UUID | str:
        """Whose it is."""

    @property
    def institution_id(self) -> UUID | str:
        """Whose client that is."""

    @property
    def environment(self) -> str:
        """Where it was opened."""


def uuid_or_not_found(text: SessionId, error: type[Exception] = SessionNotFoundError) -> UUID:
    """Return the UUID; anything else counts as not found."""
    try:
        return text if isinstance(text, UUID) else UUID(text)
    except ValueError as reason:
        raise error from reason


def read(*, session_id: SessionId, client_id: str | None = None) -> Session:
    """Return the session, of this client if one is named."""
    return _one("id = %s", uuid_or_not_found(session_id), client_id=client_id)


def read_by_token(token: str) -> Session:
    """Return the session whose signing page has this token."""
    if not (token.isascii() and token.isprintable()):
        raise SessionNotFoundError
    return _one("token = %s", token, client_id=None)


def lock(*, session_id: SessionId, client_id: str | None = None) -> Session:
    """Return the session locked until the end of the transaction; every change of state begins here."""
    return _one("id = %s FOR UPDATE", uuid_or_not_found(session_id), client_id=client_id)


def _one(where: str, value: UUID | str, *, client_id: str | None) -> Session:
    session = next(iter(SESSIONS.select(where, value)), None)
    if session is None:
        raise SessionNotFoundError
    if client_id is not None and str(session.client_id) != client_id:
        raise SessionOfAnotherClientError
    return put_together(
        session,
        documents=DOCUMENTS.select("session_id = %s ORDER BY position", session.id),
        signatures=SIGNATURES.select("session_id = %s ORDER BY created_at", session.id),
    )


def put_together(session: Session, *, documents: Sequence[Document], signatures: Sequence[Signature]) -> Session:
    """Return the session with these rows in hand."""
    for document in documents:
        document.session = session
    for signature in signatures:
        signature.session = session
    session._prefetched_objects_cache = {  # type: ignore[attr-defined]  # noqa: SLF001 — as `prefetch_related` does
        "documents": _in_hand(Document, documents),
        "signatures": _in_hand(Signature, signatures),
    }
    return session


def _in_hand(model: type[_Row], found: Sequence[_Row]) -> "models.QuerySet[_Row]":
    rows: Any = model._default_manager.all()  # noqa: SLF001 — Django's documented interface
    rows._result_cache, rows._prefetch_done = list(found), True  # noqa: SLF001 — as above
    return rows  # type: ignore[no-any-return]


def in_state(session: Session, *states: SignatureState) -> list[Signature]:
    """Return its signatures in one of the states, the oldest first."""
    return [one for one in session.signatures.all() if one.state in states]


def lock_in_order(session_ids: Iterable[SessionId], *, client_id: str) -> None:
    """Lock those of a client's sessions that exist, in one order for all: two calls never wait for each other."""
    known = [uuid for uuid in map(_uuid, session_ids) if uuid is not None]
    list(Session.objects.select_for_update().filter(id__in=known, client_id=client_id).order_by("id").values_list("id"))


def _uuid(text: SessionId) -> UUID | None:
    try:
        return uuid_or_not_found(text)
    except SessionNotFoundError:
        return None


def require(session: Session, *allowed: Status, at: datetime) -> None:
    """Refuse unless the session is in one of the states and its time is not over."""
    if session.status == Status.EXPIRED or (session.status in allowed and session.expires_at <= at):
        raise SessionExpiredError
    if session.status not in allowed:
        raise SessionStateConflictError(status=session.status)


def record(
    session: "Named",
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
    session.status, session.ended_at, session.failure_code = status.value, at, failure_code
    SESSIONS.update(session, "status", "ended_at", "failure_code", "result_file", "result_level")
    if session.notify_url:
        jobs.tell_client(session_id=session.id, client_id=session.client_id)


def abandon_signature(session: Session, *, code: str) -> None:
    """Mark as failed the signature that was prepared and got no value, if there is one; what was prepared goes."""
    for signature in in_state(session, SignatureState.PREPARED):
        signature.state, signature.failure_code, signature.prepared = SignatureState.FAILED.value, code, ""
        SIGNATURES.update(signature, "state", "failure_code", "prepared")


def expire_if_over(*, session_id: SessionId, at: datetime) -> bool:
    """Expire the session if its time is over and no value waits for completion; return whether it was."""
    with transaction.atomic():
        session = lock(session_id=session_id)
        waiting = in_state(session, SignatureState.VALUE_GIVEN)
        if session.status not in (Status.OPEN, Status.READY, Status.SIGNING) or session.expires_at > at or waiting:
            return False
        abandon_signature(session, code=SessionExpiredError.code)
        end(session, status=Status.EXPIRED, at=at)
        record(session, event="session.expired", act=audit.by_system(at=at))
    return True
