from contextlib import suppress

import pytest

from esigner import bounds


def test_spending_more_than_allowed_is_refused_by_name() -> None:
    with pytest.raises(bounds.WorkLimitExceededError) as refused, bounds.allowance(steps=3):
        bounds.spend(3)
        bounds.spend()
    assert (refused.value.code, refused.value.data) == ("WORK_LIMIT_EXCEEDED", {"steps": 3})


def test_a_refusal_that_was_swallowed_comes_again() -> None:
    with pytest.raises(bounds.WorkLimitExceededError), bounds.allowance(steps=1):
        with pytest.raises(bounds.WorkLimitExceededError):
            bounds.spend(2)
        with pytest.raises(bounds.WorkLimitExceededError):
            bounds.spend()


def test_a_refusal_swallowed_at_the_very_end_comes_as_the_allowance_ends() -> None:
    """Otherwise what was left out by a handler would pass for a result."""
    reached = False
    with pytest.raises(bounds.WorkLimitExceededError) as refused, bounds.allowance(steps=1):
        with suppress(bounds.WorkLimitExceededError):
            bounds.spend(2)
        reached = True
    assert reached
    assert refused.value.data == {"steps": 1}


def test_an_inner_allowance_does_not_widen_the_outer_one() -> None:
    with pytest.raises(bounds.WorkLimitExceededError), bounds.allowance(steps=2):
        with bounds.allowance(steps=100):
            bounds.spend(2)
            assert bounds.spent() == 2
        bounds.spend()


def test_outside_of_an_allowance_nothing_is_counted() -> None:
    bounds.spend(10**9)
    assert bounds.spent() == 0
