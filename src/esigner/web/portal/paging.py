"""Long lists by the page: each page begins where the one before ended, and its address says where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

PARAMETER: Final = "pirms"
ROWS: Final = 50
_DIGITS: Final = 19
"""Of a 64-bit number."""
_MARK_LETTERS: Final = 100

Row = TypeVar("Row")
Mark = tuple[datetime, UUID]
"""The time by which a list is sorted, and the id, of the last row of a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Links to other pages of a list; empty where there is no such page."""

    first: str
    following: str


def pages(request: HttpRequest, *, following: object, kept: Mapping[str, str] | None = None) -> Pages:
    """Return the links of this page of a list.

    Args:
        request: Whose address says which page this is.
        following: Where the next page begins; None: there is none.
        kept: Parameters of the address that stay, such as filters.
    """
    stay = {name: value for name, value in (kept or {}).items() if value}
    first = f"{request.path}?{urlencode(stay)}" if stay else request.path
    return Pages(
        first=first if PARAMETER in request.GET else "",
        following="" if following is None else f"{request.path}?{urlencode(stay | {PARAMETER: str(following)})}",
    )


def place(request: HttpRequest) -> int | None:
    """Return the position before which the page ends; None for the first page, and for what is no position."""
    text = request.GET.get(PARAMETER, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else None


def mark(request: HttpRequest) -> Mark | None:
    """Return the row after which the page begins; None for the first page, and for what is no mark."""
    at, _, row_id = request.GET.get(PARAMETER, "")[:_MARK_LETTERS].partition("_")
    try:
        moment, found = datetime.fromisoformat(at), UUID(row_id)
    except ValueError:
        return None
    return (moment, found) if moment.tzinfo is not None else None


def marked(at: datetime, row_id: UUID) -> str:
    """Return the mark of a row as an address has it."""
    return f"{at.isoformat()}_{row_id}"


def shown(rows: Sequence[Row], *, size: int) -> tuple[Sequence[Row], Row | None]:
    """Return the rows of the page, and the last of them where the list goes on; one row more than the page says so."""
    return rows[:size], rows[size - 1] if len(rows) > size else None
