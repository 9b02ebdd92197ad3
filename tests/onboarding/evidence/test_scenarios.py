"""The scenarios are whole, and every one can be passed."""

from esigner.onboarding.evidence import SCENARIOS


def test_scenarios_are_told_apart_and_explained() -> None:
    assert len({scenario.code for scenario in SCENARIOS}) == len(SCENARIOS)
    for scenario in SCENARIOS:
        assert scenario.rule.passing
        assert all((scenario.title.lv, scenario.title.en, scenario.instruction.lv, scenario.instruction.en))


def test_the_issues_scenarios_are_required() -> None:
    assert {scenario.code for scenario in SCENARIOS if scenario.required} == {
        "FIRST_CALL", "CONTAINER_LT_ON_PAGE", "PDF_LT", "TWO_STEP", "CANCELLED_BY_SIGNER", "REFUSED_CALL", "VALIDATION",
    }  # fmt: skip
