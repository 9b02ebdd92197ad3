"""The front of signing: everything a door may ask of a session.

view = sessions.open(client=…, format=…, documents=…)      → 201, signing_url
sessions.add_document(…)                                    OPEN → READY with the last document
start = sessions.prepare(…)                                 READY → SIGNING
view = sessions.finalize(…)                                 SIGNING → SIGNED
file = sessions.result(…)

While timestamp or status are outstanding: sessions.result_at_least(…); once they were given up: sessions.take_up(…).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING

from django.core.files.storage import default_storage
from django.db import transaction

from esigner import audit
from esigner.ades import NO_CLAIMS, Claims, Format, Level, Shape
from esigner.registry import links
from esigner.registry.kinds import Environment
from esigner.signing import (
    archiving,
    completion,
    documents,
    forms,
    keeping,
    limits,
    opening,
    reasons,
    retention,
    rows,
    signatures,
)
from esigner.signing.errors import (
    ResultBelowLevelError,
    ResultNotReadyError,
    SessionNotFoundError,
    SessionStateConflictError,
    SignatureUnderWayError,
    SigningLinkEndedError,
)
from esigner.signing.models import Document, Session, Signature
from esigner.signing.snapshots import (
    Digest,
    DocumentView,
    ExpectedSigner,
    NewDocument,
    ReachedResult,
    SessionView,
    SignatureStart,
    SignatureView,
    document_view,
)
from esigner.signing.states import SignatureState, Status

if TYPE_CHECKING:
    from esigner.registry.clients import Client

__all__ = [
    "Digest",
    "DocumentView",
    "ExpectedSigner",
    "NewDocument",
    "ReachedResult",
    "SessionView",
    "SignatureStart",
    "SignatureView",
    "add_document",
    "cancel",
    "document",
    "finalize",
    "for_signer",
    "open",
    "prepare",
    "result",
    "result_at_least",
    "result_sent",
    "take_up",
    "view",
]

SIGNER = audit.Actor(kind="person", id="signer", name="Parakstītājs")
"""Whoever holds the signing page's address; who they are is known only from the certificate."""


def open(  # noqa: A001, PLR0913 - the API's own word; the API's call has that many fields
    *,
    client: "Client",
    format: Format,  # noqa: A002 - the API's own word
    level: Level = Level.LT,
    documents: Sequence[NewDocument],
    shape: Shape = opening.USUAL_SHAPE,
    signers: Sequence[ExpectedSigner] = (),
    return_url: str = "",
    notify_url: str = "",
    language: str = "lv",
    actor: audit.Actor,
    at: datetime,
    request_id: str = "",
) -> SessionView:
    """Open a session; content that came along is stored at once, documents by digest stay away, others are awaited."""
    session = opening.open_session(
        client=client,
        format=format,
        level=level,
        documents=documents,
        shape=shape,
        signers=signers,
        return_url=return_url,
        notify_url=notify_url,
        language=language,
        actor=actor,
        at=at,
        request_id=request_id,
    )
    return _view(session)


def add_document(
    *,
    session_id: str,
    document_id: str,
    content: Iterable[bytes],
    client_id: str | None = None,
    actor: audit.Actor,
    at: datetime,
    request_id: str = "",
) -> SessionView:
    """Stream a document's bytes into the storage; the session is READY with the last one."""
    documents.add(
        session_id=session_id,
        document_id=document_id,
        content=content,
        client_id=client_id,
        actor=actor,
        at=at,
        request_id=request_id,
    )
    return _view(rows.read(session_id=session_id))


def view(*, session_id: str, client_id: str, at: datetime) -> SessionView:
    """Return the session of this client as it is now; one whose time is over is EXPIRED from now on."""
    rows.read(session_id=session_id, client_id=client_id)
    rows.expire_if_over(session_id=session_id, at=at)
    return _view(rows.read(session_id=session_id, client_id=client_id))


