"""Places for judgements, and the line before them: no party holds all, and none fills the line."""

import pytest

from esigner.isolation import Party, ValidationBusyError, ValidationShareUsedUpError
from esigner.isolation.turns import Ask, Turns

A, B, C = (Party(name=name) for name in "abc")


def turns(*, at_a_time: int = 3, extra_bytes: int = 100) -> Turns:
    return Turns(at_a_time=at_a_time, patience_seconds=0, extra_bytes=extra_bytes)


def asked(places: Turns, *parties: Party, extra_bytes: int = 0) -> Ask:
    return places.ask(parties, extra_bytes=extra_bytes)


@pytest.mark.parametrize("at_a_time", [2, 3, 8])
def test_one_place_at_least_stays_for_others(at_a_time: int) -> None:
    places = turns(at_a_time=at_a_time)
    held = [asked(places, A) for _ in range(at_a_time)]
    assert [one.is_in for one in held] == [True] * (at_a_time - 1) + [False]
    assert asked(places, B).is_in


def test_where_there_is_one_place_it_may_be_held() -> None:
    assert asked(turns(at_a_time=1), A).is_in


def test_line_of_a_party_is_short() -> None:
    places = turns()
    for _ in range(4):
        asked(places, A)
    with pytest.raises(ValidationShareUsedUpError) as refused:
        asked(places, A)
    assert (refused.value.code, refused.value.status) == ("VALIDATION_SHARE_USED_UP", 429)
    assert refused.value.retry_after_seconds == 5


def test_line_of_all_is_short() -> None:
    places = turns(at_a_time=1)
    for number in range(7):
        asked(places, Party(name=str(number)))
    with pytest.raises(ValidationBusyError) as refused:
        asked(places, A)
    assert refused.value.retry_after_seconds == 5


def test_who_waited_in_vain_is_told_why() -> None:
    places = turns()
    asked(places, A), asked(places, A)
    with pytest.raises(ValidationShareUsedUpError), places.turn([A]):
        pass
    asked(places, B)
    with pytest.raises(ValidationBusyError), places.turn([C]):
        pass


def test_who_left_the_line_is_not_let_in() -> None:
    places = turns(at_a_time=1)
    first, left, last = asked(places, A), asked(places, B), asked(places, C)
    places.end(left)
    places.end(first)
    assert (left.is_in, last.is_in) == (False, True)


def test_free_place_goes_to_who_holds_least() -> None:
    places = turns(at_a_time=4)
    asked(places, A)
    first, others = asked(places, B), [asked(places, C), asked(places, C)]
    waiting_a, waiting_b = asked(places, A), asked(places, B)
    places.end(first)
    assert (waiting_a.is_in, waiting_b.is_in) == (False, True)
    places.end(others[0])
    assert waiting_a.is_in


def test_account_leaves_a_place_to_its_neighbours_and_these_one_to_everybody() -> None:
    places = turns()
    address = Party(name="address")
    bad, another, neighbour = (Party(name=name, leaves=2) for name in ("bad", "another", "neighbour"))
    assert asked(places, bad, address).is_in
    assert not asked(places, bad, address).is_in
    assert asked(places, neighbour, address).is_in
    assert not asked(places, another, address).is_in
    assert asked(places, another, Party(name="elsewhere")).is_in


def test_memory_of_large_files_together_is_bounded() -> None:
    places = turns(at_a_time=5)
    first, second, third = (asked(places, party, extra_bytes=60) for party in (A, B, C))
    assert [first.is_in, second.is_in, third.is_in] == [True, False, False]
    assert asked(places, A).is_in
    places.end(first)
    assert [second.is_in, third.is_in] == [True, False]


def test_file_that_is_larger_than_all_has_the_memory_alone() -> None:
    places = turns()
    assert asked(places, A, extra_bytes=1000).is_in
    assert not asked(places, B, extra_bytes=1).is_in
