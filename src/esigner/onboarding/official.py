"""Official documents: their number and content are fixed with the move, sealing follows right after.

Sealing asks a time-stamping authority and an OCSP responder. No row and no number stays locked for either: the move
orders the document in its own transaction, and the worker seals, keeps and mails it.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.notices import archive, letters, mail, register, sealing
from esigner.notices.register import DocumentKind
from esigner.onboarding import case_rows, correspondence, jobs, models, processes
from esigner.onboarding.processes import Side

__all__ = ["DocumentKind", "day", "issue", "moment", "order", "recipient", "take_up"]

OVERDUE: Final = timedelta(minutes=10)
"""A document ordered longer ago than this whose job is gone has been forgotten."""
_TAKEN_UP_AT_ONCE: Final = 100


def order(
    kind: DocumentKind,
    *,
    case_id: uuid.UUID,
    notice: str,
    content: Mapping[str, Any],
    values: Mapping[str, str],
    at: datetime,
    to: Side = Side.INSTITUTION,
) -> str:
    """Return the number of a new document, ordered; the caller holds the transaction."""
    number = register.next_number(kind, at)
    row = models.OrderedDocument.objects.create(
        case_id=case_id,
        kind=kind.value,
        number=number,
        content=dict(content),
        notice=notice,
        values=dict(values),
        to=to.value,
        ordered_at=at,
    )
    jobs.issue_document(order_id=row.pk)
    return number


def issue(*, order_id: uuid.UUID, at: datetime) -> None:
    """Render, seal, keep and mail an ordered document; does nothing where that is done."""
    row = models.OrderedDocument.objects.get(pk=order_id)
    if row.document_id is not None:
        return
    kind = DocumentKind(row.kind)
    data = {**row.content, "number": row.number, "date": _iso_day(row.ordered_at)}
    name = f"{row.number.replace('/', '-')}.pdf"
    letter = letters.render(kind.value, letters.displayable(data))
    content = sealing.seal(letter, at=at, name=name, order=str(order_id))
    with transaction.atomic():
        row = models.OrderedDocument.objects.select_for_update().get(pk=order_id)
        if row.document_id is None:
            _keep(row, kind, name=name, content=content, at=at)


def take_up(*, at: datetime) -> int:
    """Order again what is overdue and has no job to issue it; return how many."""
    with transaction.atomic():
        overdue = models.OrderedDocument.objects.filter(document_id__isnull=True, ordered_at__lt=at - OVERDUE)
        found = list(overdue.order_by("ordered_at").select_for_update(skip_locked=True)[:_TAKEN_UP_AT_ONCE])
        promised = jobs.promised_documents() if found else set()
        forgotten = [row for row in found if str(row.pk) not in promised]
        for row in forgotten:
            jobs.issue_document(order_id=row.pk)
    return len(forgotten)


def recipient(case: models.Case) -> dict[str, str]:
    """Return the institution as a letter addresses it."""
    return {
        "name": case.institution_name,
        "registration_number": case.registration_number,
        "address": case_rows.form(case).address,
    }


def moment(at: datetime) -> str:
    """Return a time as documents print it."""
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%d.%m.%Y. %H:%M:%S}"


def day(at: datetime) -> str:
    """Return a day as documents print it."""
    return f"{at.astimezone(ZoneInfo(settings.TIME_ZONE)):%d.%m.%Y.}"


def _iso_day(at: datetime) -> str:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date().isoformat()


def _keep(row: models.OrderedDocument, kind: DocumentKind, *, name: str, content: bytes, at: datetime) -> None:
    document = archive.store(
        kind=kind.value,
        title=kind.title,
        content=content,
        name=name,
        media_type="application/pdf",
        at=at,
        case=str(row.case_id),
        number=row.number,
        dated=row.ordered_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date(),
    )
    row.document_id = document.id
    row.save(update_fields=["document_id"])
    audit.record(
        event="document.issued",
        act=audit.by_system(at=at),
        case=str(row.case_id),
        subject=str(document.id),
        data={"kind": kind.value, "number": row.number, "sha256": document.sha256},
    )
    application = models.Application.objects.get(pk=row.case_id)
    correspondence.send(
        processes.of(application).notices[row.notice],
        name=row.notice,
        case_id=row.case_id,
        to=Side(row.to),
        recipients=_recipients(row, application),
        values=row.values | {"number": row.number},
        at=at,
        attachments=[mail.Attachment(name=name, media_type="application/pdf", content=content)],
    )


def _recipients(row: models.OrderedDocument, application: models.Application) -> list[correspondence.Recipient]:
    if row.to == Side.AGENCY:
        return correspondence.agency()
    case = models.Case.objects.filter(pk=row.case_id).first()
    if case is not None:
        return correspondence.of_institution(case)
    return correspondence.of_applicant(application)
