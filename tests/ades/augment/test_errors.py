"""Every refusal of augmentation and of PDF layouts has its own code and a sentence in both languages."""

from esigner.ades import errors as engine
from esigner.ades.augment import errors as augmenting
from esigner.ades.pades import layout


def test_every_error_has_its_own_code_and_both_sentences() -> None:
    found = {
        one
        for module in (engine, augmenting, layout)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, engine.AdesError)
    }
    codes = [error.code for error in found]
    assert len(codes) == len(set(codes))
    assert all(error.text.lv and error.text.en and error.text.lv != error.text.en for error in found)
