"""A client of our own API v1, as any institution would write one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDocument:
    """A document to be signed: its content inline, or to be uploaded afterwards (content None)."""

    name: str
    media_type: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document as the API knows it."""

    id: str
    name: str
    upload_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signing session as the API answered."""

    id: str
    status: str
    """OPEN, READY, SIGNING, SIGNED, CANCELLED, FAILED or EXPIRED."""
    documents: tuple[Document, ...]
    signing_url: str
    expires_at: str
    raw: dict[str, Any]
    """The whole JSON answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureStart:
    """What a key outside the server is to sign."""

    signature_id: str
    data_to_sign: bytes
    digest: bytes
    digest_algorithm: str
    signature_algorithm: str


class Client:
    """One institution's connection: client certificate, EPAK number; usable as a context manager."""

    def __init__(
        self,
        base_url: str,
        *,
        certificate: Path,
        key: Path,
        ca: Path,
        epak_number: str,
        timeout_seconds: float = 30.0,
    ) -> None:
        """Keep what every call needs; `base_url` without `/v1`; certificate (with chain), key and CA are PEM files."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self.close()

    def close(self) -> None:
        """Close the connections."""
        raise NotImplementedError

    def probe(self) -> dict[str, Any]:
        """Give who we are to the service."""
        raise NotImplementedError

    def open_session(
        self,
        *,
        format: str,  # noqa: A002 - the API's own word
        level: str,
        documents: Sequence[NewDocument],
        signers: Sequence[dict[str, Any]] = (),
        return_url: str | None = None,
        notify_url: str | None = None,
        language: str | None = None,
        idempotency_key: str | None = None,
    ) -> Session:
        """Open a session; documents without content are to be uploaded."""
        raise NotImplementedError

    def upload(
        self, session_id: str, document_id: str, content: bytes | Iterator[bytes]
    ) -> None:
        """Send a document's bytes."""
        raise NotImplementedError

    def status(self, session_id: str) -> Session:
        """Give the session as it is now."""
        raise NotImplementedError

    def result(self, session_id: str) -> bytes:
        """Give the signed container or PDF."""
        raise NotImplementedError

    def cancel(self, session_id: str) -> None:
        """End the session unsigned."""
        raise NotImplementedError

    def start_signature(
        self,
        session_id: str,
        *,
        certificate_der: bytes,
        level: str | None = None,
        roles: Sequence[str] = (),
        place: str | None = None,
    ) -> SignatureStart:
        """Begin a two-step signature with a key of ours."""
        raise NotImplementedError

    def finish_signature(
        self, session_id: str, signature_id: str, value: bytes
    ) -> Session:
        """Hand the value in; may be repeated."""
        raise NotImplementedError
