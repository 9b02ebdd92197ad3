"""The looks themselves; each may wait, so `watch` runs them in threads of its own.

What is critical is down when it fails: the database (it answers, and takes a new page) and the storage (it takes a
file, and has room). The worker, its queue and the chain of the audit log are impaired when they are
late: doors answer without them, and sending callers elsewhere would help nobody.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from esigner import audit
from esigner.audit import chaining
from esigner.config.health.report import Condition, Line
from esigner.signing import limits
from esigner.web import outages

STATEMENT_MILLISECONDS: Final = 700
CONNECT_SECONDS: Final = 2
"""The least that libpq knows."""
WORKER_SILENT_SECONDS: Final = 30.0
"""A living worker reports every 10 seconds."""
JOB_LATE_SECONDS: Final = 300.0
JOBS_LOOKED_AT: Final = 1000
SESSIONS_OF_ROOM: Final = 4
DATABASE_PARTS: Final = ("database", "worker", "queue", "audit")
STORAGE_PARTS: Final = ("storage",)

_WRITE: Final = (
    "CREATE TEMPORARY TABLE health (page text) ON COMMIT DROP;"
    "INSERT INTO health SELECT string_agg(md5(i::text), '') FROM generate_series(1, 200) AS i"
)
"""A page that the disk must have room for, and a commit that it must take; nothing of it is left."""
_WORKER: Final = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
_OLDEST: Final = """
    SELECT extract(epoch FROM now() - coalesce(scheduled_at, (
        SELECT min(at) FROM procrastinate_events WHERE job_id = waiting.id AND type = 'deferred')))
    FROM (SELECT id, scheduled_at FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id LIMIT %s) AS waiting
    WHERE scheduled_at IS NULL OR scheduled_at <= now() ORDER BY id LIMIT 1
"""


def in_database() -> list[Line]:
    """Return the lines of what the database knows, by a connection of this thread's own that is closed again."""
    _use_own_connection()
    try:
        return [_database(), *(_known(part, look) for part, look in _LOOKS.items())]
    except Exception as error:  # noqa: BLE001 — whatever it is, it is what health has to say
        found = outages.of(error)
        note = found.code if found else type(error).__name__
        first = Line(part="database", condition=Condition.DOWN, note=note)
        return [first, *(unknown(part) for part in DATABASE_PARTS[1:])]
    finally:
        connection.close()


def _known(part: str, look: Callable[[], Line]) -> Line:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 — as above; the other parts are told all the same
        return Line(part=part, condition=Condition.IMPAIRED, note=f"not known ({type(error).__name__})")


def unknown(part: str) -> Line:
    """Return the line of a part about which nobody could be asked."""
    return Line(part=part, condition=Condition.IMPAIRED, note="not known")


def in_storage() -> list[Line]:
    """Return the line of the documents' folder: a file can be written, and there is room."""
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    began = time.monotonic()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        return [Line(part="storage", condition=Condition.DOWN, note=error.strerror or type(error).__name__)]
    note = f"{_milliseconds(began)}, {free_bytes // 1024**2} MiB free"
    return [Line(part="storage", condition=_room(free_bytes), note=note)]


def _room(free_bytes: int) -> Condition:
    """Return down where the largest document finds no room, impaired where a few sessions would not."""
    most = limits.current()
    if free_bytes < most.document_bytes:
        return Condition.DOWN
    return Condition.OK if free_bytes >= SESSIONS_OF_ROOM * most.session_bytes else Condition.IMPAIRED


def _use_own_connection() -> None:
    """Give this thread a connection that gives up soon; opening it shows that others can be opened, too."""
    own = connections[DEFAULT_DB_ALIAS].copy()
    given = own.settings_dict.get("OPTIONS", {})
    soon = f"-c statement_timeout={STATEMENT_MILLISECONDS} -c lock_timeout={STATEMENT_MILLISECONDS}"
    own.settings_dict["OPTIONS"] = {
        **given,
        "connect_timeout": CONNECT_SECONDS,
        "options": f"{given.get('options', '')} {soon}".strip(),
    }
    connections[DEFAULT_DB_ALIAS] = own


def _database() -> Line:
    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_WRITE)
    return Line(part="database", condition=Condition.OK, note=_milliseconds(began))


def _worker() -> Line:
    seconds = _seconds(_WORKER)
    if seconds is None:
        return Line(part="worker", condition=Condition.IMPAIRED, note="none was ever here")
    return _aged("worker", seconds, limit=WORKER_SILENT_SECONDS, note=f"reported {seconds:.0f} s ago")


def _queue() -> Line:
    seconds = _seconds(_OLDEST, JOBS_LOOKED_AT)
    if seconds is None:
        return Line(part="queue", condition=Condition.OK, note="nothing waits")
    return _aged("queue", seconds, limit=JOB_LATE_SECONDS, note=f"the oldest job waits for {max(seconds, 0):.0f} s")


def _audit() -> Line:
    found = audit.waiting()
    seconds = found.age.total_seconds()
    note = f"{found.events} wait for the chain, the oldest for {seconds:.0f} s"
    return _aged("audit", seconds, limit=chaining.OVERDUE_AFTER.total_seconds(), note=note)


_LOOKS: Final = {"worker": _worker, "queue": _queue, "audit": _audit}


def _aged(part: str, seconds: float, *, limit: float, note: str) -> Line:
    return Line(part=part, condition=Condition.OK if seconds <= limit else Condition.IMPAIRED, note=note)


def _seconds(query: str, *values: int) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else float(row[0])


def _milliseconds(began: float) -> str:
    return f"{(time.monotonic() - began) * 1000:.0f} ms"
