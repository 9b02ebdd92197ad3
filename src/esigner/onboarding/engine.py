"""The one place where a state changes: check the move against the process table, write it, keep both sides' clocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from esigner import audit
from esigner.errors import Text
from esigner.onboarding.errors import MoveNotPossibleError
from esigner.onboarding.models.progress import Progress
from esigner.onboarding.processes import EPARAKSTITAJS, Side, State, Transition


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


def check_move(row: Progress, name: str) -> Transition:
    """Return the move if it may start from the row's state; MoveNotPossibleError otherwise."""
    transition = EPARAKSTITAJS.transition(name)
    state = State(row.state)
    if transition.sources and state not in transition.sources:
        title = EPARAKSTITAJS.standing(state).title
        raise MoveNotPossibleError(state_lv=title.lv, state_en=title.en, move=name)
    return transition


def may_move(row: Progress, name: str) -> bool:
    """Say whether the move may start from the row's state."""
    sources = EPARAKSTITAJS.transition(name).sources
    return not sources or State(row.state) in sources


def advance(
    row: Progress,
    name: str,
    *,
    actor: audit.Actor,
    at: datetime,
    institution: str = "",
    subject: str = "",
    environment: str = "",
    data: Mapping[str, audit.JSON] | None = None,
) -> None:
    """Make the move on a locked row, save it and record its event; the caller holds the transaction.

    A move without a target records its event and leaves the state as it is.
    """
    transition = check_move(row, name)
    source = row.state
    if transition.target is not None:
        _enter(row, transition.target, at=at)
        row.save()
    audit.record(
        event=transition.audit_event,
        act=audit.Act(actor=actor, at=at),
        case=str(row.pk),
        institution=institution,
        subject=subject,
        environment=environment,
        data={"step": transition.step, "from": source, "to": row.state, **(data or {})},
    )


def start(row: Progress, state: State, *, at: datetime) -> None:
    """Set a new row's first state, without saving it."""
    row.state = state
    row.state_since_at = row.turn_since_at = at


def _enter(row: Progress, target: State, *, at: datetime) -> None:
    """Stop the clock of the side that had the turn and start the other's, where the turn changes."""
    before, after = EPARAKSTITAJS.standing(State(row.state)).turn, EPARAKSTITAJS.standing(target).turn
    if before is not after:
        seconds = _elapsed(row.turn_since_at, at)
        row.institution_seconds += seconds if before is Side.INSTITUTION else 0
        row.agency_seconds += seconds if before is Side.AGENCY else 0
        row.turn_since_at = at
    if row.state != target:
        row.state_since_at = at
    row.state = target


def position(row: Progress, *, at: datetime) -> Position:
    """Return where the row stands now, with both clocks."""
    standing = EPARAKSTITAJS.standing(State(row.state))
    running = _elapsed(row.turn_since_at, at)
    due_at = row.state_since_at + timedelta(days=standing.due_days) if standing.due_days is not None else None
    return Position(
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
