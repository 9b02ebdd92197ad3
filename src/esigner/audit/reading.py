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
        AND sequence + 0 < %s ORDER BY sequence + 0 DESC LIMIT %s) AS newest
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
_HISTORY: Final = """
SELECT sequence FROM audit_record WHERE 'history ' || "case" = %s AND "case" <> ''
    AND event NOT IN ('api.called', 'api.refused') AND sequence < %s ORDER BY sequence DESC LIMIT %s
"""
_REFUSED: Final = """
SELECT sequence FROM audit_record WHERE 'refused ' || "case" = %s AND "case" <> '' AND event = 'api.refused'
    AND sequence > %s ORDER BY sequence LIMIT %s
"""
_FIRST_SIGNED: Final = """
SELECT sequence FROM audit_record WHERE 'signed ' || client = %s AND client <> ''
    AND event = 'signing.signature.finalized' AND environment = %s ORDER BY sequence LIMIT 1
"""
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
    rows: list[Recorded | Record] = [*_waiting(case, beyond=beyond, with_calls=False)]
    rows += _history(case, beyond=beyond, at_most=size + 1)
    return _page(rows[: size + 1], size=size)


def first_signature(*, client: str, environment: str) -> Event | None:
    """Return the first signature of a client that was finished."""
    found = _selected(_FIRST_SIGNED, [f"signed {client}", environment])
    if found:
        return read(found[0])
    rows = _rows().filter(sequence=None, client=client, event="signing.signature.finalized").exclude(client="")
    fresh = rows.filter(environment=environment).order_by("place").first()
    return read(fresh) if fresh else None


def first_call(*, client: str, environment: str) -> Event | None:
    """Return the first call of a client that was admitted."""
    rows = _rows().filter(client=client, event="api.called", environment=environment)
    found = rows.exclude(client="").order_by("place").first()
    return read(found) if found else None


def of_client_after(position: int, *, client: str, limit: int) -> list[Event]:
    """Return a client's next events after a position in the chain, oldest first."""
    return _read(_chained().exclude(client="").filter(client=client, sequence__gt=position)[:limit])


def newest_of_client(*, client: str, limit: int) -> list[Event]:
    """Return a client's newest events of the chain, oldest first."""
    rows = apps.get_model("audit", "Record").objects.exclude(client="").filter(client=client).order_by("-sequence")
    return _read(rows[:limit])


def refused_of_case_after(position: int, *, case: str, limit: int) -> list[Event]:
    """Return the next refused calls under a case's number after a position in the chain, oldest first."""
    return [read(row) for row in _selected(_REFUSED, [f"refused {case}", position, limit])]


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
    return [read(row) for row in _selected(query, [wanted, LOOKED_AT, event, each])]


def _selected(query: str, parameters: Sequence[str | int | list[str]]) -> "list[Record]":
    """Return the rows whose positions the query finds, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        numbers = [number for (number,) in cursor.fetchall()]
    return list(_chained().filter(sequence__in=numbers))


def _history(case: str, *, beyond: int, at_most: int) -> "list[Record]":
    """Return what happened to a case but calls, as far as it is in the chain, newest first."""
    return _selected(_HISTORY, [f"history {case}", beyond, at_most])[::-1]


def _waiting(case: str, *, beyond: int, with_calls: bool) -> "list[Recorded]":
    """Return what happened to a case and is not in the chain yet, newest first."""
    rows = _rows().filter(sequence=None, case=case, place__lt=beyond).exclude(case="")
    return list((rows if with_calls else rows.exclude(event__in=CALLS)).order_by("-place"))


def _of_case(case: str, event_prefix: str, environment: str, *, beyond: int, size: int) -> Page:
    at_most = LOOKED_AT if event_prefix or environment else size
    with_calls = any(one.startswith(event_prefix) for one in CALLS)
    looked_at: list[Recorded | Record] = [*_waiting(case, beyond=beyond, with_calls=with_calls)]
    if with_calls:
        rows = _rows().exclude(case="").filter(case=case, place__lt=beyond, sequence__isnull=False)
        looked_at += rows.order_by("-place")[: at_most + 1]
    else:
        looked_at += _history(case, beyond=beyond, at_most=at_most + 1)
    fitting = [
        row
        for row in looked_at[:at_most]
        if row.event.startswith(event_prefix) and environment in ("", row.environment)
    ]
    found = _page(fitting, size=size)
    is_cut = len(looked_at) > at_most
    older = looked_at[at_most - 1].place if is_cut and found.older is None else found.older
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
    return _page(list(_chained().filter(sequence__in=numbers))[::-1], size=size)


def _page(rows: "Sequence[Recorded | Record]", *, size: int) -> Page:
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
    """Return the rows of the chain as events, oldest first."""
    return sorted(map(read, rows), key=lambda event: event.order)
