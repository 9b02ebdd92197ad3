"""What health looks at, on a real database and real disks: stopped, frozen, full, without worker, with late jobs."""

import asyncio
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import Error, connection
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from pytest_django import Settings

from esigner.config.database import Cluster
from esigner.config.health import checks
from esigner.config.health.report import Condition, Line, Report
from esigner.config.health.watch import Health, Watch
from esigner.signing import jobs
from tests.world import crash

pytestmark = pytest.mark.django_db(transaction=True)


def looked() -> dict[str, Line]:
    """Look in a thread of its own, as the door does; the connection of this thread stays as it is."""
    found: list[Line] = []
    thread = threading.Thread(target=lambda: found.extend(checks.in_database()))
    thread.start()
    thread.join()
    return {line.part: line for line in found}


def beat(*, seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.fixture(autouse=True)
def no_worker(transactional_db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")


def test_everything_is_well() -> None:
    beat(seconds_ago=3)
    found = looked()
    assert list(found) == list(checks.DATABASE_PARTS)
    assert {line.condition for line in found.values()} == {Condition.OK}
    assert found["worker"].note == "reported 3 s ago"
    assert ProcrastinateWorker.objects.count() == 1


def test_look_leaves_nothing_in_the_database() -> None:
    looked()
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        crash.wait_until(lambda: cursor.execute(others) or cursor.fetchone() == (0,), what="its connection is gone")
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = 'health'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(("seconds_ago", "condition"), [(20, Condition.OK), (40, Condition.IMPAIRED)])
def test_worker_that_fell_silent_is_noticed(seconds_ago: int, condition: Condition) -> None:
    beat(seconds_ago=seconds_ago)
    assert looked()["worker"].condition is condition


def test_worker_that_never_was_is_noticed() -> None:
    assert str(looked()["worker"]) == "worker: impaired, none was ever here"


@pytest.mark.parametrize(
    ("column", "seconds", "condition"),
    [
        ("at", 100, Condition.OK), ("at", 400, Condition.IMPAIRED),
        ("due", 400, Condition.IMPAIRED), ("due", -400, Condition.OK),
    ],
)  # fmt: skip
def test_job_that_waits_for_long_is_noticed(column: str, seconds: int, condition: Condition) -> None:
    jobs.complete_later(signature_id="x", after_seconds=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = CASE WHEN %s THEN now() - make_interval(secs => %s) END",
            [column == "due", seconds],
        )
        cursor.execute("UPDATE procrastinate_events SET at = now() - make_interval(secs => %s)", [abs(seconds)])
    assert looked()["queue"].condition is condition
    assert ProcrastinateJob.objects.count() == 1


@contextmanager
def frozen(server: Cluster | None) -> Iterator[None]:
    """Stop every process of the server where it stands."""
    if server is None or server.process is None:
        pytest.skip("the server that DATABASE_URL names is not ours to freeze")
    first = server.process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    pids = [first, *map(int, children)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def test_frozen_database_is_down_and_told_while_it_is_frozen(server: Cluster | None) -> None:
    """The answer comes before the server goes on: nothing else ends the wait."""
    connection.close()

    async def ask() -> tuple[Report, Report]:
        watch = Watch(checks.in_database, parts=checks.DATABASE_PARTS)
        health = Health([watch])
        with frozen(server):
            during = await health.report()
            looking = watch._running
        assert looking is not None
        await looking
        watch._until = 0.0
        return during, await health.report()

    during, after = asyncio.run(ask())
    assert (during.status, during.lines[0].part, during.lines[0].condition) == (503, "database", Condition.DOWN)
    assert after.lines[0].condition is Condition.OK


def test_stopped_database_is_down_by_name(server: Cluster | None) -> None:
    if server is None:
        pytest.skip("the server that DATABASE_URL names is not ours to stop")
    connection.close()
    server.stop()
    try:
        found = looked()
    finally:
        server.start()
    assert str(found["database"]) == "database: down, DATABASE_AWAY"
    assert str(found["queue"]) == "queue: impaired, not known"
    assert looked()["database"].condition is Condition.OK


def test_database_that_takes_no_page_is_down() -> None:
    with crash_disk() as own, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE full_one LOCATION '{own}'")
        try:
            cursor.execute("ALTER ROLE CURRENT_USER SET temp_tablespaces = 'full_one'")
            fill(own.parent / "filler")
            full = looked()["database"]
            (own.parent / "filler").unlink()
            room = looked()["database"]
        finally:
            cursor.execute("ALTER ROLE CURRENT_USER RESET temp_tablespaces")
            crash.wait_until(lambda: dropped("full_one"), what="nobody uses the disk")
    assert str(full) == "database: down, STORAGE_FULL"
    assert room.condition is Condition.OK


def dropped(tablespace: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLESPACE {tablespace}")
    except Error:
        # The connection of the last look may not have ended yet.
        return False
    return True


@contextmanager
def crash_disk(size: str = "16m") -> Iterator[Path]:
    """Mount a small disk and return a folder on it that the server owns."""
    folder = Path("/tmp") / f"esigner-health-{os.getpid()}"  # noqa: S108 — the server's account must get in
    folder.mkdir()
    try:
        if (
            os.geteuid() != 0
            or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=False).returncode
        ):
            pytest.skip("only root can mount a small disk")
        try:
            own = folder / "space"
            own.mkdir()
            with connection.cursor() as cursor:
                cursor.execute("SHOW data_directory")
                owner = Path(cursor.fetchone()[0]).stat()
            os.chown(own, owner.st_uid, owner.st_gid)
            yield own
        finally:
            subprocess.run(["umount", "-l", folder], check=True)
    finally:
        folder.rmdir()


def fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def test_storage_with_room_is_well(settings: Settings) -> None:
    settings.ESIGNER_DOCUMENT_BYTES = settings.ESIGNER_SESSION_BYTES = 1
    (line,) = checks.in_storage()
    assert (line.condition, line.note.endswith(" MiB free")) == (Condition.OK, True)


def test_storage_without_room_is_down_before_it_is_full(settings: Settings) -> None:
    settings.ESIGNER_DOCUMENT_BYTES = 2**62
    (line,) = checks.in_storage()
    assert line.condition is Condition.DOWN


def test_storage_that_will_soon_be_full_is_impaired(settings: Settings) -> None:
    settings.ESIGNER_DOCUMENT_BYTES, settings.ESIGNER_SESSION_BYTES = 1, 2**62
    (line,) = checks.in_storage()
    assert line.condition is Condition.IMPAIRED


def test_storage_that_cannot_be_written_is_down(settings: Settings) -> None:
    """A file is in the folder's place."""
    place = Path(settings.ESIGNER_STATE) / "documents"
    place.write_bytes(b"")
    (line,) = checks.in_storage()
    assert str(line) == "storage: down, File exists"
