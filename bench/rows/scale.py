"""Many in one container: does a thousand cost what a thousand ones cost?

Ratios near 1 are linear; the goals leave room for caches that no longer hold everything.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from bench.material import Material
from bench.measure import Row, is_quick, pair
from esigner import ades
from esigner.ades.augment import parallel
from esigner.ades.augment.merge import Finished, add_all
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import validate
from tests.world.signing_pki import SIGNED_AT, SigningPki

_AT: Final = datetime(2040, 1, 1, tzinfo=UTC)
_LIMIT: Final = 1.5
_RUNS: Final = 5


def rows() -> Iterator[Row]:
    """Validation of many signatures and of many files, and adding many signatures, against a tenth of them."""
    material = Material(world=SigningPki(), kind="P-256", pdf=b"")
    many = 200 if is_quick() else 1000
    few = many // 10
    first = _signed(material, files=1)
    finished = _finished(material, first)
    trust = Trust.of([material.world.root.certificate])
    crowd, group = (add_all(first, [finished] * (number - 1)) for number in (many, few))
    yield _row(f"a container of {many:,} signatures validated", _checked(crowd, trust), _checked(group, trust))
    yield _row(
        f"{many:,} finished signatures added to a container",
        lambda: add_all(first, [finished] * many),
        lambda: add_all(first, [finished] * few),
    )
    wide, narrow = (_signed(material, files=10 * number) for number in (many, few))
    yield _row(f"a container of {10 * many:,} files validated", _checked(wide, trust), _checked(narrow, trust))


def _row(name: str, ours: Callable[[], object], tenth: Callable[[], object]) -> Row:
    first, second, ratio = pair(ours, lambda: [tenth() for _ in range(10)], runs=_RUNS)
    return Row(
        name=f"{name} / ten times a tenth",
        ours=first,
        reference=second,
        ratio=ratio,
        goal=f"≤ {_LIMIT:g} ×",
        met=ratio <= _LIMIT,
        unit="ms",
        runs=_RUNS,
    )


def _checked(container: bytes, trust: Trust) -> Callable[[], object]:
    def work() -> object:
        report = validate(container, name="many", trust=trust, at=_AT)
        assert report.passed, report.rule
        return report

    return work


def _signed(material: Material, *, files: int) -> bytes:
    documents = [ades.DataFile(f"{number}.txt", "text/plain", b"%d" % number) for number in range(files)]
    prepared = ades.prepare(
        format=ades.Format.ASICE,
        files=documents,
        signer=material.signer.certificate,
        chain=material.world.chain,
        signed_at=SIGNED_AT,
    )
    one = _with_proof(material, prepared)
    return ades.finalize(one.prepared, one.value, files=documents, timestamp=one.timestamp, revocation=one.revocation)


def _finished(material: Material, container: bytes) -> Finished:
    certificate, chain = material.signer.certificate, material.world.chain
    return _with_proof(material, parallel.prepare(container, signer=certificate, chain=chain, signed_at=SIGNED_AT))


def _with_proof(material: Material, prepared: ades.Prepared) -> Finished:
    value = bytes(ades.sign(prepared, key=material.signer.key))
    stamp = material.world.token(ades.timestamp_input(prepared, value))
    return Finished(prepared=prepared, value=value, timestamp=stamp, revocation=material.revocation)
