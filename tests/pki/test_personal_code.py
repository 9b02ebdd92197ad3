import pytest

from esigner.pki import personal_codes


def _old(first_ten: str) -> str:
    """Return the code with the check digit of the published formula, worked out here in another way."""
    total = sum(int(digit) * weight for digit, weight in zip(first_ten, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9), strict=True))
    return f"{first_ten[:6]}-{first_ten[6:]}{(1 + total) % 11}"


@pytest.mark.parametrize("first_ten", ["0101801234", "2902002111", "3112990005"])
def test_is_valid_accepts_old_codes(first_ten: str) -> None:
    assert personal_codes.is_valid(_old(first_ten))
    assert personal_codes.is_valid(_old(first_ten).replace("-", ""))


@pytest.mark.parametrize("first_ten", ["3002801234", "2902012111", "0113801234", "0001801234", "0101803234"])
def test_is_valid_refuses_impossible_dates_and_centuries(first_ten: str) -> None:
    assert not personal_codes.is_valid(_old(first_ten))


def test_is_valid_refuses_wrong_check_digit() -> None:
    good = _old("0101801234")
    assert not personal_codes.is_valid(good[:-1] + str((int(good[-1]) + 1) % 10))


@pytest.mark.parametrize("code", ["320000-00001", "39123456789", "329999-12345"])
def test_is_valid_accepts_new_codes_without_date_and_check_digit(code: str) -> None:
    assert personal_codes.is_valid(code)


@pytest.mark.parametrize(
    "code", ["", "400000-00001", "32000-000001", "320000 00001", "320000--0001", "PNOLV-320000-00001"]
)
def test_is_valid_refuses_other_text(code: str) -> None:
    assert not personal_codes.is_valid(code)


def test_normalise_puts_the_hyphen_in() -> None:
    assert personal_codes.normalise("32000000001") == "320000-00001"


def test_normalise_keeps_the_text_out_of_its_error() -> None:
    with pytest.raises(ValueError, match="not a Latvian personal code") as caught:
        personal_codes.normalise("010180-99999")
    assert "010180" not in str(caught.value)
