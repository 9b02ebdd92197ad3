"""One act of a signed-in person: made once at the portal's door, handed down to whatever it does."""

from dataclasses import dataclass
from datetime import datetime

from esigner import audit
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalAct(audit.Act):
    """An act of a person, with the roles they have now."""

    by: Person


def act_of(by: Person, *, at: datetime, request_id: str = "") -> PersonalAct:
    """Make a person's act of what a door got from them."""
    return PersonalAct(actor=by.actor, at=at, request_id=request_id, by=by)


def act_of_system(*, at: datetime) -> audit.Act:
    """Make an act of this system itself, on what the doors recorded."""
    return audit.Act(actor=audit.SYSTEM, at=at)
