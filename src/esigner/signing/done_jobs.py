"""Jobs that are done, in every queue: forgotten after a day; those that failed are kept longer, to be looked into."""

from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.db import connection

DONE_KEPT: Final = timedelta(days=1)
FAILED_KEPT: Final = timedelta(days=90)
AT_ONCE: Final = 1000
BATCHES: Final = 50
"""Of one run; the next one goes on."""

_DELETE: Final = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT id FROM procrastinate_jobs job WHERE status = ANY (%s::procrastinate_job_status[])
        AND NOT EXISTS (SELECT FROM procrastinate_events WHERE job_id = job.id AND at > %s)
    ORDER BY id LIMIT %s)
"""


def forget(*, at: datetime) -> int:
    """Delete the jobs whose time is over, with their events, in batches; return how many."""
    return _forget(["succeeded"], before=at - DONE_KEPT) + _forget(
        ["failed", "cancelled", "aborted"], before=at - FAILED_KEPT
    )


def _forget(states: list[str], *, before: datetime) -> int:
    return sum(takewhile(bool, (_delete(states, before=before) for _ in range(BATCHES))))


def _delete(states: list[str], *, before: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_DELETE, [states, before, AT_ONCE])
        return int(cursor.rowcount)
