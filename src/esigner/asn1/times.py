"""Times in UTCTime and GeneralizedTime, in every ASN.1 form.

Standard: X.680, 46 and 47; X.690, 11.7 (the DER form).
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from esigner.asn1 import tags
from esigner.asn1.errors import MalformedAsn1Error

CENTURY_PIVOT: Final = 50
"""The first two-digit year of the 20th century (RFC 5280, 4.1.2.5.1)."""
_DER: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})(?:\.([0-9]+))?Z")
_ZONE: Final = r"(?:Z|(?P<sign>[+-])(?P<zone_hours>[01][0-9]|2[0-3])(?P<zone_minutes>[0-5][0-9])?)"
_SHORT: Final = re.compile(r"(?P<day>[0-9]{6})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?" + _ZONE)
_LONG: Final = re.compile(
    r"(?P<day>[0-9]{8})(?P<hour>[0-9]{2})(?:(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?:[.,](?P<part>[0-9]{1,32}))?"
    + _ZONE
)
_FORMS: Final = {tags.UTC_TIME: _SHORT, tags.GENERALIZED_TIME: _LONG}
_LEAP_SECOND: Final = 60
_OCTETS_AT_MOST: Final = 80


@lru_cache(maxsize=16)
def from_der(content: bytes) -> datetime:
    """Return the time of a GeneralizedTime in DER, with its fraction; cached, as tokens of one second share it.

    Raises:
        MalformedAsn1Error: It is not in UTC to the second.
    """
    text = content.decode("ascii", "replace")
    found = _DER.fullmatch(text)
    if found is None:
        message = f"time {text!r} is not UTC to the second"
        raise MalformedAsn1Error(message)
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    microseconds = int((found[7] or "0")[:6].ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, minute, second, microseconds, tzinfo=UTC)
    except ValueError as error:
        message = f"time {text!r}"
        raise MalformedAsn1Error(message) from error


def in_any_form(tag: int, content: bytes) -> datetime | None:
    """Return the time in UTC, None if the content is not a time or of another type."""
    form = _FORMS.get(tag)
    found = form.fullmatch(content[:_OCTETS_AT_MOST].decode("ascii", "replace")) if form else None
    if found is None:
        return None
    parts = {name: int(value or 0) for name, value in found.groupdict().items() if name not in ("day", "sign", "part")}
    try:
        day = datetime.strptime(_with_century(found["day"]), "%Y%m%d").replace(tzinfo=UTC)
        if parts["hour"] > 23 or parts["minute"] > 59 or parts["second"] > _LEAP_SECOND:  # noqa: PLR2004  of a clock
            return None
        offset = timedelta(hours=parts["zone_hours"], minutes=parts["zone_minutes"])
        clock = timedelta(hours=parts["hour"], minutes=parts["minute"], seconds=parts["second"])
        return day + clock + _fraction(found) - (-offset if found["sign"] == "-" else offset)
    except (ValueError, OverflowError):
        return None


def _with_century(day: str) -> str:
    if len(day) == len("YYYYMMDD"):
        return day
    return f"{'19' if int(day[:2]) >= CENTURY_PIVOT else '20'}{day}"


def _fraction(found: re.Match[str]) -> timedelta:
    """Return the fraction of the last unit present: an hour, a minute or a second."""
    names = found.groupdict()
    unit = timedelta(seconds=1) if names["second"] else timedelta(minutes=1) if names["minute"] else timedelta(hours=1)
    return float(f"0.{names.get('part') or 0}") * unit
