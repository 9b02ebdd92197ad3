"""Mail: ordered in the transaction that causes it, delivered by a task once that transaction is through."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from esigner.errors import Text
from esigner.notices import models, tasks
from esigner.notices.errors import RecipientInvalidError


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    media_type: str
    content: bytes


def send(
    *,
    to: str | Iterable[str],
    subject: Text | str,
    body: Text | str,
    at: datetime,
    language: str = "lv",
    attachments: Sequence[Attachment] = (),
    headers: Mapping[str, str] | None = None,
) -> UUID:
    """Order a mail and return its id; it leaves after the caller's transaction, or not at all.

    Args:
        to: One address or several.
        subject: A `Text` is taken in the language asked for.
        body: Plain text.
        at: Goes into Date.
        language: "lv" or "en".
        attachments: Kept in the storage until the mail has left, and after.
        headers: For example `{"EPAK-Number": …}`; names and values of one line.

    Raises:
        RecipientInvalidError: Not an address.
    """
    recipients = [_address(one) for one in ([to] if isinstance(to, str) else to)]
    if not recipients:
        raise RecipientInvalidError(recipient="")
    notice_id = uuid4()
    domain = settings.ESIGNER_AGENCY["email"].rpartition("@")[2] or "localhost"
    with transaction.atomic():
        row = models.Mail.objects.create(
            id=notice_id, recipients=recipients, subject=_one_line(_text(subject, language)),
            body=_text(body, language), language=language, queued_at=at, message_id=f"<{notice_id}@{domain}>",
            headers={_one_line(name): _one_line(value) for name, value in (headers or {}).items()},
        )  # fmt: skip
        for position, one in enumerate(attachments):
            attachment = models.MailAttachment(mail=row, position=position, name=one.name, media_type=one.media_type)
            attachment.file.save(f"{attachment.id}.bin", ContentFile(one.content), save=False)
            attachment.save(force_insert=True)
        tasks.deliver.defer(notice_id=str(notice_id))
    return notice_id


def _address(text: str) -> str:
    try:
        return Address(addr_spec=text.strip()).addr_spec
    except (HeaderParseError, ValueError, IndexError) as error:
        raise RecipientInvalidError(recipient=text) from error


def _text(value: Text | str, language: str) -> str:
    return value if isinstance(value, str) else value.in_language(language)


def _one_line(text: str) -> str:
    """Return the text without line ends, so that a subject cannot add a header."""
    return " ".join(text.split())
