"""Fair pairs: ours and the reference in turn, so that a noisy machine disturbs both alike."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path

Work = Callable[[], object]

_SHARE: ContextVar[float] = ContextVar("share", default=1.0)
_FEWEST_RUNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """What could not be measured here, and why; said aloud in place of its rows."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: medians in `unit`, their ratio, and whether the goal is met."""

    name: str
    ours: float
    reference: float
    ratio: float
    goal: str
    met: bool | None
    unit: str
    runs: int
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """Plain JSON; the note is for the reader of the table."""
        return {name: value for name, value in asdict(self).items() if name != "note"}


@contextmanager
def effort(share: float) -> Iterator[None]:
    """Until the block ends, do this share of the runs, though never fewer than a median needs."""
    token = _SHARE.set(share)
    try:
        yield
    finally:
        _SHARE.reset(token)


def runs_of(wanted: int) -> int:
    """Return how many runs to do of those wanted in a full measurement."""
    return min(wanted, max(_FEWEST_RUNS, round(wanted * _SHARE.get())))


def is_quick() -> bool:
    """Whether less than the full measurement is wanted."""
    return _SHARE.get() < 1


def pair(ours: Work, reference: Work, *, runs: int, inner: int = 1) -> tuple[float, float, float]:
    """Return the median milliseconds of both and the median of the paired ratios.

    Args:
        ours: What is measured.
        reference: What it is measured against.
        runs: Counted pairs, after one uncounted.
        inner: Calls in one timing, for work too short for the clock.
    """
    timed(ours, inner), timed(reference, inner)
    times: list[tuple[float, float]] = []
    gc.collect()
    gc.disable()
    try:
        for index in range(runs):
            # In turn, and each second pair the other way round: neither always runs on the warmer cache.
            if index % 2:
                second, first = timed(reference, inner), timed(ours, inner)
                times.append((first, second))
            else:
                times.append((timed(ours, inner), timed(reference, inner)))
    finally:
        gc.enable()
    return (
        statistics.median(first for first, _ in times),
        statistics.median(second for _, second in times),
        statistics.median(first / second for first, second in times),
    )


def slower_than(name: str, ours: Work, reference: Work, *, limit: float | None, runs: int, inner: int = 1) -> Row:
    """A row in milliseconds: how many times the reference's time ours takes; the goal is at most `limit`."""
    runs = runs_of(runs)
    first, second, ratio = pair(ours, reference, runs=runs, inner=inner)
    goal = f"≤ {limit:g} ×" if limit else "first figure"
    return Row(
        name=name,
        ours=first,
        reference=second,
        ratio=ratio,
        goal=goal,
        met=ratio <= limit if limit else None,
        unit="ms",
        runs=runs,
    )


def machine() -> dict[str, object]:
    """What the figures were measured on."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def timed(work: Work, inner: int = 1) -> float:
    """Return the milliseconds of one call."""
    started = time.perf_counter()
    for _ in range(inner):
        work()
    return (time.perf_counter() - started) * 1000 / inner
