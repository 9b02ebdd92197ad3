"""What can be downloaded from a session: a document to be read before signing, and the signed one."""

from dataclasses import dataclass
from typing import IO

from django.core.files.storage import default_storage

from esigner import audit
from esigner.ades import Level
from esigner.signing import archiving, completion, documents, retention, rows, session_view, waiting_signatures
from esigner.signing.errors import ResultBelowLevelError, ResultNotReadyError
from esigner.signing.session_view import DocumentView, SessionView
from esigner.signing.states import SignatureState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedResult:
    """A document at the level that it has, which may be lower than the one asked for."""

    session: SessionView
    file: IO[bytes]
    name: str
    """File name; one of a lower level says so."""
    level: Level
    outstanding_code: str
    """Why it is not complete; empty where it is."""


def document(*, session_id: str, document_id: str) -> tuple[DocumentView, IO[bytes]]:
    """Return a document and its bytes, to be read before signing."""
    session = rows.read(session_id=session_id)
    retention.check_kept(session)
    row, file = documents.open_file(session, document_id)
    return session_view.document_view(row), file


def result(*, session_id: str, client_id: str | None = None) -> tuple[SessionView, IO[bytes]]:
    """Return the signed container or PDF, opened for reading; without the documents where they were given by digest."""
    session = rows.read(session_id=session_id, client_id=client_id)
    if session.status != Status.SIGNED:
        raise ResultNotReadyError(status=session.status)
    retention.check_kept(session)
    return session_view.of(session), default_storage.open(session.result_file)


def result_at_least(*, session_id: str, level: Level, client_id: str | None = None) -> ReachedResult:
    """Return the signed document as it is now, if it has at least this level; for callers that ask for that explicitly.

    Raises:
        ResultNotReadyError: There is no value yet, or its signature failed.
        ResultBelowLevelError: The level is not reached.
    """
    session = rows.read(session_id=session_id, client_id=client_id)
    retention.check_kept(session)
    finished = rows.in_state(session, SignatureState.FINISHED)
    signature = finished[-1] if finished else waiting_signatures.of(session)
    if signature is None:
        raise ResultNotReadyError(status=session.status)
    is_stored = session.status in (Status.SIGNED, Status.FAILED) or archiving.is_kept(session)
    is_stored = is_stored and bool(session.result_file)
    stored_level = Level(session.result_level) if is_stored and session.result_level else None
    reached = stored_level or waiting_signatures.level_of(signature)
    if reached is None or not waiting_signatures.reaches(reached, at_least=level):
        raise ResultBelowLevelError(level=reached, at_least=level)
    view = session_view.of(session)
    stored = default_storage.open(session.result_file) if is_stored else None
    return ReachedResult(
        session=view,
        file=stored or completion.assembled(session, signature),
        name=view.result_name or session_view.result_name(session, mark=f".{reached}"),
        level=reached,
        outstanding_code=signature.outstanding_code,
    )


def result_sent(session: SessionView, *, level: Level, size_bytes: int, act: audit.Act) -> None:
    """Record that the whole signed document was sent to the client; onboarding counts on it."""
    data = {"format": session.format.value, "level": level.value, "bytes": size_bytes}
    rows.record(session, event="result.sent", act=act, data=data)
