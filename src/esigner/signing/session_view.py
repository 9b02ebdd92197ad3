"""What others see of a session: frozen, detached from the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from esigner.ades import Format, Level
from esigner.ades.encoding.format_table import facts_of
from esigner.registry import links
from esigner.registry.kinds import Environment
from esigner.signing import completion, forms, limits, new_session, rows, waiting_signatures
from esigner.signing.errors import SigningLinkEndedError
from esigner.signing.models import Document, Session, Signature
from esigner.signing.new_session import SessionOptions
from esigner.signing.states import FINAL, SignatureState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document of a session."""

    id: str
    name: str
    media_type: str
    size_bytes: int | None
    sha256: str
    """Hex; empty until the bytes are here."""
    uploaded: bool
    by_digest: bool
    """Whether the bytes stay with the client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureView:
    """A signature of a session."""

    id: str
    state: SignatureState
    level: Level
    means: str
    signed_by: str
    """The signer's name from the certificate; never the personal code."""
    level_reached: Level | None
    """What a document with it has now; None where it has no value, or failed."""
    outstanding_code: str
    next_try_at: datetime | None
    """When the worker tries again to complete it."""
    failure_code: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView(SessionOptions):
    """A session as its client, or its signer, may see it."""

    id: str
    environment: Environment
    client_id: str
    client_name: str
    institution_id: str
    status: Status
    failure_code: str
    documents: tuple[DocumentView, ...]
    signatures: tuple[SignatureView, ...]
    signing_url: str
    """Empty where the format is not shown to a person."""
    created_at: datetime
    expires_at: datetime
    result_name: str
    """File name of the result; empty until SIGNED."""

    @property
    def kept(self) -> SignatureView | None:
        """The signature whose value is here while its completion is outstanding, or was given up."""
        return next((one for one in self.signatures if one.state is SignatureState.VALUE_GIVEN), None)

    @property
    def by_digest(self) -> bool:
        """Whether the documents stay with the client, who puts the container together."""
        return any(document.by_digest for document in self.documents)


def view(*, session_id: str, client_id: str, at: datetime) -> SessionView:
    """Return the session of this client as it is now; one whose time is over is EXPIRED from now on."""
    return of(_as_of(rows.read(session_id=session_id, client_id=client_id), at=at))


def for_signer(*, token: str, at: datetime) -> SessionView:
    """Return the session whose signing page has this token."""
    session = _as_of(rows.read_by_token(token), at=at)
    if session.ended_at is not None and at > session.ended_at + limits.current().link_grace:
        raise SigningLinkEndedError
    return of(session)


def _as_of(session: Session, *, at: datetime) -> Session:
    """Return the session, EXPIRED if its time is over; otherwise nothing is locked or written."""
    if session.expires_at > at or session.status in FINAL:
        return session
    rows.expire_if_over(session_id=session.id, at=at)
    return rows.read(session_id=session.id)


def of(session: Session) -> SessionView:
    """Return what others see of the row."""
    environment, chosen = Environment(session.environment), new_session.options(session)
    is_shown = chosen.format in forms.ON_SIGNING_PAGE
    return SessionView(
        **new_session.members(chosen),
        id=str(session.id),
        environment=environment,
        client_id=str(session.client_id),
        client_name=session.client_name,
        institution_id=str(session.institution_id),
        status=Status(session.status),
        failure_code=session.failure_code,
        documents=tuple(document_view(one) for one in session.documents.all()),
        signatures=tuple(_signature_view(one) for one in session.signatures.all()),
        signing_url=f"{links.of(environment).sign_url}/s/{session.token}/" if is_shown else "",
        created_at=session.created_at,
        expires_at=session.expires_at,
        result_name=result_name(session) if session.status == Status.SIGNED else "",
    )


def result_name(session: Session, *, mark: str = "") -> str:
    """Return the file name of a result, after the first document's."""
    files = tuple(session.documents.all())
    stem = files[0].name.rpartition(".")[0] or files[0].name
    return f"{stem}{mark}.{_ending(session, files)}"


def _ending(session: Session, files: Sequence[Document]) -> str:
    """Return how the result's name ends; a container without its documents must not pass for a complete one."""
    whole = facts_of(Format(session.format), new_session.shape(session)).ending.removeprefix(".")
    return "parts.zip" if any(one.is_by_digest for one in files) else whole


def document_view(document: Document) -> DocumentView:
    """Return what others see of a document."""
    return DocumentView(
        id=str(document.id),
        name=document.name,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        sha256=document.sha256,
        uploaded=bool(document.file),
        by_digest=document.is_by_digest,
    )


def _signature_view(signature: Signature) -> SignatureView:
    return SignatureView(
        id=str(signature.id),
        state=SignatureState(signature.state),
        level=Level(signature.level),
        means=signature.means,
        signed_by=completion.signer_name(signature),
        level_reached=waiting_signatures.level_of(signature),
        outstanding_code=signature.outstanding_code,
        next_try_at=signature.next_try_at,
        failure_code=signature.failure_code,
        created_at=signature.created_at,
        finished_at=signature.finished_at,
    )