def for_signer(*, token: str, at: datetime) -> SessionView:
    """Return the session whose signing page has this token."""
    session = Session.objects.filter(token=token).first() if token.isascii() and token.isprintable() else None
    if session is None:
        raise SessionNotFoundError
    rows.expire_if_over(session_id=session.id, at=at)
    session = rows.read(session_id=session.id)
    if session.ended_at is not None and at > session.ended_at + limits.current().link_grace:
        raise SigningLinkEndedError
    return _view(session)


def cancel(
    *,
    session_id: str,
    client_id: str | None = None,
    actor: audit.Actor = SIGNER,
    at: datetime,
    request_id: str = "",
) -> SessionView:
    """End the session unsigned; not possible while a value is being completed."""
    with transaction.atomic():
        session = rows.lock(session_id=session_id, client_id=client_id)
        if session.status != Status.CANCELLED:
            rows.require(session, Status.OPEN, Status.READY, Status.SIGNING, at=at)
            if session.signatures.filter(state=SignatureState.VALUE_GIVEN.value).exists():
                raise SignatureUnderWayError
            rows.abandon_signature(session, code=reasons.CANCELLED)
            rows.end(session, status=Status.CANCELLED, at=at)
            rows.record(session, event="session.cancelled", actor=actor, at=at, request_id=request_id)
    return _view(session)


def prepare(
    *,
    session_id: str,
    signing_certificate: bytes,
    client_id: str | None = None,
    level: Level | None = None,
    claims: Claims = NO_CLAIMS,
    means: str = signatures.TWO_STEP,
    actor: audit.Actor = SIGNER,
    at: datetime,
    request_id: str = "",
) -> SignatureStart:
    """Return the bytes that the key of the certificate (DER) is to sign."""
    return signatures.prepare(
        session_id=session_id,
        signing_certificate=signing_certificate,
        client_id=client_id,
        level=level,
        claims=claims,
        means=means,
        actor=actor,
        at=at,
        request_id=request_id,
    )


def finalize(
    *,
    session_id: str,
    signature_id: str,
    value: bytes,
    client_id: str | None = None,
    actor: audit.Actor = SIGNER,
    at: datetime,
    request_id: str = "",
) -> SessionView:
    """Take the signature's value and finish; see `signatures.finalize` for what may happen in between."""
    signatures.finalize(
        session_id=session_id,
        signature_id=signature_id,
        value=value,
        client_id=client_id,
        actor=actor,
        at=at,
        request_id=request_id,
    )
    return _view(rows.read(session_id=session_id))


def document(*, session_id: str, document_id: str) -> tuple[DocumentView, IO[bytes]]:
    """Return a document and its bytes, to be read before signing."""
    session = rows.read(session_id=session_id)
    retention.check_kept(session)
    row, file = documents.open_file(session, document_id)
    return document_view(row), file


def result(*, session_id: str, client_id: str | None = None) -> tuple[SessionView, IO[bytes]]:
    """Return the signed container or PDF, opened for reading; without the documents where they were given by digest."""
    session = rows.read(session_id=session_id, client_id=client_id)
    if session.status != Status.SIGNED:
        raise ResultNotReadyError(status=session.status)
    retention.check_kept(session)
    return _view(session), default_storage.open(session.result_file)


def result_at_least(*, session_id: str, level: Level, client_id: str | None = None) -> ReachedResult:
    """Return the signed document as it is now, if it has at least this level; for whoever asks for that expressly.

    Raises:
        ResultNotReadyError: There is no value yet, or its signature failed.
        ResultBelowLevelError: The level is not reached.
    """
    session = rows.read(session_id=session_id, client_id=client_id)
    retention.check_kept(session)
    finished = session.signatures.filter(state=SignatureState.FINISHED.value).last()
    signature = finished or keeping.waiting(session)
    if signature is None:
        raise ResultNotReadyError(status=session.status)
    is_stored = session.status in (Status.SIGNED, Status.FAILED) or archiving.is_kept(session)
    is_stored = is_stored and bool(session.result_file)
    reached = Level(session.result_level) if is_stored and session.result_level else keeping.level_of(signature)
    if reached is None or not keeping.reaches(reached, at_least=level):
        raise ResultBelowLevelError(level=reached, at_least=level)
    view = _view(session)
    stored = default_storage.open(session.result_file) if is_stored else None
    return ReachedResult(
        session=view,
        file=stored or completion.assembled(session, signature),
        name=view.result_name or _name(session, mark=f".{reached}"),
        level=reached,
        outstanding_code=signature.outstanding_code,
    )


