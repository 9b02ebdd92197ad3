"""Every refusal is complete, in both languages, and stands in a test."""

from pathlib import Path
from string import Formatter

import pytest

import esigner.web.api.errors
from esigner.signing import errors, means_errors
from esigner.web.api.problems import TITLES

ALL: list[type[errors.SigningError]] = [
    error
    for module in (errors, means_errors, esigner.web.api.errors)
    for error in vars(module).values()
    if isinstance(error, type)
    and getattr(error, "__module__", "") == module.__name__
    and error is not errors.SigningError
]
TESTS = "".join(
    path.read_text()
    for folder in ("signing", "web/api", "web/sign")
    for path in (Path(__file__).parents[1] / folder).glob("test_*.py")
    if path.name != "test_errors.py"
)


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.code)
def test_code_is_its_own(error: type[errors.SigningError]) -> None:
    assert [one.code for one in ALL].count(error.code) == 1
    assert error.code.isupper()
    assert error.status in TITLES


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.code)
def test_both_languages_name_the_same_data(error: type[errors.SigningError]) -> None:
    latvian, english = (
        {field for _, field, _, _ in Formatter().parse(sentence) if field}
        for sentence in (error.text.lv, error.text.en)
    )
    assert latvian == english
    assert error.text.lv.endswith(".")
    assert error.text.en.endswith(".")


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.code)
def test_every_refusal_is_tested(error: type[errors.SigningError]) -> None:
    assert error.__name__ in TESTS or error.code in TESTS
