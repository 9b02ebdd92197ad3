"""Every refusal has one code, a sentence in both languages, and stands where errors stand."""

import importlib
import pkgutil
import re
import string
from collections import Counter
from functools import cache
from pathlib import Path

import esigner
from esigner.errors import EsignerError

TESTS = Path(__file__).resolve().parents[1]


@cache
def errors() -> tuple[type[EsignerError], ...]:
    for module in pkgutil.walk_packages(esigner.__path__, "esigner."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    found: list[type[EsignerError]] = []
    waiting = EsignerError.__subclasses__()
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        found.append(error)
    ours = {error for error in found if error.__module__.startswith("esigner.")}
    return tuple(sorted(ours, key=lambda error: (error.__module__, error.__qualname__)))


def coded() -> list[type[EsignerError]]:
    return [error for error in errors() if "code" in vars(error)]


def placeholders(sentence: str) -> set[str]:
    """The data a sentence asks for; `state_lv` and `state_en` are the same in two languages."""
    names = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
    return {name.removesuffix("_lv").removesuffix("_en") for name in names}


def test_codes_are_unique() -> None:
    twice = {code: times for code, times in Counter(error.code for error in coded()).items() if times > 1}
    assert twice == {}


def test_codes_are_upper_snake() -> None:
    assert [error.code for error in coded() if not re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", error.code)] == []


def test_error_without_code_of_its_own_is_a_family() -> None:
    families = [error for error in errors() if "code" not in vars(error)]
    assert [error.__qualname__ for error in families if not error.__subclasses__()] == []


def test_sentences_stand_in_both_languages_with_the_same_data() -> None:
    wrong = [
        error.code
        for error in coded()
        if not error.text.lv.strip()
        or not error.text.en.strip()
        or error.text.lv == error.text.en
        or placeholders(error.text.lv) != placeholders(error.text.en)
    ]
    assert wrong == []


def test_status_is_an_error() -> None:
    assert [error.code for error in coded() if not 400 <= error.status <= 599] == []


def test_errors_stand_in_a_module_for_errors() -> None:
    elsewhere = [
        f"{error.__module__}.{error.__qualname__}"
        for error in errors()
        if "errors" not in error.__module__.rpartition(".")[2]
    ]
    assert elsewhere == []


def test_every_code_has_a_test() -> None:
    text = "\n".join(path.read_text() for path in TESTS.rglob("*.py"))
    words = set(re.findall(r"[A-Za-z_0-9]+", text))
    untested = sorted(error.code for error in coded() if not {error.code, error.__name__} & words)
    assert untested == []
