"""Latvian personal codes: never a key, never in a log or a URL."""

import re
from calendar import monthrange

_CODE = re.compile(r"([0-9]{6})-?([0-9]{5})")
_WEIGHTS = (1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CENTURIES = {"0": 1800, "1": 1900, "2": 2000}
_NEW_CODE_FIRST_DIGITS = range(32, 40)
_MONTHS = range(1, 13)


def is_valid(text: str) -> bool:
    """Return whether it is an old code with date and check digit, or a new one starting with 32 to 39."""
    match = _CODE.fullmatch(text)
    if not match:
        return False
    first, second = match.groups()
    # A new code carries neither a date nor a check digit.
    return int(first[:2]) in _NEW_CODE_FIRST_DIGITS or (
        _has_date(first, second[0]) and _has_check_digit(first + second)
    )


def normalise(text: str) -> str:
    """Return the code with the hyphen after six digits, which is optional on input; ValueError if invalid."""
    if not is_valid(text):
        msg = "not a Latvian personal code"  # The text itself is kept out of the message.
        raise ValueError(msg)
    digits = text.replace("-", "")
    return f"{digits[:6]}-{digits[6:]}"


def _has_date(first: str, century: str) -> bool:
    day, month = int(first[:2]), int(first[2:4])
    if century not in _CENTURIES or month not in _MONTHS:
        return False
    year = _CENTURIES[century] + int(first[4:])
    return 1 <= day <= monthrange(year, month)[1]


def _has_check_digit(digits: str) -> bool:
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:10], strict=True))
    return (1101 - weighted) % 11 == int(digits[10])
