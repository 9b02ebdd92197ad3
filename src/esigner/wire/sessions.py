"""What our own API v1 answers, read from its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


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
    raw: Mapping[str, Any]
    """The whole JSON answer."""
    kept_url: str = ""
    """Of the document at the level it has while its signature waits, or was given up; else empty."""


def read_session(answer: Mapping[str, Any]) -> Session:
    """Return the session of a JSON answer."""
    documents = tuple(
        Document(id=str(one["id"]), name=str(one["name"]), upload_url=str(one.get("uploadUrl") or ""))
        for one in answer.get("documents", ())
    )
    return Session(
        id=str(answer["id"]),
        status=str(answer["status"]),
        documents=documents,
        signing_url=str(answer.get("signingUrl") or ""),
        expires_at=str(answer.get("expiresAt") or ""),
        raw=answer,
        kept_url=str(answer.get("keptUrl") or ""),
    )
