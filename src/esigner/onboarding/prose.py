"""The one look at every text that people type, before anything is done with it: private keys, characters, length."""

import re
from typing import Final

from esigner.errors import EsignerError
from esigner.onboarding.prose_errors import TextTooLong, TextUnreadable
from esigner.pki import private_keys
from esigner.pki.errors import PrivateKeyUploaded

LONGEST_LINE: Final = 200
LONGEST_EXPLANATION: Final = 4_000
LONGEST_TEXT: Final = 10_000
"""Characters."""
_MOST_LOOKED_AT: Final = 200_000
"""What is longer is not looked through for keys: it is too long whatever it holds, and is not kept or shown."""

_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def fault(text: str, *, longest: int) -> EsignerError | None:
    """Give why the text is refused, None where it is not.

    Args:
        text: As typed.
        longest: Characters at most.
    """
    if len(text) > _MOST_LOOKED_AT:
        return TextTooLong(longest=longest)
    if private_keys.is_in(text):
        return PrivateKeyUploaded()
    if is_unreadable(text):
        return TextUnreadable()
    return TextTooLong(longest=longest) if len(text) > longest else None


def check(text: str, *, longest: int = LONGEST_TEXT) -> None:
    """Refuse what `fault` has something against.

    Raises:
        PrivateKeyUploaded: A private key is in it.
        TextUnreadable: Control characters, or halves of characters.
        TextTooLong: More characters than `longest`.
    """
    if refusal := fault(text, longest=longest):
        raise refusal


def is_unreadable(text: str) -> bool:
    """Say whether it holds control characters or halves of characters: no database and no letter can hold them."""
    return _UNREADABLE.search(text) is not None


def may_be_shown(text: str) -> bool:
    """Say whether a page may show again what was typed: no private key, and no more than anybody types."""
    return len(text) <= _MOST_LOOKED_AT and not private_keys.is_in(text)
