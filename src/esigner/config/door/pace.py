"""The least speed of one direction of a request: a client that is slower for long is late."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How slow a client may be: a grace period, then so many bytes a second on average."""

    grace_seconds: float
    bytes_a_second: float

    def seconds_for(self, size_bytes: int) -> float:
        """Return the seconds within which this much must have gone through."""
        return self.grace_seconds + size_bytes / self.bytes_a_second


class Pace:
    """Calls `late` once when less has moved than the rate requires; costs one timer, however many bytes move."""

    def __init__(self, *, rate: Rate, late: Callable[[], None]) -> None:
        """Start the clock."""
        self._rate = rate
        self._late = late
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._moved_bytes = 0
        self._timer = self._loop.call_at(self._began + rate.grace_seconds, self._look)

    def moved(self, size_bytes: int) -> None:
        """Count what went through."""
        self._moved_bytes += size_bytes

    def stop(self) -> None:
        """Stop the clock."""
        self._timer.cancel()

    def _look(self) -> None:
        due = self._began + self._rate.seconds_for(self._moved_bytes)
        if self._loop.time() >= due:
            self._late()
        else:
            self._timer = self._loop.call_at(due, self._look)
