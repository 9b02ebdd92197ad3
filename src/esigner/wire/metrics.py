"""How the services outside behaved, as this process saw it; kept in memory, returned by `figures`."""

import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

BOUNDS_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram; one more place counts what took longer."""
_MAX_SERVICES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One service's figures since the process began."""

    kind: str
    """TSA, OCSP or CRL."""
    service: str
    """Host and port."""
    answered: int
    failed: Mapping[str, int]
    """How often, by the error's code."""
    passed_over: int
    """How often the breaker kept us from asking."""
    seconds_sum: float
    seconds_max: float
    seconds: tuple[int, ...]
    """Questions by the time they took: not more than each of BOUNDS_SECONDS, then the rest; not cumulative."""


@dataclass(slots=True)
class _Tally:
    answered: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0
    seconds_sum: float = 0.0
    seconds_max: float = 0.0
    seconds: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_SECONDS) + 1))


_tallies: Final[dict[tuple[str, str], _Tally]] = {}
_guard: Final = threading.Lock()


def asked(kind: str, service: str, *, seconds: float, failure: str = "") -> None:
    """Count a question, with the code of what went wrong."""
    with _guard:
        tally = _tally(kind, service)
        if failure:
            tally.failed[failure] += 1
        else:
            tally.answered += 1
        tally.seconds_sum += seconds
        tally.seconds_max = max(tally.seconds_max, seconds)
        tally.seconds[bisect_left(BOUNDS_SECONDS, seconds)] += 1


def passed_over(kind: str, service: str) -> None:
    """Count a question that was not asked because of the breaker."""
    with _guard:
        _tally(kind, service).passed_over += 1


def figures() -> tuple[Figures, ...]:
    """Return the figures of every service, by kind and name."""
    with _guard:
        return tuple(
            Figures(
                kind=kind,
                service=service,
                answered=tally.answered,
                failed=MappingProxyType(dict(tally.failed)),
                passed_over=tally.passed_over,
                seconds_sum=tally.seconds_sum,
                seconds_max=tally.seconds_max,
                seconds=tuple(tally.seconds),
            )
            for (kind, service), tally in sorted(_tallies.items())
        )


def forget() -> None:
    """Start counting anew."""
    with _guard:
        _tallies.clear()


def _tally(kind: str, service: str) -> _Tally:
    key = kind, service
    if key not in _tallies and len(_tallies) >= _MAX_SERVICES:  # responders named in certificates: no limit
        key = kind, "other"
    return _tallies.setdefault(key, _Tally())
