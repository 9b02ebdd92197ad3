"""What a client asks for when it opens a session, as one value; how a row keeps and returns it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from esigner.ades import Format, Level, Packaging, Serialization, Shape
from esigner.signing.models import Session

USUAL_SHAPE: Final = Shape()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSigner:
    """Whom the client expects to sign; every field that is set must match the certificate."""

    personal_code: str = ""
    name: str = ""
    order: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The digest of a document that stays with the client."""

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
class SessionOptions:
    """What the client chose; every view of the session shows it."""

    format: Format
    level: Level = Level.LT
    shape: Shape = USUAL_SHAPE
    return_url: str = ""
    """Where the signing page sends the person back to; its origin is the client's."""
    notify_url: str = ""
    """Where the client is notified that the session has ended; its origin is the client's."""
    language: str = "lv"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession(SessionOptions):
    """A session to be opened: what was chosen, the documents and, where it matters, who is to sign."""

    documents: Sequence[NewDocument]
    signers: Sequence[ExpectedSigner] = ()
    """Empty means anyone."""

    @property
    def by_digest(self) -> bool:
        """Whether documents stay with the client."""
        return any(document.digest for document in self.documents)


def columns(new: NewSession) -> dict[str, Any]:
    """Return what the session's row keeps."""
    return {
        "format": new.format.value,
        "shape": _shape_columns(new.shape),
        "level": new.level.value,
        "signers": [{"personal_code": one.personal_code, "name": one.name, "order": one.order} for one in new.signers],
        "return_url": new.return_url,
        "notify_url": new.notify_url,
        "language": new.language,
    }


def options(row: Session) -> SessionOptions:
    """Return what the client chose, from the row that keeps it."""
    return SessionOptions(
        format=Format(row.format),
        level=Level(row.level),
        shape=shape(row),
        return_url=row.return_url,
        notify_url=row.notify_url,
        language=row.language,
    )


def members(chosen: SessionOptions) -> dict[str, Any]:
    """Return the options by name, for a value that has them among others."""
    return {one.name: getattr(chosen, one.name) for one in fields(chosen)}


def shape(row: Session) -> Shape:
    """Return the shape that a row keeps."""
    kept = row.shape
    return Shape(
        packaging=Packaging(kept["packaging"]) if "packaging" in kept else None,
        serialization=Serialization(kept["serialization"]) if "serialization" in kept else None,
    )


def _shape_columns(chosen: Shape) -> dict[str, str]:
    named = {"packaging": chosen.packaging, "serialization": chosen.serialization}
    return {name: value.value for name, value in named.items() if value is not None}
