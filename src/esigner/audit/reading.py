"""Reading a log of any length: each question reads about as many rows as it returns, never all that fit.

The newest events come in pages, found from the place where the page before ended; a filter on events goes through the
names that exist, each from its own end of an index. Where rows must be looked at to know whether they fit, a page
looks at `LOOKED_AT` of them, and may then be shorter than it could be.

What the chain has not taken up yet is on pages of everything, or of a case; what counts by positions in the chain, or
goes through the names of events, sees it a moment later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.apps import apps
from django.db import connection

from esigner.audit.event import Event
from esigner.audit.log import read

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from esigner.audit.models import Record, Recorded

CALLS: Final = ("api.called", "api.refused")
"""What a client's calls are recorded as: most of the log."""
LOOKED_AT: Final = 1000

_KINDS: Final = """
WITH RECURSIVE kind(event, environment) AS (
    (SELECT event, environment FROM audit_record ORDER BY event, environment LIMIT 1)
    UNION ALL
    SELECT following.event, following.environment FROM kind CROSS JOIN LATERAL (
        SELECT event, environment FROM audit_record WHERE (event, environment) > (kind.event, kind.environment)
        ORDER BY event, environment LIMIT 1) AS following
)
SELECT event, environment FROM kind
"""
"""Every name and environment that occurs, each found by one step in the index."""
_NEWEST_OF_KINDS: Final = """
SELECT newest.sequence FROM unnest(%s::text[], %s::text[]) AS kind(event, environment) CROSS JOIN LATERAL (
    SELECT sequence FROM audit_record WHERE event = kind.event AND environment = kind.environment
        AND sequence < %s ORDER BY event DESC, environment DESC, sequence DESC LIMIT %s) AS newest
ORDER BY sequence DESC LIMIT %s
"""
_FIRST_OF_SUBJECTS: Final = """
SELECT first.sequence FROM unnest(%s::text[]) AS one(key) CROSS JOIN LATERAL (
    SELECT sequence FROM (
        SELECT sequence, event FROM audit_record WHERE subject = one.key AND subject <> '' ORDER BY sequence LIMIT %s
    ) AS looked_at WHERE event = %s ORDER BY sequence LIMIT %s) AS first
"""
_FIRST_OF_REQUESTS: Final = _FIRST_OF_SUBJECTS.replace("subject", "request_id").replace(
    "one.key AND request_id <> '' ORDER BY sequence LIMIT", "one.key AND request_id <> '' LIMIT"
)
_BEYOND_THE_END: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the log."""

    events: tuple[Event, ...]
    """Newest first."""
    older: int | None
    """What to pass as `before` for the next page; None: there is none."""


def page(
    *,
    case: str | None = None,
    event_prefix: str = "",
    environment: str = "",
    before: int | None = None,
    size: int,
) -> Page:
    """Return the newest events that meet the filters.

    Args:
        case: Only of this case.
        event_prefix: Only those whose name begins so; empty: all.
        environment: Only of this one; empty: all.
        before: `older` of the page before; None: the first page.
        size: How many at most.
    """
    beyond = _BEYOND_THE_END if before is None else before
    if case is not None:
        return _of_case(case, event_prefix, environment, beyond=beyond, size=size)
    if event_prefix or environment:
        return _of_kinds(event_prefix, environment, beyond=beyond, size=size)
    return _page(list(_rows().filter(place__lt=beyond).order_by("-place")[: size + 1]), size=size)


def history(*, case: str, before: int | None = None, size: int) -> Page:
    """Return what happened to a case but calls, the newest first."""
    beyond = _BEYOND_THE_END if before is None else before
    rows = _rows().exclude(case="").filter(case=case, place__lt=beyond).exclude(event__in=CALLS)
    return _page(list(rows.order_by("-place")[: size + 1]), size=size)


def first_signature(*, client: str, environment: str) -> Event | None:
    """Return the first signature of a client that was finished."""
    rows = _rows().filter(client=client, event="signing.signature.finalized").exclude(client="")
    found = rows.filter(environment=environment).order_by("place").first()
    return read(found) if found else None


def first_call(*, client: str, environment: str) -> Event | None:
    """Return the first call of a client that was admitted."""
    rows = _rows().filter(client=client, event="api.called", environment=environment)
    found = rows.exclude(client="").order_by("place").first()
    return read(found) if found else None


def of_client_after(position: int, *, client: str, limit: int) -> list[Event]:
    """Return a client's next events after a position in the chain, oldest first."""
    return _read(_chained().exclude(client="").filter(client=client, sequence__gt=position)[:limit])


