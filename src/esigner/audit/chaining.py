"""Taking events up into the chain: many in one act, by one process at a time, soon after they were committed.

Recording takes no lock that others wait for, so that a process that stands still with an open transaction stops nobody.
Until an event is chained, the database's rights and triggers alone protect it (ADR 0024).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.apps import apps
from django.db import connection, transaction

from esigner.audit.chain import HAPPENING_FIELDS, link
from esigner.audit.log import head

CHAIN_LOCK: Final = 0x65_73_69_67_6E
"""Key of the advisory lock under which the chain grows; releases before ADR 0024 record under it."""
BATCH: Final = 1000
"""Events in one act."""
OVERDUE_AFTER: Final = timedelta(minutes=1)
"""By then an event should long be in the chain."""

COUNTED: Final = 100_000
"""More than so many are not counted."""

_ANY: Final = "SELECT entry FROM audit_unchained LIMIT 1"
_WAITING: Final = """
SELECT count(*), clock_timestamp() - min(recorded_at)
FROM (SELECT recorded_at FROM audit_unchained ORDER BY entry LIMIT %s) AS oldest
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What the chain has not taken up yet."""

    events: int
    age: timedelta
    """How long ago the oldest of them was recorded, by the database's clock; zero where there is none."""

    @property
    def is_overdue(self) -> bool:
        """Return whether that is longer than it should be: nobody chains."""
        return self.age > OVERDUE_AFTER


def extend_chain(*, batch: int = BATCH) -> int:
    """Take the oldest events up into the chain, and return how many; 0 also where another process is at it.

    What one transaction took up is chained wholly or not at all; it may be asked at any time and by anybody.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ANY)
        if cursor.fetchone() is None:
            return 0
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [CHAIN_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        rows = list(apps.get_model("audit", "Unchained").objects.order_by("entry")[:batch])
        cursor.execute("SELECT audit_chain(%s::bigint[], %s::text[])", [[row.entry for row in rows], _hashes(rows)])
        return len(rows)


def chain_all() -> int:
    """Take up everything that was committed before, and return how many events that were."""
    done = 0
    while found := extend_chain():
        done += found
    return done


def waiting() -> Waiting:
    """Return how much waits for the chain, and since when."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [COUNTED])
        events, age = cursor.fetchone()
    return Waiting(events=events, age=age or timedelta())


def _hashes(rows: list[Any]) -> list[str]:
    """Return the hash of each row, continuing the chain as it is now."""
    end = head()
    sequence, previous = end.sequence, end.hash
    hashes = []
    for row in rows:
        sequence += 1
        values = {name: getattr(row, name) for name in HAPPENING_FIELDS} | {"previous_hash": previous}
        previous = link(values, sequence=sequence, at=row.at)
        hashes.append(previous)
    return hashes
