"""The rules for the period in which a network is allowed; whole days, UTC."""

from datetime import date
from typing import Final

from esigner.errors import Text
from esigner.pki.checks import Check, failed

NAMES: Final = ("NETWORK_VALIDITY_YEAR", "NETWORK_VALIDITY_ORDER", "NETWORK_VALIDITY_ENDED")
"""Every check; only failed ones are reported."""

_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2100


def check(*, first_day: date | None, last_day: date | None, today: date) -> tuple[Check, ...]:
    """Return what is wrong with the days; empty if nothing is.

    Args:
        first_day: First day on which the network is allowed; None for from now on.
        last_day: Last day on which it is allowed; None for as long as the client is.
        today: UTC.
    """
    days = [day for day in (first_day, last_day) if day is not None]
    if any(not _FIRST_YEAR <= day.year <= _LAST_YEAR for day in days):
        return (_year(),)
    faults = []
    if first_day is not None and last_day is not None and last_day < first_day:
        faults.append(_order())
    if last_day is not None and last_day < today:
        faults.append(_ended(last_day))
    return tuple(faults)


def _year() -> Check:
    return failed(
        "NETWORK_VALIDITY_YEAR",
        Text(
            f"Derīguma datumiem jābūt no {_FIRST_YEAR}. līdz {_LAST_YEAR}. gadam. Izlabojiet gadu.",
            f"The dates of validity lie between the years {_FIRST_YEAR} and {_LAST_YEAR}. Correct the year.",
        ),
    )


def _order() -> Check:
    return failed(
        "NETWORK_VALIDITY_ORDER",
        Text(
            "Derīguma beigas ir pirms sākuma. Izlabojiet vienu no datumiem.",
            "The last valid day is before the first. Correct one of the dates.",
        ),
    )


def _ended(last_day: date) -> Check:
    return failed(
        "NETWORK_VALIDITY_ENDED",
        Text(
            f"Derīguma beigas ({last_day:%d.%m.%Y.}) jau ir pagājušas. Norādiet šodienu vai vēlāku datumu, vai "
            "atstājiet tukšu, ja tīkls derīgs bez termiņa.",
            f"The last valid day ({last_day:%d/%m/%Y}) is over. Give today or a later date, or leave it empty if the "
            "network is valid without an end.",
        ),
    )
