"""A second signature, a countersignature and an archive, in every order: none harms what another did."""

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Final

import pytest

from esigner import ades
from esigner.ades.rules import Indication
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.joined import countersigned, joined, shaped
from tests.world.signed import judged
from tests.world.signing_pki import signing_pki

INTEROP = Path(__file__).parents[3] / "interop" / "target"
ACTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "join": lambda document: joined(document, kind="P-384"),
    "counter": lambda document: countersigned(document, kind="RSA-2048"),
    "archive": lambda document: augmented(document, ades.Level.LTA, at=ARCHIVED_AT),
}
NAMES: Final = ("enveloping.p7m", "cades.asice", "xades.asics")
ORDERS: Final = tuple(permutations(ACTS))


def _made(name: str, order: tuple[str, ...]) -> bytes:
    document = shaped(name)
    for act in order:
        document = ACTS[act](document)
    return document


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
@pytest.mark.parametrize("name", NAMES)
def test_every_order_leaves_all_valid(name: str, order: tuple[str, ...]) -> None:
    report = judged(_made(name, order))
    assert report.passed, (report.rule, report.detail)
    first, second = report.signatures
    assert [one.indication for one in first.counter_signatures] == [Indication.TOTAL_PASSED]
    assert first.format.endswith("LTA")
    assert second.format.endswith("LTA" if order.index("join") < order.index("archive") else "LT")


def test_eu_dss_passes_every_order(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    paths = [tmp_path / f"{'-'.join(order)}-{name}" for name in NAMES for order in ORDERS]
    for path, (name, order) in zip(paths, ((name, order) for name in NAMES for order in ORDERS), strict=True):
        path.write_bytes(_made(name, order))
    classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", classes, "interop.DssJudge", root, *paths)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == len(paths), done.stderr
    assert all(line.startswith("OK") and line.count("TOTAL_PASSED") == 3 for line in lines), lines
