"""Latvian and English on the pages: every sentence is written once, in both languages, where it is used."""

from typing import TYPE_CHECKING, cast

from django.utils.functional import lazy
from django.utils.translation import get_language

from esigner.errors import Language, Text

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def current() -> Language:
    """Return the language of the page being made; Latvian unless English was chosen."""
    return "en" if (get_language() or "lv").startswith("en") else "lv"


def say(text: Text) -> str:
    """Return the sentence in the language of the page being made."""
    return text.in_language(current())


def _choose(lv: str, en: str) -> str:
    return say(Text(lv, en))


def both(lv: str, en: str) -> "_StrPromise":
    """Return a sentence that chooses its language when it is shown: for labels of form fields."""
    return cast("_StrPromise", lazy(_choose, str)(lv, en))
