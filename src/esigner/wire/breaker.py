"""Circuit breakers: a service that failed again and again is left alone for a while.

Closed: asked. Open after `failures` in a row: not asked until the pause is over. Then half-open: one question goes out
as a trial; its outcome closes the breaker or opens it for another pause. The state is this process's alone.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final


class State(StrEnum):
    """The states of a breaker."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """When to stop asking, and for how long."""

    failures: int = 5
    """In a row."""
    pause_seconds: float = 30.0


DEFAULT: Final = Tolerance()


class Breaker:
    """The breaker of one service; thread-safe."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        """Make a closed breaker; the clock is monotonic seconds."""
        self._clock = clock
        self._guard = threading.Lock()
        self._failures = 0
        self._opens_until: float | None = None
        self._trial_since: float | None = None

    @property
    def state(self) -> State:
        """Return the state as of now."""
        if self._opens_until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < self._opens_until else State.HALF_OPEN

    def admits(self, tolerance: Tolerance = DEFAULT) -> bool:
        """Return whether to ask now; True in the half-open state is the one trial, and its outcome must be reported."""
        with self._guard:
            state = self.state
            if state is not State.HALF_OPEN:
                return state is State.CLOSED
            now = self._clock()
            # A trial whose thread died without reporting must not keep the service shut for ever.
            if self._trial_since is not None and now - self._trial_since < tolerance.pause_seconds:
                return False
            self._trial_since = now
            return True

    def succeeded(self) -> None:
        """Record that it answered rightly."""
        with self._guard:
            self._failures, self._opens_until, self._trial_since = 0, None, None

    def failed(self, tolerance: Tolerance = DEFAULT) -> None:
        """Record that it did not."""
        with self._guard:
            self._failures += 1
            is_trial, self._trial_since = self._trial_since is not None, None
            if is_trial or self._failures >= tolerance.failures:
                self._opens_until = self._clock() + tolerance.pause_seconds


_breakers: Final[dict[tuple[str, str], Breaker]] = {}
_opening: Final = threading.Lock()


def of(kind: str, url: str) -> Breaker:
    """Return this process's breaker of the service."""
    with _opening:
        return _breakers.setdefault((kind, url), Breaker())


def forget() -> None:
    """Close every breaker of this process."""
    with _opening:
        _breakers.clear()
