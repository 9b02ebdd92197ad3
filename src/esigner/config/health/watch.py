"""Looks bounded in time: an answer comes within a second, even where the database or a disk is frozen.

Each kind of look has one thread; while one of its looks has not come back no other is begun, and its parts are down.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from esigner.config.health import checks
from esigner.config.health.report import Condition, Line, Report

ANSWER_SECONDS: Final = 0.8
REMEMBERED_SECONDS: Final = 2.0
"""However often health is asked, nothing is looked at more often than this."""

Look = Callable[[], Sequence[Line]]


class Watch:
    """One kind of look."""

    def __init__(self, look: Look, *, parts: Sequence[str]) -> None:
        """Take the look, and the parts that are down while it does not come back; the first is the critical one."""
        self._look = look
        self._parts = parts
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="health")
        self._running: asyncio.Future[Sequence[Line]] | None = None
        self._began = 0.0
        self._found: Sequence[Line] = ()
        self._until = 0.0

    async def lines(self) -> Sequence[Line]:
        """Return what is known now."""
        loop = asyncio.get_running_loop()
        if self._until > loop.time():
            return self._found
        if self._running is None:
            self._began = loop.time()
            self._running = loop.run_in_executor(self._thread, self._look)
            self._running.add_done_callback(self._remember)
        running, due = self._running, self._began + ANSWER_SECONDS
        await asyncio.wait([running], timeout=max(due - loop.time(), 0.0))
        return running.result() if running.done() else self._late(loop.time() - self._began)

    def _remember(self, looked: asyncio.Future[Sequence[Line]]) -> None:
        self._running = None
        self._found, self._until = looked.result(), asyncio.get_running_loop().time() + REMEMBERED_SECONDS

    def _late(self, seconds: float) -> Sequence[Line]:
        note = f"no answer for {seconds:.1f} s"
        first = Line(part=self._parts[0], condition=Condition.DOWN, note=note)
        return [first, *(checks.unknown(part) for part in self._parts[1:])]


class Health:
    """All looks of one door."""

    def __init__(self, watches: Sequence[Watch] = ()) -> None:
        """Take the looks; by default those of an installation."""
        self._watches = watches or (
            Watch(checks.in_database, parts=checks.DATABASE_PARTS),
            Watch(checks.in_storage, parts=checks.STORAGE_PARTS),
        )

    async def report(self) -> Report:
        """Return what is known within a second."""
        found = await asyncio.gather(*(watch.lines() for watch in self._watches))
        return Report(lines=[line for lines in found for line in lines])