def result_sent(
    *, session_id: str, client_id: str, level: Level, size_bytes: int, actor: audit.Actor, at: datetime, request_id: str
) -> None:
    """Record that the whole signed document was sent to the client; onboarding counts on it."""
    with transaction.atomic():
        session = rows.read(session_id=session_id, client_id=client_id)
        data = {"format": session.format, "level": level.value, "bytes": size_bytes}
        rows.record(session, event="result.sent", actor=actor, at=at, request_id=request_id, data=data)


def take_up(
    *, session_id: str, client_id: str | None = None, actor: audit.Actor, at: datetime, request_id: str = ""
) -> SessionView:
    """Try at once to complete what is outstanding, and have the worker go on if it had given up; may be repeated.

    Raises:
        SessionStateConflictError: The session is not SIGNED, and no signature's value is here.
    """
    with transaction.atomic():
        session = rows.lock(session_id=session_id, client_id=client_id)
        retention.check_kept(session)
        signature = keeping.waiting(session)
        if signature is None and session.status != Status.SIGNED:
            raise SessionStateConflictError(status=session.status)
        if signature is not None:
            keeping.resume(session, signature, actor=actor, at=at, request_id=request_id)
    if signature is not None:
        completion.complete(signature_id=signature.id, actor=actor, at=at, request_id=request_id)
    return _view(rows.read(session_id=session_id))


def _view(session: Session) -> SessionView:
    environment = Environment(session.environment)
    files, format_ = tuple(session.documents.all()), Format(session.format)
    return SessionView(
        id=str(session.id),
        environment=environment,
        client_id=str(session.client_id),
        client_name=session.client_name,
        institution_id=str(session.institution_id),
        format=format_,
        shape=forms.read(session.shape),
        level=Level(session.level),
        status=Status(session.status),
        failure_code=session.failure_code,
        documents=tuple(document_view(one) for one in files),
        signatures=tuple(_signature_view(one) for one in session.signatures.all()),
        signing_url=_signing_url(session) if format_ in forms.ON_SIGNING_PAGE else "",
        return_url=session.return_url,
        notify_url=session.notify_url,
        language=session.language,
        created_at=session.created_at,
        expires_at=session.expires_at,
        result_name=_name(session) if session.status == Status.SIGNED else "",
    )


def _signing_url(session: Session) -> str:
    return f"{links.of(Environment(session.environment)).sign_url}/s/{session.token}/"


def _name(session: Session, *, mark: str = "") -> str:
    """Return the file name of a result, after the first document's."""
    files = tuple(session.documents.all())
    stem = files[0].name.rpartition(".")[0] or files[0].name
    return f"{stem}{mark}.{_ending(session, files)}"


def _ending(session: Session, files: Sequence[Document]) -> str:
    """Return how the result's name ends; a container that lacks its documents does not pass for a whole one."""
    whole = forms.ending(Format(session.format), forms.read(session.shape))
    return "parts.zip" if any(one.is_by_digest for one in files) else whole


def _signature_view(signature: Signature) -> SignatureView:
    return SignatureView(
        id=str(signature.id),
        state=SignatureState(signature.state),
        level=Level(signature.level),
        means=signature.means,
        signed_by=completion.signer_name(signature),
        level_reached=keeping.level_of(signature),
        outstanding_code=signature.outstanding_code,
        next_try_at=signature.next_try_at,
        failure_code=signature.failure_code,
        created_at=signature.created_at,
        finished_at=signature.finished_at,
    )
