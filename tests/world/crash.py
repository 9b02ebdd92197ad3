"""A process of ours that is stopped at a named place and killed there: by what it waits for outside, never by a mock.

It waits for a row, a table or the audit chain, which the test holds by a connection of its own; for a trust service,
whose answer a proxy holds back; or for a document, which is a FIFO meanwhile.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Final
from urllib.parse import quote

import httpx
import psycopg
from django.conf import settings
from django.db import connection

from tests.world import loopback

ROOT: Final = Path(__file__).parents[2]
NAME: Final = "esigner-doomed"
"""How PostgreSQL knows the process that will be killed."""
PATIENCE_SECONDS: Final = 600.0
"""A net below everything. What ends a wait is an event: it came true, the process ended, or it went past the place."""
PAST: Final = "went on past every place"
"""What the process writes when it has done all that it had to do."""


def database_url() -> str:
    """Return the address of the test's database."""
    of = connection.settings_dict
    password = f":{quote(of['PASSWORD'])}" if of["PASSWORD"] else ""
    port = f"&port={of['PORT']}" if of["PORT"] else ""
    return f"postgresql://{quote(of['USER'])}{password}@/{of['NAME']}?host={quote(of['HOST'], safe='')}{port}"


def wait_until(holds: Callable[[], object], *, what: str) -> None:
    """Look again and again until it comes true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


@dataclass(kw_only=True)
class Proxy:
    """Stands before the trust door: hands everything on, holds back the answers that a test names."""

    door: str
    url: str = ""
    asked: list[str] = field(default_factory=list)
    """Paths, in order."""
    is_down: bool = False
    held: str = ""
    """The part of a path whose answers are held back; empty: none."""
    reached: Event = field(default_factory=Event)
    go: Event = field(default_factory=Event)

    def answer(self, call: loopback.Call) -> loopback.Reply:
        """Return the door's answer, in its time."""
        self.asked.append(call.path)
        if self.is_down:
            return loopback.Reply(status=503)
        kind = {"Content-Type": call.headers["content-type"]} if "content-type" in call.headers else {}
        given = httpx.request(
            call.method,
            self.door + call.path,
            content=call.body,
            headers=kind,
            trust_env=False,
            timeout=PATIENCE_SECONDS,
        )
        if self.held and self.held in call.path:
            self.reached.set()
            self.go.wait(PATIENCE_SECONDS)
        headers = {"Content-Type": given.headers["content-type"]}
        return loopback.Reply(status=given.status_code, body=given.content, headers=headers)

    def hold(self, part: str) -> None:
        """Hold back the answers of these paths from now on."""
        self.held = part
        self.reached.clear()
        self.go.clear()

    def release(self) -> None:
        """Return what was held back, and hold nothing more."""
        self.held = ""
        self.go.set()


@contextmanager
def proxy(door: str) -> Iterator[Proxy]:
    """Return a proxy before the door until the block ends."""
    before = Proxy(door=door)
    with loopback.http(before.answer) as server:
        before.url = server.url.replace("localhost", "127.0.0.1")
        try:
            yield before
        finally:
            before.release()


