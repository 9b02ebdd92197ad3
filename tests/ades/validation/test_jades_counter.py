"""Countersignatures in JAdES, judged for themselves."""

import pytest

from tests.ades.validation.test_jades import Json, judged
from tests.world.jades import b64url, flattened, header, written


def countersigned(counter: object, *, clear: bool = True) -> Json:
    document = flattened(header(), clear=clear)
    etsi_u = document["header"]["etsiU"]
    etsi_u.append({"cSig": counter} if clear else b64url(written({"cSig": counter})))
    return document


def _counter(over: str) -> Json:
    """Return a countersignature over a value, detached."""
    return flattened(header(), signed=over.encode(), detached=True)


@pytest.mark.parametrize("clear", [True, False])
def test_countersignature_is_judged_for_itself(clear: bool) -> None:  # noqa: FBT001
    base = flattened(header(), clear=clear)
    value, etsi_u = base["signature"], base["header"]["etsiU"]
    for counter in (_counter(value), _counter(value) | {"payload": value}):
        component = {"cSig": counter}
        base["header"]["etsiU"] = [*etsi_u, component if clear else b64url(written(component))]
        report = judged(base)
        assert report.passed, (report.rule, report.detail)
        (found,) = report.signatures[0].counter_signatures
        assert (found.indication, found.format, found.scope) == ("TOTAL-PASSED", "JAdES-B-LT", ("signature",))


def test_compact_countersignature_is_of_level_b() -> None:
    base = flattened(header(), clear=True)
    counter = _counter(base["signature"])
    base["header"]["etsiU"].append({"cSig": f"{counter['protected']}..{counter['signature']}"})
    (found,) = judged(base).signatures[0].counter_signatures
    assert (found.format, found.rule and found.rule.code) == ("JAdES-B-B", "TIMESTAMP_MISSING")


@pytest.mark.attack
def test_countersignature_over_something_else_is_reported() -> None:
    report = judged(countersigned(flattened(header())))
    (found,) = report.signatures[0].counter_signatures
    assert found.rule is not None
    assert found.rule.code == "COUNTERSIGNATURE_MISPLACED"
    assert report.passed
    assert any("COUNTERSIGNATURE_NOT_VALID" in str(line) for line in report.as_dict()["warnings"])  # type: ignore[union-attr]


@pytest.mark.attack
@pytest.mark.parametrize("counter", [1, "x", {}, {"signature": "AA", "protected": "!"}, {"signatures": []}])
def test_malformed_countersignature_is_reported(counter: object) -> None:
    report = judged(countersigned(counter))
    assert report.passed
    (found,) = report.signatures[0].counter_signatures
    assert found.indication != "TOTAL-PASSED"
