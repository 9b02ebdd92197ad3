"""The one check of every text that people type, before anything is done with it: private keys, characters, length."""

import re
import unicodedata
from typing import Final

from esigner.errors import EsignerError
from esigner.onboarding.prose_errors import TextInvisibleError, TextTooLongError, TextUnreadableError
from esigner.pki import private_keys
from esigner.pki.errors import PrivateKeyUploadedError

LONGEST_LINE: Final = 200
LONGEST_EXPLANATION: Final = 4_000
LONGEST_TEXT: Final = 10_000
"""Characters."""
_MOST_LOOKED_AT: Final = 200_000
"""Longer text is not searched for keys: it is too long in any case, and is not kept or shown."""

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\U000e0000-\U000e0fff]")
"""The last block holds tags and selectors, which no font shows: a second text can be written with them."""
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
"""Fillers, joiners and blanks that Unicode counts among letters, marks and symbols, but are invisible."""
_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Zl", "Zp", "Zs"})
_SELECTORS: Final = range(0xFE00, 0xFE10)


def fault(text: str, *, longest: int) -> EsignerError | None:
    """Return why the text is refused, None where it is not.

    Args:
        text: As typed.
        longest: Characters at most.
    """
    if len(text) > _MOST_LOOKED_AT:
        return TextTooLongError(longest=longest)
    if private_keys.is_in(text):
        return PrivateKeyUploadedError()
    if is_unreadable(text):
        return TextUnreadableError()
    if is_invisible(text):
        return TextInvisibleError()
    return TextTooLongError(longest=longest) if len(text) > longest else None


def check(text: str, *, longest: int = LONGEST_TEXT) -> None:
    """Refuse what `fault` objects to.

    Raises:
        PrivateKeyUploadedError: A private key is in it.
        TextUnreadableError: Control characters, tags, or halves of characters.
        TextInvisibleError: There are characters, but nothing visible.
        TextTooLongError: More characters than `longest`.
    """
    if refusal := fault(text, longest=longest):
        raise refusal


def is_unreadable(text: str) -> bool:
    """Return whether it holds control characters, tags or halves of characters: no letter can show them."""
    return _UNREADABLE.search(text) is not None


def is_invisible(text: str) -> bool:
    """Return whether something other than white space was typed and none of it would be visible."""
    return bool(text.strip()) and not any(map(_is_seen, text))


def _is_seen(character: str) -> bool:
    is_blank = character in _INVISIBLE or ord(character) in _SELECTORS
    return not is_blank and unicodedata.category(character) not in _UNSEEN_CATEGORIES


def may_be_shown(text: str) -> bool:
    """Return whether a page may show again what was typed: no private key, and no longer than people type."""
    return len(text) <= _MOST_LOOKED_AT and not private_keys.is_in(text)
