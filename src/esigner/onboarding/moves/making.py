"""Making a move of the process table.

    1. The row is locked.
    2. The person who acts is of the side and has the role that the table names.
    3. The row is in a state from which the move may start.
    4. Every guard of the move holds, and then as many officers as it needs agree.
    5. Its service does the work.
    6. The row enters the move's target state; the clock of the side with the turn runs.
    7. The event is recorded.
    8. The notice is sent.

All of it happens in one transaction: a move is made whole, or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from esigner import audit
from esigner.onboarding import models, processes
from esigner.onboarding.errors import ConditionNotMetError, MoveNotPossibleError
from esigner.onboarding.models.progress import Progress
from esigner.onboarding.moves import clock, movers, telling
from esigner.onboarding.moves.move import Done, Given, Move, Row, of_kind
from esigner.onboarding.moves.vocabulary import AGREEMENTS, GUARDS, SERVICES
from esigner.onboarding.processes import Transition

_NOTHING = Given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The outcome of a move."""

    row: Row | None
    """As it is now."""
    is_awaited: bool = False
    """Another officer must agree first: nothing has changed but that this one's agreement is kept."""
    result: Any = None
    """What the move's service returns."""

    @property
    def application(self) -> models.Application:
        """The row of a move that is made on applications alone."""
        return of_kind(models.Application, self.row)


def make(row: Row | None, name: str, act: audit.Act, given: Given = _NOTHING) -> Made:
    """Make a move.

    Args:
        row: The application or the case; locked here. None for what is asked or read before it exists.
        name: Of the move in the row's process.
        act: Whose, and when.
        given: What else its guards and its service look at.

    Raises:
        NotAllowedError, CaseNotFoundError: The person who acts may not.
        MoveNotPossibleError: It does not start from the row's state, or the process has no such move.
        ConditionNotMetError: A guard does not hold; most raise an error of their own, which says more.
    """
    with transaction.atomic():
        move = _move(_locked(row) if row is not None else None, name, act, given)  # (1)
        movers.check(move)  # (2)
        _check_state(move)  # (3)
        _look(move)  # (4)
        agreed = _agreed(move)
        if agreed is None:
            return Made(row=move.row, is_awaited=True)
        move = agreed
        done = SERVICES[move.transition.service](move) if move.transition.service else Done()  # (5)
        source = move.row.state if move.row else ""
        _enter(move)  # (6)
        _record(move, done, source=source)  # (7)
        telling.tell(move, done)  # (8)
    return Made(row=move.row, result=done.result)


def check(row: Row | None, name: str, act: audit.Act, given: Given = _NOTHING) -> None:
    """Refuse what `make` would refuse, but count no agreement: for questions to others before the move is made."""
    move = _move(row, name, act, given)
    movers.check(move)
    _check_state(move)
    _look(move)


def check_start(row: Row, name: str, act: audit.Act) -> None:
    """Refuse a move by its side, role and state alone: before work is done that its guards will judge."""
    move = _move(row, name, act, _NOTHING)
    movers.check(move)
    _check_state(move)


def check_actor(row: Row, name: str, act: audit.Act) -> None:
    """Refuse a move by its side and role alone: before the row's state is brought up to date."""
    movers.check(_move(row, name, act, _NOTHING))


def may_start(row: Progress, name: str) -> bool:
    """Return whether the row's process has the move, and it may start from the row's state."""
    try:
        transition = processes.of(row).transition(name)
    except KeyError:
        return False
    return not transition.sources or row.state in transition.sources


def may_make(row: Row, name: str, act: audit.Act) -> bool:
    """Return whether the person who acts may make the move from the row's state; its guards are not asked."""
    return may_start(row, name) and movers.may(_move(row, name, act, _NOTHING))


def offered(row: Row, act: audit.Act) -> tuple[Transition, ...]:
    """Return the moves that need only a click or a text and that the person who acts may make now."""
    return tuple(one for one in processes.of(row).transitions if one.offered and may_make(row, one.name, act))


def refuse(
    row: Row, name: str, act: audit.Act, *, code: str, data: Mapping[str, audit.JSON], environment: str = ""
) -> None:
    """Record that a move was refused for what came with it; the row stays as it is."""
    audit.record(
        event=processes.of(row).transition(name).audit_event,
        act=act,
        case=str(row.pk),
        institution=str(row.institution_id) if isinstance(row, models.Case) else "",
        environment=environment,
        outcome="refused",
        code=code,
        data=data,
    )


def _locked(row: Row) -> Row:
    kind = models.Case if isinstance(row, models.Case) else models.Application
    locked: Row = kind.objects.select_for_update().get(pk=row.pk)
    return locked


def _move(row: Row | None, name: str, act: audit.Act, given: Given) -> Move:
    process = processes.of(row) if row is not None else processes.main()
    try:
        transition = process.transition(name)
    except KeyError as error:
        title = process.standing(row.state).title if row is not None else process.title
        raise MoveNotPossibleError(state_lv=title.lv, state_en=title.en, move=name) from error
    return Move(process=process, transition=transition, row=row, act=act, given=given)


def _check_state(move: Move) -> None:
    if move.row is None or not move.transition.sources or move.row.state in move.transition.sources:
        return
    title = move.process.standing(move.row.state).title
    raise MoveNotPossibleError(state_lv=title.lv, state_en=title.en, move=move.transition.name)


def _look(move: Move) -> None:
    for guard in (GUARDS[name] for name in move.transition.guards if name not in AGREEMENTS):
        if not guard.look(move):
            raise ConditionNotMetError(guard=guard.name, condition_lv=guard.words.lv, condition_en=guard.words.en)


def _agreed(move: Move) -> Move | None:
    """Count the agreement of the person who acts; None where another officer is awaited."""
    for agreement in (AGREEMENTS[name] for name in move.transition.guards if name in AGREEMENTS):
        agreed = agreement.look(move)
        if agreed is None:
            return None
        move = replace(move, agreed=agreed)
    return move


def _enter(move: Move) -> None:
    if move.row is None:
        return
    if move.transition.target is not None:
        clock.enter(move.row, move.transition.target, at=move.act.at)
        move.row.save()


def _record(move: Move, done: Done, *, source: str) -> None:
    environment = move.given.environment.value if move.given.environment else ""
    states = {"step": move.transition.step, "from": source, "to": move.row.state} if move.row else {}
    subject = str(move.given.subject or (move.given.seen.subject if move.given.seen else ""))
    audit.record(
        event=move.transition.audit_event,
        act=move.act,
        case=str(move.row.pk) if move.row else done.case,
        institution=str(move.institution_id or done.institution or ""),
        subject=done.subject or subject,
        environment=done.environment or environment,
        data={**states, **done.data},
    )
