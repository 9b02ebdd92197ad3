"""The one place where a state changes: check the move against the process table, write it, keep both sides' clocks."""

from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.onboarding.processes import Side, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How long each side has had the turn; only the clock of the side with the turn runs."""

    turn: Side | None
    since_at: datetime
    due_at: datetime | None
    overdue: bool
    institution_seconds: int
    agency_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where an application or a case stands: what every page shows at its top."""

    state: State
    state_title: Text
    step: str
    turn: Side | None
    clock: Clock
    next_action: Text
    action: str
    """Stable name of the next action (`Standing.action`), for doors to link to."""
