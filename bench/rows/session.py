"""A session from open to signed through HTTPS, against the raw signature it contains."""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.measure import Row, Skipped, is_quick, slower_than
from tests.acceptance.journey import __main__ as journey
from tests.acceptance.journey import qtsp
from tests.acceptance.journey.cast import CITY
from tests.acceptance.journey.installation import Installation, free_ports
from tests.acceptance.journey.score import Score
from tests.acceptance.journey.steps.integration import two_step
from tests.acceptance.journey.story import Story

RUNS = 30


def rows() -> Iterator[Row | Skipped]:
    """Play the journey on an installation of our own, then time two-step sessions of its first institution."""
    if is_quick():
        yield Skipped(name="sessions through HTTPS", reason="an installation and its journey alone take half a minute")
        return
    with tempfile.TemporaryDirectory(prefix="esigner-", dir="/tmp") as name:
        installation = Installation(Path(name) / "state", free_ports())
        installation.start()
        try:
            story = Story(installation, _Silent(), Path(name) / "work", Path(name) / "made")
            journey.play(story)
            yield _two_step(story)
            yield _per_second(story)
        finally:
            installation.stop()


class _Silent(Score):
    @staticmethod
    def _print(line: str) -> None:
        """Say nothing: the table is the output."""


def _two_step(story: Story) -> Row:
    work, holder = _work(story)
    key = serialization.load_pem_private_key(holder.key.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError
    data, algorithm = b"x" * 1500, ec.ECDSA(hashes.SHA256())
    name = "session open → upload → two-step XAdES-LT → download, HTTPS"
    return slower_than(name, work, lambda: key.sign(data, algorithm), limit=None, runs=RUNS)


def _per_second(story: Story) -> Row:
    work, _ = _work(story)
    probe = story.party(CITY).systems["production"]
    started = time.perf_counter()
    for _ in range(RUNS):
        work()
    seconds = (time.perf_counter() - started) / RUNS
    started = time.perf_counter()
    for _ in range(RUNS * 5):
        probe.call("GET", "/v1/probe")
    one = (time.perf_counter() - started) / (RUNS * 5)
    return Row(
        name="the same session / one admitted call (GET /v1/probe)",
        ours=seconds * 1000,
        reference=one * 1000,
        ratio=seconds / one,
        goal="first figure",
        met=None,
        unit="ms",
        runs=RUNS,
        note=f"{1 / seconds:.1f} sessions/s by one client; openssl signs in a process of its own",
    )


def _work(story: Story) -> tuple[Callable[[], object], qtsp.Holder]:
    party = story.party(CITY)
    holder = qtsp.signer(story.installation.url("trust"), party.folder, CITY.official)
    system = party.systems["production"]
    return (lambda: two_step(system, holder, "asice", {"a.txt": b"0123456789" * 1024})), holder
