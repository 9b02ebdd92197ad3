"""How often strangers were turned away: the first of a kind in a minute is told in full, the rest are counted.

A kind is an address, a reason and the case of the EPAK number that the caller wrote. Whatever strangers do, there are
no more than `KINDS` kinds in a minute: beyond, what differs is left out.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

WINDOW: Final = timedelta(minutes=1)
KINDS: Final = 100
"""Told apart at a time."""
CASES: Final = 5
"""Told apart for one address and reason: a stranger may write down any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is counted together; the address is empty where too many strangers came to tell them apart."""

    address: str
    code: str
    environment: str
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How often more than once a kind came within its minute."""

    kind: Kind
    since: datetime
    until: datetime
    more: int


@dataclass(slots=True, kw_only=True)
class _Window:
    since: datetime
    last: datetime
    more: int = 0


@dataclass(slots=True)
class Tally:
    """The minutes that are open now; threads may share it."""

    _windows: dict[Kind, _Window] = field(default_factory=dict)
    _over: list[Counted] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def is_first(self, kind: Kind, *, at: datetime) -> bool:
        """Count one, and return whether it is the first of its kind in a minute."""
        with self._lock:
            self._close(at)
            kind = self._told_apart(kind)
            window = self._windows.get(kind)
            if window is None:
                self._windows[kind] = _Window(since=at, last=at)
                return True
            window.more += 1
            window.last = max(window.last, at)
            return False

    def take_due(self, *, at: datetime | None) -> list[Counted]:
        """Return what was counted in minutes that are over (None: in all), once."""
        with self._lock:
            self._close(at)
            due, self._over = self._over, []
            return due

    def give_back(self, counted: list[Counted]) -> None:
        """Keep what could not be written, for the next time."""
        with self._lock:
            self._over = [*counted, *self._over][:KINDS]

    def _told_apart(self, kind: Kind) -> Kind:
        """Return the kind as which it is counted: itself, as long as there is room for a new one."""
        if kind in self._windows:
            return kind
        cases = sum((one.address, one.code) == (kind.address, kind.code) and bool(one.case) for one in self._windows)
        if kind.case and cases >= CASES:
            kind = replace(kind, case="")
        if kind in self._windows or len(self._windows) < KINDS:
            return kind
        return replace(kind, address="", case="")

    def _close(self, at: datetime | None) -> None:
        for kind, window in list(self._windows.items()):
            if at is None or not timedelta(0) <= at - window.since < WINDOW:
                del self._windows[kind]
                if window.more:
                    self._over.append(Counted(kind=kind, since=window.since, until=window.last, more=window.more))
