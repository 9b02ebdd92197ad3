"""Every refusal has its own code, sentences in both languages, and is raised somewhere."""

import inspect
from pathlib import Path

from esigner.errors import EsignerError
from esigner.onboarding import errors


def family() -> list[type[EsignerError]]:
    return [
        one for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, EsignerError) and one.__module__ == errors.__name__
    ]  # fmt: skip


def test_codes_are_unique_and_sentences_whole() -> None:
    assert len({one.code for one in family()}) == len(family())
    for one in family():
        assert one.code.isupper()
        assert one.text.lv.endswith(".")
        assert one.text.en.endswith(".")
        assert one.status in {403, 404, 409, 422, 429}


def test_every_error_is_raised() -> None:
    folder = Path(errors.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py") if path.name != "errors.py")

    for one in family():
        assert f"raise {one.__name__}" in code or f"raise errors.{one.__name__}" in code, one.__name__


def test_every_error_has_a_test() -> None:
    folder = Path(__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("test_*.py"))

    assert [one.__name__ for one in family() if one.__name__ not in code] == []
