"""How long others wait meanwhile: every door is asked again and again, whatever happens to another one."""

import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Final

import httpx

from survival.clients import Registered
from survival.house import House

PAUSE_SECONDS: Final = 0.1
LONGEST_SECONDS: Final = 15.0
PATHS: Final = {
    "api-test": "/v1/probe", "api-production": "/v1/probe", "trust": "/ca/test-root.cer", "portal": "/konts/login/",
    "sign-test": "/s/nobody/", "sign-production": "/s/nobody/",
}  # fmt: skip
"""Each asks the database, but for the certificate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One answer, or none."""

    door: str
    began: float
    seconds: float
    status: int
    """0: none."""


class Probe(threading.Thread):
    """Asks one door."""

    def __init__(self, door: str, house: House, registered: Registered) -> None:
        """Take the door."""
        super().__init__(daemon=True, name=f"probe-{door}")
        self.door = door
        self.samples: list[Sample] = []
        self.asked_at = 0.0
        """When the question was asked that is not answered yet; 0: all are."""
        self.stopping = threading.Event()
        key = door.replace("-", "_")
        if door.startswith("api-"):
            self._client = registered.system(house, door.partition("-")[2])._http  # noqa: SLF001 — its connection
        else:
            base = f"http://localhost:{house.ports[key]}"
            self._client = httpx.Client(base_url=base, verify=ssl.create_default_context())

    def run(self) -> None:
        """Ask until told to stop."""
        while not self.stopping.is_set():
            began, status = time.monotonic(), 0
            self.asked_at = began
            with suppress(httpx.HTTPError):
                status = self._client.get(PATHS[self.door], timeout=LONGEST_SECONDS).status_code
            self.asked_at = 0.0
            self.samples.append(Sample(door=self.door, began=began, seconds=time.monotonic() - began, status=status))
            self.stopping.wait(PAUSE_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long answers took in a time."""

    count: int
    middle: float
    longest: float
    where: str
    """The door of the longest."""

    def __str__(self) -> str:
        """Return the figures."""
        return f"{self.count} answers, median {self.middle * 1000:.0f} ms, longest {self.longest:.2f} s ({self.where})"


def waits(probes: list[Probe], *, since: float, until: float, but: str = "") -> Waits:
    """Sum up the answers of all doors but one that began in a time."""
    found = [
        one for probe in probes if probe.door != but for one in list(probe.samples) if since <= one.began <= until
    ]  # fmt: skip
    if not found:
        return Waits(count=0, middle=0.0, longest=LONGEST_SECONDS, where="nobody answered")
    longest = max(found, key=lambda one: one.seconds)
    return Waits(
        count=len(found), middle=median(one.seconds for one in found), longest=longest.seconds, where=longest.door
    )


def outstanding(probes: list[Probe], *, at: float, for_seconds: float, but: str) -> list[Probe]:
    """Return the probes of other doors that had then waited for so long, and were not answered before."""
    return [probe for probe in probes if probe.door != but and _was_waiting(probe, at=at, for_seconds=for_seconds)]


def _was_waiting(probe: Probe, *, at: float, for_seconds: float) -> bool:
    still = probe.asked_at
    spans = [(one.began, one.began + one.seconds) for one in list(probe.samples)[-50:]]
    if still:
        spans.append((still, float("inf")))
    return any(began + for_seconds < at <= end for began, end in spans)
