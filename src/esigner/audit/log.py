"""Writing to the log and reading from it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from django.apps import apps
from django.db import connection

from esigner.audit.act import Act
from esigner.audit.chain import GENESIS_HASH, Head, storable
from esigner.audit.event import JSON, Actor, Event, Outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from esigner.audit.models import Record, Recorded

_INSERT: Final = """
INSERT INTO audit_unchained (at, event, actor_kind, actor_id, actor_name, "case", institution, client, subject,
                             environment, request_id, outcome, code, data)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb) RETURNING entry
"""
_PERSONAL_CODE = re.compile(r"(?<!\d)\d{6}-\d{5}(?!\d)")


def record(
    *,
    event: str,
    act: Act,
    case: str = "",
    institution: str = "",
    client: str = "",
    subject: str = "",
    environment: str = "",
    outcome: Outcome = "ok",
    code: str = "",
    data: Mapping[str, JSON] | None = None,
) -> Event:
    """Record an event of an act; it is committed or rolled back with the caller's transaction.

    It waits for nobody: the chain takes it up once it is committed (`audit.chaining`). Where no institution is named,
    it is the act's.

    Raises:
        ValueError: The data holds an unmasked personal code, or the act's time has no zone: a mistake in the caller.
    """
    kept = storable(data or {})
    recorded = Event(
        id=0, at=act.at, event=event, actor=act.actor, case=case, institution=institution or act.institution,
        client=client, subject=subject, environment=environment, request_id=act.request_id, outcome=outcome, code=code,
        data=kept,
    )  # fmt: skip
    values = (
        event, act.actor.kind, act.actor.id, act.actor.name, case, recorded.institution, client, subject, environment,
        act.request_id, outcome, code, json.dumps(kept, ensure_ascii=False, allow_nan=False),
    )  # fmt: skip
    _refuse_mistakes(values, act.at)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, (act.at, *values))
        return replace(recorded, id=cursor.fetchone()[0])


def events(
    *,
    case: str | None = None,
    client: str | None = None,
    institution: str | None = None,
    subject: str | None = None,
    event_prefix: str | None = None,
    since: datetime | None = None,
    environment: str | None = None,
    request_id: str | None = None,
    limit: int | None = None,
) -> list[Event]:
    """Return the events that meet every filter given, oldest first; with a limit the newest ones.

    Those that the chain has not taken up yet come last.
    """
    exact = {"case": case, "client": client, "institution": institution, "subject": subject,
             "environment": environment, "request_id": request_id}  # fmt: skip
    rows = _records().filter(**{name: value for name, value in exact.items() if value is not None})
    if event_prefix is not None:
        rows = rows.filter(event__startswith=event_prefix)
    if since is not None:
        rows = rows.filter(at__gte=since)
    newest_first = rows.order_by("-place")
    return [read(row) for row in newest_first[:limit]][::-1]


def count_of_person(person_id: str, *, since: datetime) -> int:
    """Return how many events a person caused since a time."""
    return _records().filter(actor_kind="person", actor_id=person_id, at__gte=since).count()


def head() -> Head:
    """Return the end of the chain."""
    row = apps.get_model("audit", "ChainHead").objects.first()
    return Head(sequence=row.sequence, hash=row.hash) if row else Head(sequence=0, hash=GENESIS_HASH)


def hash_at(sequence: int) -> str:
    """Return the hash of the row at this position; empty where there is none."""
    rows = apps.get_model("audit", "Record").objects.filter(sequence=sequence)
    return rows.values_list("hash", flat=True).first() or ""


def read(row: "Recorded | Record") -> Event:
    """Return the row as an event."""
    actor = Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name)
    return Event(
        id=row.id, sequence=row.sequence, at=row.at, event=row.event, actor=actor, case=row.case,
        institution=row.institution, client=row.client, subject=row.subject, environment=row.environment,
        request_id=row.request_id, outcome=cast("Outcome", row.outcome), code=row.code, data=row.data,
        previous_hash=row.previous_hash, hash=row.hash,
    )  # fmt: skip


def _records() -> "QuerySet[Recorded]":
    """Return all rows; the model is looked up late because this package is imported before Django's apps are ready."""
    return apps.get_model("audit", "Recorded").objects.all()


def _refuse_mistakes(values: Sequence[str], at: datetime) -> None:
    if at.tzinfo is None:
        message = "an event needs an aware time"
        raise ValueError(message)
    if any(_PERSONAL_CODE.search(value) for value in values):
        message = f"unmasked personal code in the data of {values[0]}"
        raise ValueError(message)
