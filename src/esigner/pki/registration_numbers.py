"""Latvian registration numbers: eleven digits with a check digit."""

import re
from typing import Final

from esigner.errors import Text
from esigner.pki.checks import Check, failed, passed

SANDBOX_ALIAS: Final = "90000000000"
"""Fails the check digit; a test installation may allow it, production never."""

_ELEVEN_DIGITS = re.compile(r"[0-9]{11}")
_WEIGHTS = (9, 1, 4, 8, 3, 10, 2, 5, 7, 6)
_NAME = "REGISTRATION_NUMBER"


def is_valid(text: str) -> bool:
    """Return whether it is eleven digits with the right check digit."""
    if not _ELEVEN_DIGITS.fullmatch(text):
        return False
    # The remainder 10 is not a digit: such numbers are never issued, and it matches none here.
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text[:10], strict=True))
    return (3 - weighted) % 11 == int(text[10])


def check(text: str) -> Check:
    """Return the check `REGISTRATION_NUMBER` with the fault and what to do."""
    if is_valid(text):
        return passed(_NAME, Text("Reģistrācijas numurs ir derīgs.", "The registration number is valid."))
    if is_valid(text.upper().removeprefix("LV").strip()):
        return failed(
            _NAME,
            Text(
                "Reģistrācijas numurs sastāv tieši no 11 cipariem; LV pieder PVN numuram. Izdzēsiet LV.",
                "A registration number has exactly 11 digits; LV belongs to the VAT number. Delete LV.",
            ),
        )
    if not _ELEVEN_DIGITS.fullmatch(text):
        return failed(
            _NAME,
            Text(
                "Reģistrācijas numurs sastāv tieši no 11 cipariem. Ierakstiet to bez atstarpēm un burtiem.",
                "A registration number has exactly 11 digits. Write it without spaces or letters.",
            ),
        )
    return failed(
        _NAME,
        Text(
            "Reģistrācijas numura kontrolcipars nav pareizs. Pārbaudiet, vai visi cipari ir ierakstīti pareizi.",
            "The check digit of the registration number is wrong. Check that every digit is right.",
        ),
    )
