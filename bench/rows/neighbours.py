"""What others cost an admitted client: strangers without a certificate, and signers whose authority is slow."""

import base64
import multiprocessing
import os
import ssl
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any

import httpx

from bench.measure import Row, Skipped, is_quick, timed
from tests.acceptance.journey import __main__ as journey
from tests.acceptance.journey import openssl, qtsp
from tests.acceptance.journey.cast import CITY
from tests.acceptance.journey.installation import Installation, free_ports
from tests.acceptance.journey.score import Score
from tests.acceptance.journey.story import Story
from tests.acceptance.journey.system import System
from tests.world import loopback

RUNS = 40
STRANGERS = 12
SIGNERS = 16
SLOW_SECONDS = 4.0
LIMIT = 3.0


def rows() -> Iterator[Row | Skipped]:
    """Play the journey on an installation of our own, then call while others do what they do."""
    if is_quick():
        yield Skipped(name="neighbours", reason="an installation and its journey alone take half a minute")
        return
    ports = free_ports()
    with tempfile.TemporaryDirectory(prefix="esigner-", dir="/tmp") as name, _authority(ports["trust"]) as authority:
        os.environ["ESIGNER_TSA_URLS_PRODUCTION"] = authority.url
        installation = Installation(Path(name) / "state", ports)
        installation.start(seconds=300)
        try:
            story = Story(installation, _Silent(), Path(name) / "work", Path(name) / "made")
            journey.play(story)
            system = story.party(CITY).systems["production"]
            yield _among_strangers(system)
            yield _among_signers(story, system, authority)
        finally:
            del os.environ["ESIGNER_TSA_URLS_PRODUCTION"]
            installation.stop()


class _Silent(Score):
    @staticmethod
    def _print(line: str) -> None:
        """Say nothing: the table is the output."""


def _among_strangers(system: System) -> Row:
    probe = _probe(system)
    quiet = _median(probe, RUNS)
    with _strangers(system.api_url) as count:
        busy = _median(probe, RUNS)
    name = f"probe among {STRANGERS} callers without certificate / alone"
    return _row(name, busy, quiet, note=f"{count()} answers to strangers meanwhile")


def _among_signers(story: Story, system: System, authority: "_Authority") -> Row:
    probe = _probe(system)
    holder = qtsp.signer(story.installation.url("trust"), story.party(CITY).folder, CITY.official)
    prepared = [_prepared(system, holder) for _ in range(SIGNERS)]
    quiet = _median(probe, RUNS)
    authority.delay_seconds = SLOW_SECONDS
    with ThreadPoolExecutor(SIGNERS) as pool:
        ends = [pool.submit(_finish, system, path, body) for path, body in prepared]
        authority.is_asked.wait()
        # No uncounted call first: it is the one that would wait behind the signers.
        busy, held = timed(probe), authority.held
        authority.delay_seconds = 0.0
        authority.go.set()
        done = sum(one.result() == httpx.codes.OK for one in ends)
    name = f"probe among {SIGNERS} signers at a TSA of {SLOW_SECONDS:g} s / alone"
    return _row(name, busy, quiet, note=f"{held} waited at once, {done} signed")


def _row(name: str, busy: float, quiet: float, *, note: str) -> Row:
    ratio = busy / quiet
    return Row(
        name=name, ours=busy, reference=quiet, ratio=ratio, goal=f"≤ {LIMIT:g} ×", met=ratio <= LIMIT, unit="ms",
        runs=RUNS, note=note,
    )  # fmt: skip


def _probe(system: System) -> Callable[[], object]:
    return lambda: system.call("GET", "/v1/probe").raise_for_status()


def _median(work: Callable[[], object], runs: int) -> float:
    timed(work)
    return statistics.median(timed(work) for _ in range(runs))


@contextmanager
def _strangers(url: str) -> Iterator[Callable[[], int]]:
    """Call without a certificate, each answer by a new connection, from a process that shares no lock with us."""
    context = multiprocessing.get_context("spawn")
    counted, stop = context.Value("i", 0), context.Event()
    process = context.Process(target=_call_all, args=(url, counted, stop), daemon=True)
    process.start()
    while counted.value < STRANGERS:
        stop.wait(0.05)
    begun = counted.value
    try:
        yield lambda: counted.value - begun
    finally:
        stop.set()
        process.join()


def _call_all(url: str, counted: Any, stop: Any) -> None:  # noqa: ANN401 — multiprocessing's own have no types
    threads = [threading.Thread(target=_call, args=(url, counted, stop)) for _ in range(STRANGERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _call(url: str, counted: Any, stop: Any) -> None:  # noqa: ANN401 — as above
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 — a stranger believes anybody
    host = url.removeprefix("https://")
    while not stop.is_set():
        with suppress(OSError, HTTPException):
            connection = HTTPSConnection(host, context=context, timeout=30)
            connection.request("GET", "/v1/probe")
            connection.getresponse().read()
            connection.close()
        with counted.get_lock():
            counted.value += 1


class _Authority:
    """Hands on what the trust door answers, late where it is told to."""

    def __init__(self, port: int) -> None:
        self.url, self._door = "", f"http://localhost:{port}/tsa/production"
        self.delay_seconds, self.held = 0.0, 0
        self.is_asked, self.go = threading.Event(), threading.Event()

    def answer(self, call: loopback.Call) -> loopback.Reply:
        kind = {"Content-Type": call.headers["content-type"]}
        given = httpx.post(self._door, content=call.body, headers=kind, trust_env=False, timeout=60)
        if self.delay_seconds:
            self.held += 1
            self.is_asked.set()
            self.go.wait(self.delay_seconds)
        return loopback.Reply(
            status=given.status_code, body=given.content, headers={"Content-Type": given.headers["content-type"]}
        )


@contextmanager
def _authority(port: int) -> Iterator[_Authority]:
    one = _Authority(port)
    with loopback.http(one.answer) as server:
        one.url = server.url.replace("localhost", "127.0.0.1")
        yield one


def _prepared(system: System, holder: qtsp.Holder) -> tuple[str, dict[str, str]]:
    session = system.open_session(format="asice", level="LT", documents=[{"name": "a.txt", "content": "QUJD"}])
    path = f"/v1/sessions/{session['id']}/signatures"
    start = system.call("POST", path, json={"signingCertificate": holder.certificate_b64}).json()
    value = openssl.sign(holder.key, base64.b64decode(start["dataToSign"]), start["digestAlgorithm"].lower())
    return f"{path}/{start['signatureId']}", {"signatureValue": base64.b64encode(value).decode()}


def _finish(system: System, path: str, body: dict[str, str]) -> int:
    return system.call("PUT", path, json=body).status_code
