"""The budget of one judgement."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from esigner.bounds.errors import WorkLimitExceededError

STEPS: Final = 1_000_000
"""What one judgement may spend unless its door says otherwise.

A step is about a microsecond: one value read, one node visited, a kilobyte digested. Expensive operations spend what
they cost: a public-key operation 100 steps.
"""


class _Budget:
    __slots__ = ("left", "steps")

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.left = steps


_current: ContextVar[_Budget | None] = ContextVar("esigner_bounds", default=None)


@contextmanager
def allowance(*, steps: int = STEPS) -> Iterator[None]:
    """Bound the work inside; inside another allowance the outer one keeps counting and this one has no effect.

    Args:
        steps: What may be spent before `spend` refuses.

    Raises:
        WorkLimitExceededError: More was spent, even if a handler inside has caught that: half the work has no result.
    """
    if _current.get() is not None:
        yield
        return
    budget = _Budget(steps)
    token = _current.set(budget)
    try:
        yield
    finally:
        _current.reset(token)
    if budget.left < 0:  # a handler inside took it for a fault of the input
        raise WorkLimitExceededError(steps=steps)


def spend(steps: int = 1) -> None:
    """Take steps from the budget in force; outside any allowance nothing is counted.

    Raises:
        WorkLimitExceededError: The budget is used up; it stays used up, so catching this does not allow continuing.
    """
    budget = _current.get()
    if budget is None:
        return
    budget.left -= steps
    if budget.left < 0:
        raise WorkLimitExceededError(steps=budget.steps)


def is_bounded() -> bool:
    """Return whether an allowance is in force."""
    return _current.get() is not None


def spent() -> int:
    """Return the steps taken in the current allowance, 0 outside one."""
    budget = _current.get()
    return 0 if budget is None else budget.steps - budget.left
