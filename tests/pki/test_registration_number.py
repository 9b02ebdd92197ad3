import pytest

from esigner.pki import registration_numbers
from esigner.pki.checks import Outcome


@pytest.mark.parametrize("number", ["40003011203", "90001733697", "90000069281"])
def test_check_accepts_numbers_of_real_organisations(number: str) -> None:
    assert registration_numbers.is_valid(number)
    assert registration_numbers.check(number).outcome is Outcome.PASSED


@pytest.mark.parametrize("number", ["40003011204", "90000000000", "40003011230"])
def test_check_refuses_wrong_check_digit(number: str) -> None:
    check = registration_numbers.check(number)
    assert check.outcome is Outcome.FAILED
    assert "kontrolcipars" in check.text.lv


@pytest.mark.parametrize("text", ["", "4000301120", "400030112033", "4000301120x", " 40003011203", "٤٠٠٠٣٠١١٢٠٣"])
def test_check_refuses_what_is_not_eleven_digits(text: str) -> None:
    check = registration_numbers.check(text)
    assert check.outcome is Outcome.FAILED
    assert "11 cipariem" in check.text.lv


@pytest.mark.parametrize("text", ["LV40003011203", "lv40003011203", "LV 40003011203"])
def test_check_says_that_the_country_is_too_much(text: str) -> None:
    check = registration_numbers.check(text)
    assert check.outcome is Outcome.FAILED
    assert "Delete LV" in check.text.en


def test_no_digit_fits_where_the_remainder_is_ten() -> None:
    # Weighted sum 4: (3 - 4) mod 11 = 10.
    assert not any(registration_numbers.is_valid(f"0400000000{digit}") for digit in range(10))


def test_sandbox_alias_is_not_valid() -> None:
    assert not registration_numbers.is_valid(registration_numbers.SANDBOX_ALIAS)
