"""How much somebody without a role may do in a day: anybody can have an account, and the log keeps every line."""

from datetime import datetime, timedelta
from typing import Final

from esigner import audit
from esigner.onboarding.errors import ActionsTooManyError
from esigner.onboarding.permissions import Person

DAY: Final = timedelta(days=1)
ACTIONS_OF_A_STRANGER: Final = 200
"""Lines of the audit log in a day: an application with many corrections takes some thirty."""


def check(by: Person, *, at: datetime) -> None:
    """Raise ActionsTooManyError once a person without a role has written as many lines of the log today as they may."""
    if by.is_officer or by.institutions:
        return
    if audit.count_of_person(str(by.id), since=at - DAY) >= ACTIONS_OF_A_STRANGER:
        raise ActionsTooManyError(limit=ACTIONS_OF_A_STRANGER)
