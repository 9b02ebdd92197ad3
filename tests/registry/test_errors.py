from collections import Counter

import pytest

import esigner.notices.errors
from esigner.errors import EsignerError
from esigner.registry import errors, gate_errors
from esigner.registry.kinds import AnchorPurpose, Environment, Role

CLASSES = [
    one
    for module in (errors, gate_errors, esigner.notices.errors)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, EsignerError) and one.__module__ == module.__name__
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_error_says_it_in_both_languages_with_the_same_data(error: type[EsignerError]) -> None:
    fields = {
        "address", "check", "checks", "cidr", "epak_number", "folder", "name", "names", "origin", "reason", "reason_en",
        "reason_lv", "recipient", "registration_number", "role", "state", "status", "template",
    }  # fmt: skip
    words = dict.fromkeys(fields, "x")
    text = error.text.format(**words)
    assert text.lv != text.en
    assert "{" not in text.lv + text.en


def test_codes_are_unique() -> None:
    abstract = {gate_errors.GateRefusedError}
    counted = Counter(one.code for one in CLASSES if one not in abstract)
    assert [code for code, times in counted.items() if times > 1] == []


def test_enumerations_are_named_in_both_languages() -> None:
    assert all(one.title.lv != one.title.en for one in Role)
    assert all(one.title.lv != one.title.en for one in Environment)
    assert Environment.TEST.other is Environment.PRODUCTION
    assert {purpose.value for purpose in AnchorPurpose} == {"client", "signature", "timestamp"}
