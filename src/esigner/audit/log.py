"""Writing to the log and reading from it."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from django.apps import apps
from django.db import connection, transaction

from esigner.audit.act import Act
from esigner.audit.chain import GENESIS_HASH, Head, link, storable
from esigner.audit.event import JSON, Actor, Event, Outcome

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from esigner.audit.models import Record

CHAIN_LOCK: Final = 0x65_73_69_67_6E
"""Key of the advisory lock under which the chain grows; every gap-free counter is drawn under it too, so that
two transactions never wait for each other."""

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
    """Append an event of an act; it is committed or rolled back with the caller's transaction.

    Where no institution is named, it is the act's.

    Raises:
        ValueError: The data holds an unmasked personal code, or the act's time has no zone: a mistake in the caller.
    """
    values = {
        "event": event, "actor_kind": act.actor.kind, "actor_id": act.actor.id, "actor_name": act.actor.name,
        "case": case, "institution": institution or act.institution, "client": client, "subject": subject,
        "environment": environment, "request_id": act.request_id, "outcome": outcome, "code": code,
        "data": storable(data or {}),
    }  # fmt: skip
    _refuse_mistakes(values, act.at)
    with transaction.atomic():
        hold()
        end = head()
        values["previous_hash"] = end.hash
        sequence = end.sequence + 1
        values["hash"] = link(values, sequence=sequence, at=act.at)
        return read(_records().create(sequence=sequence, at=act.at, **values))


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
    """Return the events that meet every filter given, oldest first; with a limit the newest ones."""
    exact = {"case": case, "client": client, "institution": institution, "subject": subject,
             "environment": environment, "request_id": request_id}  # fmt: skip
    rows = _records().filter(**{name: value for name, value in exact.items() if value is not None})
    if event_prefix is not None:
        rows = rows.filter(event__startswith=event_prefix)
    if since is not None:
        rows = rows.filter(at__gte=since)
    newest_first = rows.order_by("-sequence")
    return [read(row) for row in newest_first[:limit]][::-1]


def count_of_person(person_id: str, *, since: datetime) -> int:
    """Return how many events a person caused since a time."""
    return _records().filter(actor_kind="person", actor_id=person_id, at__gte=since).count()


def hold() -> None:
    """Keep every other writer of the log waiting until this transaction ends.

    Take it before the lock of a gap-free counter: then no writer holds the counter while waiting for the log.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])


def head() -> Head:
    """Return the end of the chain."""
    row = apps.get_model("audit", "ChainHead").objects.first()
    return Head(sequence=row.sequence, hash=row.hash) if row else Head(sequence=0, hash=GENESIS_HASH)


def hash_at(sequence: int) -> str:
    """Return the hash of the row at this position; empty where there is none."""
    return _records().filter(sequence=sequence).values_list("hash", flat=True).first() or ""


def read(row: "Record") -> Event:
    """Return the row as an event."""
    actor = Actor(kind=row.actor_kind, id=row.actor_id, name=row.actor_name)
    return Event(
        sequence=row.sequence, at=row.at, event=row.event, actor=actor, case=row.case, institution=row.institution,
        client=row.client, subject=row.subject, environment=row.environment, request_id=row.request_id,
        outcome=cast("Outcome", row.outcome), code=row.code, data=row.data,
        previous_hash=row.previous_hash, hash=row.hash,
    )  # fmt: skip


def _records() -> "QuerySet[Record]":
    """Return all rows; the model is looked up late because this package is imported before Django's apps are ready."""
    return apps.get_model("audit", "Record").objects.all()


def _refuse_mistakes(values: Mapping[str, object], at: datetime) -> None:
    if at.tzinfo is None:
        message = "an event needs an aware time"
        raise ValueError(message)
    if _PERSONAL_CODE.search(json.dumps(values, ensure_ascii=False)):
        message = f"unmasked personal code in the data of {values['event']}"
        raise ValueError(message)
