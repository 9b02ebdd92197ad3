"""`./run filled`: a million sessions and events, 100,000 certificates; what every page and call takes then."""

import os
import statistics
import sys
import time
from typing import Final

import pytest

from tests.filled.places import Place, portal
from tests.world import filled, plans

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("portal_door"),
    pytest.mark.filled,
    pytest.mark.skipif("FILLED_EVENTS" not in os.environ, reason="takes minutes: ./run filled"),
]
EVENTS: Final = int(os.environ.get("FILLED_EVENTS", "1000000"))
SESSIONS: Final = int(os.environ.get("FILLED_SESSIONS", "1000000"))
CERTIFICATES: Final = int(os.environ.get("FILLED_CERTIFICATES", "100000"))
VISITS: Final = int(os.environ.get("FILLED_VISITS", "100"))


def test_figures() -> None:
    """Print rows and milliseconds of each place, small and filled; fail where rows grow beyond a page."""
    seen = portal()
    small = {place.name: figures(place) for place in (*seen.places(), *seen.jobs())}
    began = time.monotonic()
    filled.fill(seen.owner, events=EVENTS, certificates=CERTIFICATES, sessions=SESSIONS)
    say(f"\nfilled in {time.monotonic() - began:.0f} s")
    began = time.monotonic()
    seen.count_everything()
    say(f"evidence of {EVENTS} events counted in {time.monotonic() - began:.0f} s\n")
    say(f"{'place':58} {'rows':>6} {'rows':>7} {'p50 ms':>8} {'p50 ms':>8} {'p99 ms':>8} {'p99 ms':>8} {'p50':>5}")
    grown = []
    for place in (*seen.places(), *seen.jobs()):
        (rows, half, most), (rows_now, half_now, most_now) = small[place.name], figures(place)
        ratio = half_now / half
        say(
            f"{place.name:58} {rows:6} {rows_now:7} {half:8.2f} {half_now:8.2f}"
            f" {most:8.2f} {most_now:8.2f} {ratio:5.2f}"
        )
        if rows_now - rows > 2500:
            grown.append(place.name)
    assert grown == []


def say(line: str) -> None:
    """Print a line at once: the run takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def figures(place: Place) -> tuple[int, float, float]:
    """Return rows read, and the median and 99th percentile of milliseconds."""
    place.visit()
    with plans.reads() as read:
        place.visit()
    taken = []
    for _ in range(VISITS):
        began = time.perf_counter()
        place.visit()
        taken.append((time.perf_counter() - began) * 1000)
    return read.rows, statistics.median(taken), statistics.quantiles(taken, n=100)[98]
