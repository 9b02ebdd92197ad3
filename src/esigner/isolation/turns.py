"""Whose file may be judged now: a few places at a time, of which no party ever holds all.

A *party* is the one a judgement is counted for: a client of the API, an account of the portal and the address it comes
from. A party always leaves some places to others, and only a few of its files wait in the line; a request for more
is refused at once. A free place goes to the one in the line who holds least, the first among equals.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from esigner.isolation.errors import ValidationBusyError, ValidationShareUsedUpError

_WAITING_EACH: Final = 2
_WAITING_WHOLE: Final = 6
_EXTRA_BYTES: Final = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """The party that a judgement is counted for."""

    name: str
    leaves: int = 1
    """How many places it never holds, if there are that many."""


@dataclass(eq=False, slots=True, kw_only=True)
class Ask:
    """A request for a place."""

    parties: Sequence[Party]
    extra_bytes: int
    is_in: bool = False
    _called: threading.Event = field(default_factory=threading.Event)

    def call(self) -> None:
        """Admit it."""
        self.is_in = True
        self._called.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is admitted, no longer than this."""
        self._called.wait(seconds)


class Turns:
    """The places, their holders, and the waiting line; for threads."""

    def __init__(self, *, at_a_time: int, patience_seconds: float, extra_bytes: int = _EXTRA_BYTES) -> None:
        """Begin with every place free.

        Args:
            at_a_time: Places.
            patience_seconds: How long one waits in the line.
            extra_bytes: Memory for what large files need beyond a place's own, for all together; one file that needs
                more than that gets it alone.
        """
        self._at_a_time = at_a_time
        self._patience_seconds = patience_seconds
        self._extra_bytes = extra_bytes
        self._lock = threading.Lock()
        self._in: list[Ask] = []
        self._line: list[Ask] = []

    @contextmanager
    def turn(self, parties: Sequence[Party], *, extra_bytes: int = 0) -> Iterator[None]:
        """Hold a place inside.

        Raises:
            ValidationShareUsedUpError: One of the parties has its maximum in progress.
            ValidationBusyError: No place became free in time.
        """
        ask = self.ask(parties, extra_bytes=extra_bytes)
        try:
            self.wait(ask)
            yield
        finally:
            self.end(ask)

    def ask(self, parties: Sequence[Party], *, extra_bytes: int = 0) -> Ask:
        """Take a place, or join the line; raises as `turn` if the line is too long."""
        ask = Ask(parties=parties, extra_bytes=extra_bytes)
        with self._lock:
            if self._has_room(ask):
                self._admit(ask)
                return ask
            waiting = _count(self._line)
            if any(waiting[party.name] >= _WAITING_EACH for party in parties):
                raise ValidationShareUsedUpError
            if len(self._line) >= _WAITING_WHOLE:
                raise ValidationBusyError
            self._line.append(ask)
        return ask

    def wait(self, ask: Ask) -> None:
        """Wait in the line; raises as `turn` when the patience runs out."""
        if not ask.is_in:
            ask.wait(self._patience_seconds)
        with self._lock:
            if ask.is_in:
                return
            is_own_doing = not self._is_within_share(ask)
        raise ValidationShareUsedUpError if is_own_doing else ValidationBusyError

    def end(self, ask: Ask) -> None:
        """Release the place, or leave the line; admit those who have room now."""
        with self._lock:
            (self._in if ask.is_in else self._line).remove(ask)
            while able := [one for one in self._line if self._has_room(one)]:
                self._admit(min(able, key=self._holds()))

    def _admit(self, ask: Ask) -> None:
        if ask in self._line:
            self._line.remove(ask)
        self._in.append(ask)
        ask.call()

    def _has_room(self, ask: Ask) -> bool:
        held_bytes = sum(one.extra_bytes for one in self._in)
        fits = not ask.extra_bytes or not held_bytes or held_bytes + ask.extra_bytes <= self._extra_bytes
        return len(self._in) < self._at_a_time and fits and self._is_within_share(ask)

    def _is_within_share(self, ask: Ask) -> bool:
        held = _count(self._in)
        return all(held[party.name] < max(1, self._at_a_time - party.leaves) for party in ask.parties)

    def _holds(self) -> Callable[[Ask], int]:
        held = _count(self._in)
        return lambda ask: max((held[party.name] for party in ask.parties), default=0)


def _count(asks: Sequence[Ask]) -> Counter[str]:
    return Counter(party.name for ask in asks for party in ask.parties)
