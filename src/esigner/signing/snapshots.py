"""What others see of a session: frozen, detached from the tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from esigner.ades import Format, Level, Shape
from esigner.registry.kinds import Environment
from esigner.signing.models import Document
from esigner.signing.states import SignatureState, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSigner:
    """Whom the client expects to sign; what is given must match the certificate."""

    personal_code: str = ""
    name: str = ""
    order: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a client knows a document by that never comes here."""

    algorithm: str
    """Such as SHA256."""
    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document as the client announces it; the bytes may follow by upload, unless it is given by its digest."""

    name: str
    media_type: str
    size_bytes: int | None = None
    content: bytes | None = None
    digest: Digest | None = None


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
class SessionView:
    """A session as its client, or its signer, may see it."""

    id: str
    environment: Environment
    client_id: str
    client_name: str
    institution_id: str
    format: Format
    shape: Shape
    level: Level
    status: Status
    failure_code: str
    documents: tuple[DocumentView, ...]
    signatures: tuple[SignatureView, ...]
    signing_url: str
    """Empty where the format is not shown to a person."""
    return_url: str
    notify_url: str
    language: str
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureStart:
    """What a signing device needs: sign `data_to_sign` (or its `digest`) and bring the value back."""

    signature_id: str
    data_to_sign: bytes
    digest: bytes
    digest_algorithm: str
    signature_algorithm: str


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
