"""Every refusal of the engine has its own code and a sentence in both languages."""

from esigner.ades import errors
from esigner.errors import EsignerError


def test_every_error_has_its_own_code_and_both_sentences() -> None:
    found = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.AdesError)]
    codes = [error.code for error in found]
    assert len(codes) == len(set(codes)) > 20
    assert "ERROR" not in codes
    assert all(error.text.lv and error.text.en and error.text.lv != error.text.en for error in found)
    assert all(issubclass(error, EsignerError) for error in found)
