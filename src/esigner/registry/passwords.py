"""Which passwords are refused: short ones, common ones, patterns, and those made of obvious words."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator

from esigner.errors import Text

MIN_LENGTH: Final = 12
MAX_LENGTH: Final = 256
"""Hashing takes longer for longer passwords."""
_DIFFERENT: Final = 6
_RUN: Final = 4
_REST: Final = 4
_DECORATION: Final = 8

SHORT: Final = Text(f"Parolei vajag vismaz {MIN_LENGTH} rakstzīmes.", f"At least {MIN_LENGTH} characters.")
LONG: Final = Text(f"Parolei ir vairāk par {MAX_LENGTH} rakstzīmēm.", f"More than {MAX_LENGTH} characters.")
COMMON: Final = Text(
    "Šādu paroli lieto daudzi, un to mēģina pirmo. Izvēlieties citu.",
    "Many people use a password like this, and it is tried first. Choose another one.",
)
PATTERN: Final = Text(
    "Parole ir virkne vai atkārtojums, ko viegli uzminēt. Izvēlieties, piemēram, vairākus nesaistītus vārdus.",
    "The password is a run or a repetition that is easy to guess. Choose, for example, several unrelated words.",
)
OWN_WORDS: Final = Text(
    "Parolē ir gandrīz tikai jūsu vārds, adrese, iestādes vai pakalpojuma nosaukums. Izvēlieties citus vārdus.",
    "The password is little more than your name, your address, or the institution's or the service's name. "
    "Choose other words.",
)

_ALWAYS_TRIED: Final = (
    "e-parakstitajs", "eparakstitajs", "parakstitajs", "e-paraksts", "eparaksts", "paraksts", "parakstisana",
    "e-signer", "esigner", "signer", "signature", "epak", "portals", "portal", "admin", "administrators",
    "administrator", "parole", "password", "passphrase", "latvija", "latvia", "riga",
)  # fmt: skip
_ROWS: Final = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1234567890",
    "qazwsxedcrfvtgbyhnujmikolp",
    "abcdefghijklmnopqrstuvwxyz",
)
_LIKENESSES: Final = str.maketrans("0134578@$!|", "oieastbasii")
_YEAR: Final = re.compile(r"(19|20)\d\d")


def fault(password: str, *, own: Iterable[str] = ()) -> Text | None:
    """Return why the password is refused, None for one that is accepted.

    Args:
        password: As typed.
        own: What anybody would try first for this person: names, the address, the institution's name.
    """
    if len(password) < MIN_LENGTH:
        return SHORT
    if len(password) > MAX_LENGTH:
        return LONG
    plain = _plain(password)
    if _is_pattern(plain):
        return PATTERN
    spellings = (plain, plain.translate(_LIKENESSES))
    if any(_is_common(one) for one in spellings):
        return COMMON
    words = sorted({*_words(own), *_ALWAYS_TRIED}, key=len, reverse=True)
    return OWN_WORDS if any(_is_made_of(words, one) for one in spellings) else None


def _plain(text: str) -> str:
    """Return the text in small letters without accents: `Ķirsis` is tried as `kirsis`."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if not unicodedata.combining(character))


def _is_pattern(plain: str) -> bool:
    if len(set(plain)) < _DIFFERENT:
        return True
    if any(plain[period:] == plain[:-period] for period in range(1, len(plain) // 2 + 1)):
        return True
    return len(_without_runs(plain)) < _REST


def _without_runs(plain: str) -> str:
    """Return what is left when runs of the alphabet, the digits and the keyboard are removed."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    rest, start = [], 0
    while start < len(plain):
        length = max(_common_length(plain, start, row) for row in rows)
        if length < _RUN:
            rest.append(plain[start])
        start += length if length >= _RUN else 1
    return "".join(rest)


def _common_length(plain: str, start: int, row: str) -> int:
    at, length = row.find(plain[start]), 0
    while 0 <= at + length < len(row) and at >= 0 and plain[start + length : start + length + 1] == row[at + length]:
        length += 1
    return length


def _is_common(plain: str) -> bool:
    """Return whether it is on the list of common passwords, decorated or not."""
    bare = re.sub(r"^[^a-z]+|[^a-z]+$", "", plain)
    return plain in _common() or (bool(bare) and len(plain) - len(bare) <= _DECORATION and bare in _common())


def _is_made_of(words: Iterable[str], plain: str) -> bool:
    found = plain
    for word in words:
        found = found.replace(word, " ")
    if found == plain:
        return False
    rest = _without_runs(_YEAR.sub(" ", found))
    return sum(character.isalnum() for character in rest) < _REST


def _words(texts: Iterable[str]) -> Iterator[str]:
    shortest = 3
    for text in texts:
        for word in (_plain(text), *re.split(r"[\W_\d]+", _plain(text))):
            if len(word) >= shortest:
                yield word


@cache
def _common() -> frozenset[str]:
    """Return Django's list of 20 000."""
    return frozenset(CommonPasswordValidator().passwords)
