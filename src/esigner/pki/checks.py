"""One named check and its outcome: the vocabulary of every policy in this package."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from esigner.errors import Text


class Outcome(StrEnum):
    """What a check found; only FAILED blocks."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule, its finding, and what to do about it."""

    name: str
    """Stable UPPER_SNAKE name, for example `RSA_EXPONENT`."""
    outcome: Outcome
    text: Text
    """The finding; unless PASSED, also what to do."""


def passed(name: str, text: Text) -> Check:
    """Return a check without objections."""
    return Check(name=name, outcome=Outcome.PASSED, text=text)


def warned(name: str, text: Text) -> Check:
    """Return a check that needs human review and does not block."""
    return Check(name=name, outcome=Outcome.WARNING, text=text)


def failed(name: str, text: Text) -> Check:
    """Return a check that blocks."""
    return Check(name=name, outcome=Outcome.FAILED, text=text)


def none_failed(checks: Iterable[Check]) -> bool:
    """Return whether no check blocks."""
    return all(check.outcome is not Outcome.FAILED for check in checks)
