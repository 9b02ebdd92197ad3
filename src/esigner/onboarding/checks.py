"""Named checks: every one is made, every result is shown, a failed one blocks."""

from collections.abc import Iterable, Sequence
from typing import Any

from esigner.errors import Text
from esigner.pki.checks import Check, Outcome, failed, none_failed, passed

__all__ = ["Check", "Outcome", "as_json", "failed", "from_json", "names_of_failed", "none_failed", "passed"]


def as_json(checks: Iterable[Check]) -> list[dict[str, str]]:
    """Return results to keep with what they judged."""
    return [
        {"name": check.name, "outcome": check.outcome.value, "lv": check.text.lv, "en": check.text.en}
        for check in checks
    ]


def from_json(rows: Sequence[dict[str, Any]]) -> tuple[Check, ...]:
    """Return the results that `as_json` wrote."""
    return tuple(
        Check(name=row["name"], outcome=Outcome(row["outcome"]), text=Text(row["lv"], row["en"])) for row in rows
    )


def names_of_failed(checks: Iterable[Check]) -> list[str]:
    """Return the names of the checks that block."""
    return [check.name for check in checks if check.outcome is Outcome.FAILED]
