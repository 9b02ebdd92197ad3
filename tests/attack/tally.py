"""What an attack came to: how often it was tried, how often it got in, and who was starved meanwhile."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pytest

PROPERTY = "attack"
"""Under this name a test hands its row to whoever prints the table, over the borders of processes."""


@dataclass(slots=True)
class Row:
    """One attack's figures."""

    tried: int = 0
    got_in: int = 0
    starved: int = 0
    """Calls of honest people that were not answered while it went on."""
    answered: int = 0
    """Calls of honest people that were."""


def lines(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return the table of all rows that finished tests handed over."""
    rows = [
        (report.nodeid.rpartition("::")[2], Row(**value))
        for report in reports
        for name, value in report.user_properties
        if name == PROPERTY and report.when == "teardown" and isinstance(value, dict)
    ]
    if not rows:
        return []
    head = f"{'attack':<72} {'tried':>6} {'in':>4} {'starved':>8} {'answered':>9}"
    return [
        head,
        *(
            f"{name:<72} {row.tried:>6} {row.got_in:>4} {row.starved:>8} {row.answered:>9}"
            for name, row in sorted(rows)
        ),
    ]


def handed_over(row: Row) -> tuple[str, object]:
    """Return the row as a property of a test."""
    return PROPERTY, asdict(row)
