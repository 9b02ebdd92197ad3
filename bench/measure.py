"""Fair pairs: ours and the reference in turn, so that a noisy machine disturbs both alike."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

Work = Callable[[], object]


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
        """Plain JSON."""
        return asdict(self)


def pair(ours: Work, reference: Work, *, runs: int, inner: int = 1) -> tuple[float, float, float]:
    """Give the median milliseconds of both and the median of the paired ratios.

    Args:
        ours: What is measured.
        reference: What it is measured against.
        runs: Counted pairs, after one uncounted.
        inner: Calls in one timing, for work too short for the clock.
    """
    _timed(ours, inner), _timed(reference, inner)
    times: list[tuple[float, float]] = []
    gc.collect()
    gc.disable()
    try:
        for index in range(runs):
            # In turn, and each second pair the other way round: neither always runs on the warmer cache.
            if index % 2:
                second, first = _timed(reference, inner), _timed(ours, inner)
                times.append((first, second))
            else:
                times.append((_timed(ours, inner), _timed(reference, inner)))
    finally:
        gc.enable()
    return (
        statistics.median(first for first, _ in times),
        statistics.median(second for _, second in times),
        statistics.median(first / second for first, second in times),
    )


def slower_than(name: str, ours: Work, reference: Work, *, limit: float | None, runs: int, inner: int = 1) -> Row:
    """A row in milliseconds: how many times the reference's time ours takes; the goal is at most `limit`."""
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


def _timed(work: Work, inner: int) -> float:
    started = time.perf_counter()
    for _ in range(inner):
        work()
    return (time.perf_counter() - started) * 1000 / inner
