"""One way to write a day or a moment in each language, in every text that people read."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from esigner.registry import moments

SOURCE = Path(__file__).parents[2] / "src/esigner"
LATE = datetime(2026, 1, 31, 22, 30, 5, tzinfo=UTC)
"""After midnight in Riga."""


@pytest.mark.parametrize(
    ("language", "day", "minute", "second"),
    [
        ("lv", "01.02.2026.", "01.02.2026. plkst. 00:30", "01.02.2026. plkst. 00:30:05"),
        ("en", "01/02/2026", "01/02/2026, 00:30", "01/02/2026, 00:30:05"),
    ],
)
def test_days_and_moments_are_those_of_the_installations_zone(
    language: str, day: str, minute: str, second: str
) -> None:
    assert moments.day(LATE, language=language) == moments.day(date(2026, 2, 1), language=language) == day
    assert moments.moment(LATE, language=language) == minute
    assert moments.moment(LATE, language=language, seconds=True) == second


def test_nobody_else_writes_dates_for_people() -> None:
    # Documents are printed once, in the agency's form; a pure floor cannot ask the registry.
    allowed = {"registry/moments.py", "onboarding/official.py", "pki/network_validity.py"}
    written = re.compile(r"%d[./]%m|d[./]m[./]Y")
    found = {
        str(path.relative_to(SOURCE))
        for kind in ("*.py", "*.html")
        for path in SOURCE.rglob(kind)
        if written.search(path.read_text())
    }
    assert found == allowed
