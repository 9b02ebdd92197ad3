"""The scenarios are whole, and every one can be passed."""

import re

from esigner.onboarding.evidence import SCENARIOS
from esigner.web.sign import texts


def test_scenarios_are_told_apart_and_explained() -> None:
    assert len({scenario.code for scenario in SCENARIOS}) == len(SCENARIOS)
    for scenario in SCENARIOS:
        assert scenario.rule.passing
        assert all((scenario.title.lv, scenario.title.en, scenario.instruction.lv, scenario.instruction.en))


def test_the_issues_scenarios_are_required() -> None:
    assert {scenario.code for scenario in SCENARIOS if scenario.required} == {
        "FIRST_CALL", "CONTAINER_LT_ON_PAGE", "PDF_LT", "TWO_STEP", "CANCELLED_BY_SIGNER", "REFUSED_CALL", "VALIDATION",
    }  # fmt: skip


def test_buttons_that_the_scenarios_name_are_on_the_signing_page() -> None:
    named = 0
    for scenario in SCENARIOS:
        for language in ("lv", "en"):
            for button in re.findall("“([^”]+)”", scenario.instruction.in_language(language)):
                assert button in {text.in_language(language) for text in texts.PAGE.values()}
                named += 1
    assert named >= 2
