"""Between which days a network may be allowed."""

from datetime import date

import pytest

from esigner.pki import network_validity
from esigner.pki.checks import Outcome

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (None, date(2020, 1, 1), ["NETWORK_VALIDITY_ENDED"]),
        (None, date(2026, 11, 27), ["NETWORK_VALIDITY_ENDED"]),
        (date(2027, 2, 1), date(2027, 1, 1), ["NETWORK_VALIDITY_ORDER"]),
        (date(2021, 2, 1), date(2021, 1, 1), ["NETWORK_VALIDITY_ORDER", "NETWORK_VALIDITY_ENDED"]),
        (None, date(9999, 12, 31), ["NETWORK_VALIDITY_YEAR"]),
        (date(1, 1, 1), None, ["NETWORK_VALIDITY_YEAR"]),
        (date(2027, 1, 1), date(2027, 1, 1), []),
        (None, TODAY, []),
        (date(2020, 1, 1), None, []),
        (None, None, []),
    ],
)
def test_days_that_cannot_be_are_named(first: date | None, last: date | None, found: list[str]) -> None:
    checks = network_validity.check(first_day=first, last_day=last, today=TODAY)
    assert [one.name for one in checks] == found
    assert {one.outcome for one in checks} <= {Outcome.FAILED}
    assert set(found) <= set(network_validity.NAMES)
