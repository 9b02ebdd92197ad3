"""Claimed times in CMS, in every form in which strangers write them: the value is right, or said to be none.

Standard: RFC 5652, 11.3 (the forms that may be there); X.680, 46 and 47 (all forms that ASN.1 has).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from esigner.ades.encoding import asn1

_TAGS: Final = {asn1.UTC_TIME: "UTCTime", asn1.GENERALIZED_TIME: "GeneralizedTime"}
_ZONE: Final = r"(?:Z|(?P<sign>[+-])(?P<zone_hours>[01][0-9]|2[0-3])(?P<zone_minutes>[0-5][0-9])?)"
_SHORT: Final = re.compile(r"(?P<day>[0-9]{6})(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?" + _ZONE)
_LONG: Final = re.compile(
    r"(?P<day>[0-9]{8})(?P<hour>[0-9]{2})(?:(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?:[.,](?P<part>[0-9]{1,32}))?"
    + _ZONE
)
_REGULAR: Final = re.compile(r"(?:[0-9]{10}|[0-9]{12})[0-5][0-9]Z")
_PIVOT: Final = 50
"""Of two digits, the first year that is of the 20th century."""
_LEAP_SECOND: Final = 60
_TOLD_AT_MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claimed time as it stands in the signature."""

    moment: datetime | None
    """UTC; None where it says no moment."""
    is_regular: bool
    """Whether it is written as RFC 5652, 11.3 has it."""
    written: str
    """Kind and text, for a sentence."""


def read(node: asn1.Node) -> Claimed:
    """Return what a Time says; never raises, for what is claimed proves nothing."""
    kind = _TAGS.get(node.tag)
    text = node.content[: 2 * _TOLD_AT_MOST].decode("ascii", "replace")
    written = f"{kind or f'tag {node.tag:#x}'} {ascii(text)[1:-1]}"[:_TOLD_AT_MOST].rstrip()
    moment = _moment(node.tag, text) if kind else None
    return Claimed(
        moment=moment, is_regular=moment is not None and _is_regular(node.tag, text, moment), written=written
    )


def _moment(tag: int, text: str) -> datetime | None:
    found = (_SHORT if tag == asn1.UTC_TIME else _LONG).fullmatch(text)
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
    return f"{'19' if int(day[:2]) >= _PIVOT else '20'}{day}"


def _fraction(found: re.Match[str]) -> timedelta:
    """Return the fraction of the last unit that is there: an hour, a minute or a second."""
    names = found.groupdict()
    unit = timedelta(seconds=1) if names["second"] else timedelta(minutes=1) if names["minute"] else timedelta(hours=1)
    return float(f"0.{names.get('part') or 0}") * unit


def _is_regular(tag: int, text: str, moment: datetime) -> bool:
    """Whether it has seconds, no fraction and Z, and is a UTCTime where that can say the year."""
    digits = len("YYMMDDhhmmssZ") if tag == asn1.UTC_TIME else len("YYYYMMDDhhmmssZ")
    is_short = 1900 + _PIVOT <= moment.year < 2000 + _PIVOT
    return _REGULAR.fullmatch(text) is not None and len(text) == digits and is_short == (tag == asn1.UTC_TIME)
