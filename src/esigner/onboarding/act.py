"""One act of a signed-in person: made once at the portal's door, passed down to all that it does."""

from dataclasses import dataclass
from datetime import datetime

from esigner import audit
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAct(audit.Act):
    """An act of a person, with the roles they have now."""

    by: Person


def act_of(by: Person, *, at: datetime, request_id: str = "") -> PersonalAct:
    """Return the person's act for a request at a door."""
    return PersonalAct(actor=by.actor, at=at, request_id=request_id, by=by)


def act_of_system(*, at: datetime) -> audit.Act:
    """Return an act of this system itself, on what the doors recorded."""
    return audit.Act(actor=audit.SYSTEM, at=at)
