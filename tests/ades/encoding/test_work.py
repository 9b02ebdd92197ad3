"""How many steps a document may take."""

from esigner.ades.encoding.work import steps_for

MEBIBYTE = 1024 * 1024


def test_the_smallest_document_may_take_the_fixed_part() -> None:
    assert steps_for(0) == steps_for(1023) == 2_000_000


def test_up_to_ten_mebibytes_the_fixed_part_is_the_larger_one() -> None:
    assert steps_for(10 * MEBIBYTE) - steps_for(0) == 10 * 1024 * 48 < steps_for(0)


def test_beyond_ten_mebibytes_each_further_one_allows_more_than_twice_as_much() -> None:
    usual = steps_for(10 * MEBIBYTE) - steps_for(9 * MEBIBYTE)

    further = steps_for(11 * MEBIBYTE) - steps_for(10 * MEBIBYTE)

    assert further == 1024 * 128 > 2 * usual


def test_a_gigabyte_may_take_what_is_in_proportion_to_it() -> None:
    assert steps_for(1024 * MEBIBYTE) == steps_for(10 * MEBIBYTE) + 1014 * 1024 * 128
