import pytest

from esigner.config import environment


def test_empty_variable_counts_as_absent() -> None:
    assert environment.text("A", "default", source={"A": "  "}) == "default"


@pytest.mark.parametrize(("word", "value"), [("1", True), ("Yes", True), ("off", False), ("0", False), ("", False)])
def test_flag_reads_words(word: str, value: bool) -> None:  # noqa: FBT001 — the value is what the test is about
    assert environment.flag("A", source={"A": word}) is value


def test_flag_refuses_a_typing_error() -> None:
    with pytest.raises(ValueError, match="A: 1 or 0 expected, not 'ture'"):
        environment.flag("A", source={"A": "ture"})


def test_number_refuses_words() -> None:
    with pytest.raises(ValueError, match="A: a whole number expected"):
        environment.number("A", 1, source={"A": "8k"})


def test_words_leave_out_empty_parts() -> None:
    assert environment.words("A", source={"A": "loopback, ,private"}) == ("loopback", "private")
