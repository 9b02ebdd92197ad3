"""A plug-in of pytest that collects once, warms up, and then asks chosen tests about a fault, each time in a fork.

It is told one fault a line on the descriptor MUTATION_ASKED, as JSON, and answers so on MUTATION_ANSWERED. The parent
starts what tests share (PostgreSQL, keys and documents that are made once) and never runs a test with a fault in it.
"""

import gc
import importlib
import json
import math
import os
import select
import signal
from collections.abc import Sequence
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any, Final

import pytest

from mutation import planting, reach, rooms

ASKED: Final = "MUTATION_ASKED"
ANSWERED: Final = "MUTATION_ANSWERED"
_SECONDS_AT_LEAST: Final = 3.0
"""Of the processor, for one test; and so many times as long as it took without a fault:"""
_TIMES_AS_LONG: Final = 10.0
_WALL: Final = 40.0
"""So many times as long on the wall: the machine may be busy, and a test may wait for another process."""


class Server:
    """Answers until nobody asks any more."""

    def __init__(self) -> None:
        """Open both descriptors."""
        self.asked = int(os.environ[ASKED])
        self.answered = os.fdopen(int(os.environ[ANSWERED]), "w", encoding="utf-8")
        self.failed: list[str] = []
        self.why = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what failed."""
        if report.failed:
            self.failed.append(report.nodeid)
            self.why = str(report.longrepr)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve instead of running everything."""
        for room in rooms.ROOMS:
            for path in room.files():
                importlib.import_module(_dotted(path))
        items = {item.nodeid: item for item in session.items}
        self._warm(session.items)
        functions = planting.loaded_functions()
        gc.freeze()
        self._tell({"ready": sorted(items)})
        while line := self._asked():
            answer = self._answer(json.loads(line), items, functions)
            if answer is None:
                break
            self._tell(answer)
        return True

    def _asked(self) -> bytes:
        """Return the next question; nothing where nobody can ask any more."""
        line = b""
        while not line.endswith(b"\n"):
            part = os.read(self.asked, 65536)
            if not part:
                return b""
            line += part
        return line

    def _warm(self, items: Sequence[pytest.Item]) -> None:
        """Run the quickest test of each module: forks find made what is made once; forget what the product keeps.

        The quickest with a database too: a fork that started PostgreSQL would leave it running.
        Afterwards only what the whole session shares is set up: pytest takes the session for the next item.
        """
        seconds = reach.load({item.nodeid.partition("::")[0] for item in items}).seconds
        slow_first = sorted(items, key=lambda item: -seconds.get(item.nodeid, math.inf))
        firsts = list({item.nodeid.partition("::")[0]: item for item in slow_first}.values())
        firsts += [item for item in slow_first if item.get_closest_marker("django_db")][-1:]
        for item in firsts:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)
        _close_connections()
        for one in gc.get_objects():
            if isinstance(one, _lru_cache_wrapper) and (one.__module__ or "").startswith("esigner."):
                one.cache_clear()

    def _answer(self, fault: dict[str, Any], items: dict[str, pytest.Item], functions: planting.Functions) -> object:
        """Fork, wait, and give how it ended: `survived`, `caught`, `time`, `crash`, `cold`.

        None where whoever asked is gone: the other end of the pipe is closed.
        """
        tests = [(items[name], seconds) for name, seconds in fault["tests"] if name in items]
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            self._in_child(fault, tests, functions, writing)
        os.close(writing)
        limit = _WALL * sum(_limit(seconds) for _, seconds in tests)
        ready: list[int] = []
        with os.fdopen(reading, encoding="utf-8") as answer:
            try:
                ready, _, _ = select.select([reading, self.asked], [], [], limit)
            finally:
                if reading not in ready:
                    os.kill(pid, signal.SIGKILL)
            said = answer.read() if reading in ready else ""
        _, status = os.waitpid(pid, 0)
        if self.asked in ready:
            return None
        if said.endswith("}"):
            found: object = json.loads(said)
            return found
        is_time = not ready or os.WTERMSIG(status) == signal.SIGPROF
        return {"ended": "time" if is_time else "crash", "test": said.strip()}

    def _in_child(
        self, fault: dict[str, Any], tests: list[tuple[pytest.Item, float]], functions: planting.Functions, writing: int
    ) -> None:
        """Plant, run the tests until one fails, say so, end. Nothing of the session is torn down."""
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        self.failed.clear()
        ended = "survived"
        if fault["number"] is not None and not planting.swap(
            rooms.SOURCE / fault["file"], number=fault["number"], function=fault["function"], functions=functions
        ):
            ended, tests = "cold", []
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for at, (item, seconds) in enumerate(tests):
            signal.setitimer(signal.ITIMER_PROF, _limit(seconds))
            following = tests[at + 1][0] if at + 1 < len(tests) else item.session
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                ended = "caught"
                break
        os.write(
            writing,
            json.dumps({"ended": ended, "test": self.failed[0] if self.failed else "", "why": self.why}).encode(),
        )
        os._exit(0)

    def _tell(self, answer: object) -> None:
        self.answered.write(json.dumps(answer) + "\n")
        self.answered.flush()


def _limit(seconds: float) -> float:
    return _SECONDS_AT_LEAST + _TIMES_AS_LONG * seconds


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(rooms.SOURCE).with_suffix("").parts).removesuffix(".__init__")


def _close_connections() -> None:
    from django.db import connections  # noqa: PLC0415 — settings are there only when tests are collected

    connections.close_all()


def pytest_configure(config: pytest.Config) -> None:
    """Serve in this process."""
    config.pluginmanager.register(Server())
