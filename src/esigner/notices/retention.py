"""Deleting mails from the folder that takes the place of a mail server; what was sent stays in the database."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings

from esigner.notices import delivery

_BEGINNING: Final = "%Y%m%dT%H%M%S"
"""How `wire.mail` begins the name of a file: the mail's Date."""
_LETTERS: Final = 15


def purge_outbox(*, at: datetime) -> int:
    """Delete what left longer ago than ESIGNER_KEEP_OUTBOX_DAYS; return how many files."""
    folder = delivery.outbox()
    if folder is None:
        return 0
    before = at.astimezone(UTC) - timedelta(days=settings.ESIGNER_KEEP_OUTBOX_DAYS)
    old = [path for path in folder.glob("*.eml") if path.name[:_LETTERS] < before.strftime(_BEGINNING)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
