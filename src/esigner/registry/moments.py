"""Dates and times as people read them here: one way in Latvian, one in English, in the installation's time zone."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone

from esigner.errors import Text

_DAY: Final = Text("%d.%m.%Y.", "%d/%m/%Y")
_MINUTE: Final = Text("%d.%m.%Y. plkst. %H:%M", "%d/%m/%Y, %H:%M")
_SECOND: Final = Text("%d.%m.%Y. plkst. %H:%M:%S", "%d/%m/%Y, %H:%M:%S")


def day(value: date | datetime, *, language: str) -> str:
    """Return a day; for a moment, its day in this time zone."""
    return _local(value).strftime(_DAY.in_language(language))


def moment(value: datetime, *, language: str, seconds: bool = False) -> str:
    """Return a day and a time, to the minute or the second."""
    return _local(value).strftime((_SECOND if seconds else _MINUTE).in_language(language))


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value