@dataclass(kw_only=True)
class Doomed:
    """One process at a time, and the locks in its way."""

    locks: "psycopg.Connection[Any]"
    """Holds what the process shall wait for; a transaction that is never committed."""
    watch: "psycopg.Connection[Any]"
    process: subprocess.Popen[str] | None = None

    def start(self, *command: str | Path, trust: str, **more: str) -> None:
        """Start it against the test's database and state folder, with the trust services at this address."""
        own = {
            "DATABASE_URL": database_url(), "ESIGNER_STATE": str(settings.ESIGNER_STATE), "ESIGNER_SANDBOX": "1",
            "ESIGNER_ALLOWED_ADDRESS_RANGES": "loopback", "ESIGNER_URL_TRUST": trust, "PGAPPNAME": NAME,
            "DJANGO_SETTINGS_MODULE": "esigner.config.settings",
            "ESIGNER_TSA_TIMEOUT_SECONDS": f"{PATIENCE_SECONDS:.0f}",
        } | more  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ESIGNER_")}
        log = (Path(settings.ESIGNER_STATE) / "doomed.log").open("a")
        with log:
            self.process = subprocess.Popen(
                command, env=kept | own, cwd=ROOT, stdin=subprocess.PIPE, stdout=log, stderr=log, text=True
            )

    def hold(self, query: str, *values: object) -> None:
        """Take a lock and keep it until the process is dead."""
        self.locks.execute(query.encode(), values)

    def wait_at(self, statement: str) -> None:
        """Wait until the process waits for a lock with a statement that holds these words."""
        query = (
            "SELECT 1 FROM pg_stat_activity "
            "WHERE application_name = %s AND wait_event_type = 'Lock' AND strpos(query, %s) > 0"
        )
        self.wait_until(lambda: self.watch.execute(query, [NAME, statement]).fetchone(), what=f"lock: {statement}")

    def wait_until(self, holds: Callable[[], object], *, what: str) -> None:
        """Wait until it comes true; fail as soon as the process has ended, or has done everything before it did."""

        def has_come() -> bool:
            was_past = self._lives() and PAST in self._log()
            found = bool(holds())
            assert found or not was_past, f"{PAST}: {what}"
            return found

        wait_until(has_come, what=what)

    def kill(self) -> None:
        """Kill it with SIGKILL, end what it left in PostgreSQL, let go of the locks."""
        assert self._lives()
        assert self.process is not None
        self.process.kill()
        self.process.communicate()
        # A server process that waits for a lock does not see that its client is gone, and would still do the statement.
        left = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
        wait_until(lambda: not self.watch.execute(left, [NAME]).fetchall(), what="the killed one's connections end")
        self.locks.rollback()

    def stop(self) -> int:
        """Ask it to stop and give its exit status."""
        assert self.process is not None
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode

    def _lives(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"ended by itself: {self._log()}"
        return True

    @staticmethod
    def _log() -> str:
        return (Path(settings.ESIGNER_STATE) / "doomed.log").read_text()[-3000:]


@contextmanager
def doomed() -> Iterator[Doomed]:
    """Return a place for the process; nothing of it is left after the block."""
    url = database_url()
    with psycopg.connect(url) as locks, psycopg.connect(url, autocommit=True) as watch:
        one = Doomed(locks=locks, watch=watch)
        try:
            yield one
        finally:
            locks.rollback()
            if one.process is not None and one.process.poll() is None:
                one.process.kill()
                one.process.communicate()


@contextmanager
def fifo_at(path: Path) -> Iterator[Callable[[], bool]]:
    """Put a FIFO in the file's place until the block ends; give what says whether somebody has begun to read it."""
    kept = path.with_name(f"{path.name}.kept")
    path.rename(kept)
    os.mkfifo(path)
    ends: list[int] = []

    def is_read() -> bool:
        try:
            ends.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:  # ENXIO: nobody has opened it for reading
            return False
        return True

    try:
        yield is_read
    finally:
        for end in ends:
            os.close(end)
        kept.replace(path)


FINALIZE: Final = f"""
import sys, django
django.setup()
from django.utils import timezone
from esigner import audit
from esigner.signing import sessions
session_id, signature_id, value = sys.argv[1:]
sessions.finalize(
    session_id=session_id, signature_id=signature_id, value=bytes.fromhex(value),
    act=audit.Act(actor=sessions.SIGNER, at=timezone.now())
)
print("{PAST}", flush=True)
sys.stdin.read()
"""
"""A door's call; it ends only when told to, so that it may be killed after the last step, too."""


def finalize_command(*, session_id: str, signature_id: str, value: bytes) -> tuple[str, ...]:
    """Return the command line of a process that finalizes a signature."""
    return (sys.executable, "-c", FINALIZE, session_id, signature_id, value.hex())


GIVE_UP: Final = """
import sys, django
django.setup()
from django.utils import timezone
from esigner import audit
from esigner.signing import waiting_signatures
waiting_signatures.give_up(signature_id=sys.argv[1], act=audit.by_system(at=timezone.now()))
"""
"""What a worker does when the tries are over."""


def give_up_command(*, signature_id: str) -> tuple[str, ...]:
    """Return the command line of a process that gives a signature up."""
    return (sys.executable, "-c", GIVE_UP, signature_id)
