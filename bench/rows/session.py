"""A session from open to signed through HTTPS, against the raw signature it contains."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.floor import Floor
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
            yield from _against_the_floor(story)
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


def _against_the_floor(story: Story) -> Iterator[Row]:
    work, holder = _work(story)
    installation, probe = story.installation, story.party(CITY).systems["production"]
    floor = Floor(system=probe, holder=holder, trust=installation.url("trust"), state=installation.state)
    try:
        yield slower_than("the same session / what it does at least", work, floor.session, limit=3, runs=RUNS)
        name = "one admitted call (GET /v1/probe) / what it does at least"
        yield slower_than(name, lambda: probe.call("GET", "/v1/probe"), floor.probe, limit=3, runs=RUNS * 5)
    finally:
        floor.close()


def _work(story: Story) -> tuple[Callable[[], object], qtsp.Holder]:
    party = story.party(CITY)
    holder = qtsp.signer(story.installation.url("trust"), party.folder, CITY.official)
    system = party.systems["production"]
    return (lambda: two_step(system, holder, "asice", {"a.txt": b"0123456789" * 1024})), holder
