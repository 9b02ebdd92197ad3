"""The position of a row, and how long each side has had the turn."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from esigner.errors import Text
from esigner.onboarding import processes
from esigner.onboarding.models.progress import Progress
from esigner.onboarding.processes import Process, Side


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
    """The position of an application or a case: what every page shows at its top."""

    process: str
    """Key of the service."""
    state: str
    state_title: Text
    step: str
    turn: Side | None
    clock: Clock
    next_action: Text
    action: str
    """Stable name of the next action (`Standing.action`), for doors to link to."""


def start(row: Progress, process: Process, state: str, *, at: datetime) -> None:
    """Set a new row's process and first state, without saving it."""
    row.process, row.process_version = process.key, process.version
    row.state = state
    row.state_since_at = row.turn_since_at = at


def take_over(case: Progress, application: Progress, target: str, *, at: datetime) -> None:
    """Continue in a new case from its application's position; both clocks run on, and nothing is saved."""
    case.process, case.process_version = application.process, application.process_version
    case.state, case.state_since_at, case.turn_since_at = (
        application.state, application.state_since_at, application.turn_since_at,
    )  # fmt: skip
    case.institution_seconds, case.agency_seconds = application.institution_seconds, application.agency_seconds
    enter(case, target, at=at)


def enter(row: Progress, target: str, *, at: datetime) -> None:
    """Stop the clock of the side that had the turn and start the other's, where the turn changes."""
    process = processes.of(row)
    before, after = process.standing(row.state).turn, process.standing(target).turn
    if before is not after:
        seconds = _elapsed(row.turn_since_at, at)
        row.institution_seconds += seconds if before is Side.INSTITUTION else 0
        row.agency_seconds += seconds if before is Side.AGENCY else 0
        row.turn_since_at = at
    if row.state != target:
        row.state_since_at = at
    row.state = target


def position(row: Progress, *, at: datetime) -> Position:
    """Return the row's present position, with both clocks."""
    standing = processes.of(row).standing(row.state)
    running = _elapsed(row.turn_since_at, at)
    due_at = row.state_since_at + timedelta(days=standing.due_days) if standing.due_days is not None else None
    return Position(
        process=row.process,
        state=standing.state,
        state_title=standing.title,
        step=standing.step,
        turn=standing.turn,
        clock=Clock(
            turn=standing.turn,
            since_at=row.turn_since_at,
            due_at=due_at,
            overdue=due_at is not None and at > due_at,
            institution_seconds=row.institution_seconds + (running if standing.turn is Side.INSTITUTION else 0),
            agency_seconds=row.agency_seconds + (running if standing.turn is Side.AGENCY else 0),
        ),
        next_action=standing.next_action,
        action=standing.action,
    )


def _elapsed(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))