def refused_of_case_after(position: int, *, case: str, limit: int) -> list[Event]:
    """Return the next refused calls under a case's number after a position in the chain, oldest first."""
    rows = _chained().exclude(case="").filter(case=case, event="api.refused", sequence__gt=position)
    return _read(rows[:limit])


def of_subjects(subjects: Iterable[str], *, event: str, each: int = 1) -> list[Event]:
    """Return the first events of this name of each subject, at most `each` of one."""
    return _first_of_each(_FIRST_OF_SUBJECTS, subjects, event=event, each=each)


def of_requests(request_ids: Iterable[str], *, event: str, each: int = 10) -> list[Event]:
    """Return events of this name that answered one of the requests, at most `each` of one: callers choose the ids."""
    return _first_of_each(_FIRST_OF_REQUESTS, request_ids, event=event, each=each)


def position_of_subject(subject: str) -> int:
    """Return where in the chain a subject is first named; 0 where it is not."""
    found = _chained().exclude(subject="").filter(subject=subject).order_by("sequence")
    return found.values_list("sequence", flat=True).first() or 0


def _first_of_each(query: str, keys: Iterable[str], *, event: str, each: int) -> list[Event]:
    wanted = sorted(set(keys) - {""})
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(query, [wanted, LOOKED_AT, event, each])
        numbers = [number for (number,) in cursor.fetchall()]
    return _read(_chained().filter(sequence__in=numbers))


def _of_case(case: str, event_prefix: str, environment: str, *, beyond: int, size: int) -> Page:
    rows = _rows().exclude(case="").filter(case=case, place__lt=beyond)
    if not any(one.startswith(event_prefix) for one in CALLS):
        rows = rows.exclude(event__in=CALLS)
    looked_at = list(rows.order_by("-place")[: LOOKED_AT + 1])
    fitting = [
        row
        for row in looked_at[:LOOKED_AT]
        if row.event.startswith(event_prefix) and environment in ("", row.environment)
    ]
    found = _page(fitting, size=size)
    is_cut = len(looked_at) > LOOKED_AT
    older = looked_at[LOOKED_AT - 1].place if is_cut and found.older is None else found.older
    return Page(events=found.events, older=older)


def _of_kinds(event_prefix: str, environment: str, *, beyond: int, size: int) -> Page:
    with connection.cursor() as cursor:
        cursor.execute(_KINDS)
        kinds = [
            (event, where)
            for event, where in cursor.fetchall()
            if event.startswith(event_prefix) and environment in ("", where)
        ]
        names, places = [event for event, _ in kinds], [where for _, where in kinds]
        cursor.execute(_NEWEST_OF_KINDS, [names, places, beyond, size + 1, size + 1])
        numbers = [number for (number,) in cursor.fetchall()]
    return _page(list(_rows().filter(place__in=numbers).order_by("-place")), size=size)


def _page(rows: "Sequence[Recorded]", *, size: int) -> Page:
    """Return a page of the rows; one more than its size says that there is an older one."""
    shown = rows[:size]
    return Page(events=tuple(map(read, shown)), older=shown[-1].place if len(rows) > size else None)


def _rows() -> "QuerySet[Recorded]":
    """Return all rows, those outside the chain too; the model is looked up late, as in `audit.log`."""
    return apps.get_model("audit", "Recorded").objects.all()


def _chained() -> "QuerySet[Record]":
    """Return the rows of the chain, oldest first."""
    return apps.get_model("audit", "Record").objects.order_by("sequence")


def _read(rows: "QuerySet[Record]") -> list[Event]:
    """Return the rows of the chain as events."""
    positions = [row.sequence for row in rows]
    return [read(row) for row in _rows().filter(place__in=positions).order_by("place")]
