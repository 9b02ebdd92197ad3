"""Handing an ordered mail to the outside: into the folder of .eml files, or by SMTP."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from esigner.notices import models
from esigner.wire import mail
from esigner.wire.errors import WireError


def deliver(notice_id: UUID | str, *, at: datetime) -> None:
    """Deliver the mail once; one that has left stays as it is.

    Raises:
        WireError: It did not leave and a second try may help; the code is kept in the row.
    """
    try:
        _deliver(notice_id, at=at)
    except WireError as error:
        models.Mail.objects.filter(pk=notice_id).update(failure_code=error.code)
        if error.retryable:
            raise


def _deliver(notice_id: UUID | str, *, at: datetime) -> None:
    with transaction.atomic():
        row = models.Mail.objects.select_for_update().get(pk=notice_id)
        if row.delivered_at is None:
            mail.send(message_of(row), outbox=outbox(), smtp=smtp())
            row.delivered_at, row.failure_code = at, ""
            row.save(update_fields=["delivered_at", "failure_code"])


def message_of(row: models.Mail) -> EmailMessage:
    """Return the message as it leaves."""
    agency = settings.ESIGNER_AGENCY
    name = agency["name_en"] if row.language == "en" else agency["name_lv"]
    message = EmailMessage()
    message["From"] = Address(display_name=name, addr_spec=agency["email"])
    message["To"] = ", ".join(row.recipients)
    message["Subject"] = row.subject
    message["Date"] = format_datetime(row.queued_at)
    message["Message-ID"] = row.message_id
    for header, value in row.headers.items():
        message[header] = value
    message.set_content(row.body)
    for one in row.attachments.order_by("position"):
        main, _, sub = one.media_type.partition("/")
        with one.file.open("rb") as stream:
            message.add_attachment(stream.read(), maintype=main, subtype=sub or "octet-stream", filename=one.name)
    message["Content-Language"] = row.language  # last: a body of parts takes the content headers for itself
    return message


def outbox() -> Path | None:
    """Return the folder for .eml files; None where a mail server is configured."""
    return None if settings.ESIGNER_SMTP_URL else Path(settings.ESIGNER_STATE) / "outbox"


def smtp() -> mail.Smtp | None:
    """Return the configured mail server."""
    return mail.server(settings.ESIGNER_SMTP_URL) if settings.ESIGNER_SMTP_URL else None
