"""Every rule is complete, and every rule is shown to decide somewhere."""

import re
from pathlib import Path

import pytest

from esigner.ades import validation
from esigner.ades.rules import RULES, Indication, Rule

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_rule_says_what_is_wrong_and_what_to_do_in_both_languages(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9_]+", rule.code)
    for text in (rule.text, rule.remedy):
        assert text.lv.endswith(".")
        assert text.en.endswith(".")
        assert text.lv != text.en
    assert rule.indication is not Indication.TOTAL_PASSED
    assert validation.POLICIES


def test_every_rule_is_shown_by_a_test() -> None:
    text = "".join(file.read_text() for file in TESTS.rglob("test_*.py") if file != Path(__file__))
    unshown = {code for code in RULES if f'"{code}"' not in text}
    assert unshown == set()
