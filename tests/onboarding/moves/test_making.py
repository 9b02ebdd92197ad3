"""The engine: only moves of the table, and exactly one clock running."""

from datetime import timedelta

import pytest

from esigner import audit
from esigner.onboarding import engine, models
from esigner.onboarding.errors import MoveNotPossible
from esigner.onboarding.processes import EPARAKSTITAJS, Side, State
from tests.world import cases as world
from tests.world.cases import AT


def application(state: State) -> models.Application:
    row = models.Application()
    engine.start(row, state, at=AT)
    return row


@pytest.mark.parametrize("move", EPARAKSTITAJS.transitions, ids=lambda move: move.name)
def test_a_move_starts_from_its_states_alone(move: object) -> None:
    for state in State:
        row = application(state)
        allowed = not move.sources or state in move.sources  # type: ignore[attr-defined]  # a transition
        assert engine.may_move(row, move.name) == allowed  # type: ignore[attr-defined]  # a transition


def test_a_refused_move_says_where_the_case_stands() -> None:
    with pytest.raises(MoveNotPossible) as refusal:
        engine.check_move(application(State.DRAFT), "register")

    assert "Melnraksts" in refusal.value.detail().lv
    assert "Draft" in refusal.value.detail().en


@pytest.mark.django_db
def test_only_the_clock_of_the_side_with_the_turn_runs() -> None:
    application_id, _ = world.submitted()
    row = models.Application.objects.get(pk=application_id)

    clock = engine.position(row, at=AT + timedelta(hours=2)).clock
    assert (clock.turn, clock.institution_seconds, clock.agency_seconds) == (Side.AGENCY, 0, 7200)

    engine.advance(row, "return", actor=audit.SYSTEM, at=AT + timedelta(hours=2))
    later = engine.position(row, at=AT + timedelta(hours=5)).clock
    assert (later.turn, later.institution_seconds, later.agency_seconds) == (Side.INSTITUTION, 10800, 7200)


@pytest.mark.django_db
def test_a_move_that_leads_nowhere_records_and_leaves_the_state() -> None:
    case = world.registered()

    engine.advance(case.row, "resume", actor=audit.SYSTEM, at=AT)

    assert case.row.state == State.REGISTERED
    assert audit.events(case=str(case.id))[-1].event == "case.client.resumed"
