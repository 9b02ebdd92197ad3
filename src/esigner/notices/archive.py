"""Official documents: letters, receipts, records, and what was received; kept with their digest."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import ContentFile

from esigner.errors import Text
from esigner.notices import models
from esigner.notices.errors import DocumentNotArchivedError


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """A document without its bytes; those are read by `content`."""

    id: UUID
    kind: str
    number: str
    dated: date
    title: Text
    case: str
    name: str
    """File name for a download."""
    media_type: str
    sha256: str
    size_bytes: int
    stored_at: datetime


def store(
    *,
    kind: str,
    title: Text,
    content: bytes,
    name: str,
    media_type: str,
    at: datetime,
    case: str = "",
    number: str = "",
    dated: date | None = None,
) -> OfficialDocument:
    """Store a document permanently and return it.

    Args:
        kind: See `register.DocumentKind`.
        title: As shown.
        content: The bytes.
        name: File name for a download.
        media_type: Of the content.
        at: When it is stored.
        case: Id of the case as text.
        number: Of `register.next_number`, where it has one.
        dated: The document's own date; today in the installation's time zone if not given.
    """
    row = models.OfficialDocument(
        kind=str(kind), number=number, dated=dated or at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
        title_lv=title.lv, title_en=title.en, case=str(case), name=name, media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content), stored_at=at,
    )  # fmt: skip
    # The name in the storage says nothing and cannot clash; the name for people is in the row.
    row.file.save(f"{row.id}.bin", ContentFile(content), save=False)
    row.save(force_insert=True)
    return _read(row)


def get(document_id: UUID | str) -> OfficialDocument:
    """Return the document.

    Raises:
        DocumentNotArchivedError: No such id.
    """
    return _read(_row(document_id))


def content(document_id: UUID | str) -> bytes:
    """Return the bytes, as they were stored.

    Raises:
        DocumentNotArchivedError: No such id.
        OSError: The storage lost or changed them; the digest does not fit.
    """
    row = _row(document_id)
    with row.file.open("rb") as stream:
        data: bytes = stream.read()
    if hashlib.sha256(data).hexdigest() != row.sha256:
        message = f"official document {row.id} was changed in the storage"
        raise OSError(message)
    return data


def of_case(case: UUID | str, *, kind: str | None = None) -> list[OfficialDocument]:
    """Return the case's documents, oldest first."""
    rows = models.OfficialDocument.objects.filter(case=str(case))
    if kind is not None:
        rows = rows.filter(kind=str(kind))
    return [_read(row) for row in rows.order_by("stored_at", "number")]


def _row(document_id: UUID | str) -> models.OfficialDocument:
    row = models.OfficialDocument.objects.filter(pk=document_id).first()
    if row is None:
        raise DocumentNotArchivedError(id=str(document_id))
    return row


def _read(row: models.OfficialDocument) -> OfficialDocument:
    return OfficialDocument(
        id=row.id, kind=row.kind, number=row.number, dated=row.dated, title=Text(row.title_lv, row.title_en),
        case=row.case, name=row.name, media_type=row.media_type, sha256=row.sha256, size_bytes=row.size_bytes,
        stored_at=row.stored_at,
    )  # fmt: skip
