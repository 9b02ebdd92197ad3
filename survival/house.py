"""The installation that is hurt: as an operator starts it, with what it says read as it comes."""

import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from esigner.config.database import NAME, SUPERUSER, binaries, socket_folder
from esigner.config.processes import PROCESSES
from tests.world.installation import PROGRAM, UP, RunningInstallation

START_SECONDS = 240.0
"""On a busy machine; a start that takes longer is one that does not work."""


class BreachError(AssertionError):
    """Something that must hold did not."""


@dataclass(kw_only=True)
class House(RunningInstallation):
    """Started, hurt, started again."""

    starts: list[float] = field(default_factory=list)
    """Seconds of each."""
    _heard: threading.Condition = field(default_factory=threading.Condition)

    @property
    def data(self) -> Path:
        """Return the data folder of its PostgreSQL."""
        return self.state / "postgres"

    def start(self) -> float:
        """Start it and wait until it is up; the seconds are kept."""
        began, already = time.monotonic(), len(self.said)
        self.process = subprocess.Popen(
            [PROGRAM, "up"], env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()
        self.hear(UP, since=already)
        self.starts.append(time.monotonic() - began)
        return self.starts[-1]

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with self._heard:
                self.said.append(line.rstrip())
                self._heard.notify_all()
        with self._heard:
            self._heard.notify_all()

    def hear(self, text: str, *, since: int, seconds: float = START_SECONDS) -> None:
        """Wait for a line, among those after the first `since`."""
        process = self.process
        assert process is not None

        def is_over() -> bool:
            return any(text in line for line in self.said[since:]) or process.poll() is not None

        with self._heard:
            self._heard.wait_for(is_over, seconds)
            if not any(text in line for line in self.said[since:]):
                last = self.said[since:][-12:]
                raise BreachError(f"{text!r} was not said in {seconds:.0f} s (exit {process.poll()}): {last}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; give the exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(number)
        return self.process.wait(120)

    def pids(self, name: str) -> list[int]:
        """Return the numbers of a kind of process: `supervisor`, `postmaster`, `backend`, `judge`, or one of ours."""
        if self.process is None or self.process.poll() is not None:
            return []
        own = {one.name: self._last(one.name) for one in PROCESSES}
        found = own | {
            "supervisor": [self.process.pid],
            "postmaster": self._postmaster(),
            "backend": [pid for parent in self._postmaster() for pid in children(parent)],
            "judge": [pid for parents in own.values() for parent in parents for pid in children(parent)],
        }
        return found[name]

    def _last(self, name: str) -> list[int]:
        with suppress(AssertionError, IndexError):
            return [self.pid_of(name)]
        return []

    def _postmaster(self) -> list[int]:
        with suppress(OSError, ValueError):
            return [int((self.data / "postmaster.pid").read_text().partition("\n")[0])]
        return []

    def everything(self) -> list[int]:
        """Return the supervisor, all that it started, and their children."""
        names = ("supervisor", "postmaster", "backend", "judge", *(one.name for one in PROCESSES))
        return [pid for name in names for pid in self.pids(name)]

    def waiting_for_locks(self, *, seconds: float) -> list[str]:
        """Return the statements that have waited for somebody's lock for so long."""
        query = (
            "SELECT left(query, 100) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
            " AND clock_timestamp() - query_start > make_interval(secs => %s)"
        )
        with suppress(psycopg.Error), self.owner() as seeing:
            return [f"the statement {row[0]!r}" for row in seeing.execute(query, [seconds]).fetchall()]
        return []

    def owner(self) -> "psycopg.Connection[Any]":
        """Return a connection that may see all others."""
        url = f"postgresql://{SUPERUSER}@/{NAME}?host={socket_folder(self.data)}"
        return psycopg.connect(url, autocommit=True, connect_timeout=5)


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(one) for one in (task / "children").read_text().split()]
    return found


def send(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to each that still lives."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def query_that_runs(house: House) -> "subprocess.Popen[bytes]":
    """Begin a query that computes for minutes, and so never looks whether its postmaster lives; give its client."""
    url = f"postgresql://{SUPERUSER}@/{NAME}?host={socket_folder(house.data)}"
    return subprocess.Popen(
        [
            binaries() / "psql", url, "-c",
            "/* survive */ SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 1000000) b",
        ],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wait_for_query(house: House, *, seconds: float = 20.0) -> None:
    """Wait until it runs."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(psycopg.Error), house.owner() as seeing:
            seen = seeing.execute(
                "SELECT 1 FROM pg_stat_activity WHERE query LIKE '/* survive */%' AND state = 'active'"
            )
            if seen.fetchone():
                return
        time.sleep(0.1)
    raise BreachError("the long query did not begin")
