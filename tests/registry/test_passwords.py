"""Which passwords are refused, and with which sentence."""

import pytest

from esigner.registry import passwords
from esigner.registry.passwords import COMMON, LONG, OWN_WORDS, PATTERN, SHORT, fault

OWN = ("Jānis", "Ķirsis", "janis.kirsis@iestade.example", "Paraugu novada pašvaldība")


@pytest.mark.parametrize(
    "password",
    [
        "gara-parole-2031",
        "demo-parole-2026",
        "astoņi-zaļi-lācīši",
        "correct horse battery",
        "kV7#mQ2xPz9w",
        "83917502648391",
        "Jānis brauc uz Liepāju",
        "z" * 3 + "āķ9-laiva-mežs",
    ],
)
def test_taken(password: str) -> None:
    assert fault(password, own=OWN) is None


@pytest.mark.parametrize("password", ["isa", "elevenchars", ""])
def test_short(password: str) -> None:
    assert fault(password) is SHORT


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "123456789012",
        "qwertyuiop12",
        "abcdefghijkl",
        "abcabcabcabc",
        "lapsalapsalapsa",
        "qazwsxedcrfv",
        "0987654321qwerty",
        "1111222233334444",
        "zxcvbnmzxcvbnm",
    ],
)
def test_pattern(password: str) -> None:
    assert fault(password) is PATTERN


@pytest.mark.parametrize(
    "password", ["Password1234!", "P@ssw0rd2026!", "!!!letmein2024", "Sunshine2026!", "superman123!!", "iloveyou!!!!!"]
)
def test_common(password: str) -> None:
    assert fault(password) in {COMMON, OWN_WORDS, PATTERN}


@pytest.mark.parametrize(
    "password",
    [
        "JanisKirsis1",
        "Jānis-Ķirsis-2026",
        "janis.kirsis@iestade.example",
        "Kirsis123456",
        "E-parakstītājs1!",
        "esigner-2026-x",
        "ParolesParole1",
        "Parole-2026-Parole",
        "J@nisK1rsis!!",
        "pašvaldība2026",
    ],
)
def test_own_words(password: str) -> None:
    assert fault(password, own=OWN) is OWN_WORDS


def test_long_one_is_refused_before_it_is_looked_at() -> None:
    assert fault("x" * (passwords.MAX_LENGTH + 1)) is LONG
