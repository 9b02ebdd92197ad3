"""Who acts, when, and in answer to which request: made once at each door and passed down."""

from dataclasses import dataclass, replace
from datetime import datetime

from esigner.audit.event import SYSTEM, Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of a person, of an institution's system or of this system, however many rows and events it makes."""

    actor: Actor
    at: datetime
    """Aware, UTC: the one time of everything that the act does."""
    request_id: str = ""
    """Of the request that it answers; empty where no request was made, as in a task."""
    institution: str = ""
    """Id of the institution on whose behalf it is done, where known."""

    def answering(self, request_id: str) -> "Act":
        """Return the act as one that answers this request, unless it answers another."""
        return replace(self, request_id=self.request_id or request_id)


def by_system(*, at: datetime) -> Act:
    """Return an act of this system itself, which nobody asked for at that moment."""
    return Act(actor=SYSTEM, at=at)
