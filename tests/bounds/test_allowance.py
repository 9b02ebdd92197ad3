from contextlib import suppress

import pytest

from esigner import bounds


def spend_within(steps: int, *parts: int) -> None:
    with bounds.allowance(steps=steps):
        for part in parts:
            bounds.spend(part)


def test_spending_more_than_allowed_is_refused_by_name() -> None:
    with pytest.raises(bounds.WorkLimitExceededError) as refused:
        spend_within(3, 3, 1)
    assert (refused.value.code, refused.value.data) == ("WORK_LIMIT_EXCEEDED", {"steps": 3})


def test_a_refusal_that_was_swallowed_comes_again() -> None:
    refused = 0

    def spend_twice() -> None:
        nonlocal refused
        with bounds.allowance(steps=1):
            for steps in (2, 1):
                try:
                    bounds.spend(steps)
                except bounds.WorkLimitExceededError:
                    refused += 1

    with pytest.raises(bounds.WorkLimitExceededError):
        spend_twice()
    assert refused == 2


def test_a_refusal_swallowed_at_the_very_end_comes_as_the_allowance_ends() -> None:
    """Otherwise what was left out by a handler would pass for a result."""
    reached = False

    def swallow() -> None:
        nonlocal reached
        with bounds.allowance(steps=1):
            with suppress(bounds.WorkLimitExceededError):
                bounds.spend(2)
            reached = True

    with pytest.raises(bounds.WorkLimitExceededError) as refused:
        swallow()
    assert reached
    assert refused.value.data == {"steps": 1}


def test_an_inner_allowance_does_not_widen_the_outer_one() -> None:
    def spend_inside() -> int:
        with bounds.allowance(steps=2), bounds.allowance(steps=100):
            bounds.spend(2)
            spent = bounds.spent()
            bounds.spend()
        return spent

    with pytest.raises(bounds.WorkLimitExceededError) as refused:
        spend_inside()
    assert refused.value.data == {"steps": 2}


def test_outside_of_an_allowance_nothing_is_counted() -> None:
    bounds.spend(10**9)
    assert bounds.spent() == 0
