"""Making a move: only those of the table, by whom the table says, where everything holds that it names."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from esigner import audit
from esigner.onboarding import applications, models, moves, processes
from esigner.onboarding.act import act_of_system
from esigner.onboarding.errors import CaseNotFoundError, ConditionNotMetError, MoveNotPossibleError, NotAllowedError
from esigner.onboarding.moves import AGREEMENTS, GUARDS, SERVICES, Done, Given, Move
from esigner.onboarding.processes import Side, Transition
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.onboarding.two_officers import Agreed, alone
from esigner.registry.kinds import AGENCY_ROLES, INSTITUTION_ROLES, Environment, Role
from tests.world import cases as world
from tests.world.cases import AT, FORM

MOVES = pytest.mark.parametrize("move", EPARAKSTITAJS.transitions, ids=lambda move: move.name)


def application(state: str) -> models.Application:
    row = models.Application()
    moves.start(row, EPARAKSTITAJS, state, at=AT)
    return row


@MOVES
def test_a_move_starts_from_its_states_alone(move: Transition) -> None:
    for state in State:
        allowed = not move.sources or state in move.sources
        assert moves.may_start(application(state), move.name) == allowed


def test_a_move_that_the_process_does_not_have_is_refused() -> None:
    row = application(State.DRAFT)

    assert not moves.may_start(row, "sell")
    with pytest.raises(MoveNotPossibleError):
        moves.check(row, "sell", act_of_system(at=AT))


@pytest.mark.django_db
def test_a_refused_move_says_where_the_case_stands() -> None:
    application_id, _ = world.draft()
    row = models.Application.objects.get(pk=application_id)

    with pytest.raises(MoveNotPossibleError) as refusal:
        moves.make(row, "register", world.act(world.registrar()))

    assert "Melnraksts" in refusal.value.detail().lv
    assert "Draft" in refusal.value.detail().en


@pytest.mark.django_db
@pytest.mark.attack
def test_nobody_makes_a_move_but_whom_its_row_names() -> None:
    case = world.registered()
    people = {
        role: world.person(role=role, institution_id=case.row.institution_id if role in INSTITUTION_ROLES else None)
        for role in Role
    }
    before = len(audit.events(case=str(case.id)))
    tried = 0

    for move in EPARAKSTITAJS.transitions:
        barred: list[audit.Act] = [world.act(one) for role, one in people.items() if role not in named(move)]
        barred += [act_of_system(at=AT)] if move.sides else []
        for act in barred:
            with pytest.raises(NotAllowedError):
                moves.make(case.row.application if move.step[0] == "1" else case.row, move.name, act)
            tried += 1

    assert tried > 100
    assert len(audit.events(case=str(case.id))) == before


def named(move: Transition) -> set[Role]:
    """Return the roles of which the table lets some make the move: of a side without any all of them."""
    of = {Side.AGENCY: AGENCY_ROLES, Side.INSTITUTION: INSTITUTION_ROLES}
    return {role for side in move.sides for role in (move.roles & of[side] or of[side])}


@pytest.mark.django_db
@pytest.mark.attack
def test_people_of_another_institution_are_not_told_that_there_is_a_case() -> None:
    case, stranger = world.registered(), world.other_institution().applicant
    of_members = [one.name for one in EPARAKSTITAJS.transitions if one.roles & INSTITUTION_ROLES]

    for name in of_members:
        with pytest.raises(CaseNotFoundError):
            moves.make(case.row, name, world.act(stranger))

    assert len(of_members) > 8


@MOVES
def test_every_name_of_the_row_is_registered(move: Transition) -> None:
    assert set(move.guards) <= set(GUARDS) | set(AGREEMENTS)
    assert not move.service or move.service in SERVICES


def test_nothing_is_registered_that_no_row_names() -> None:
    named = {name for move in EPARAKSTITAJS.transitions for name in move.guards}

    assert set(GUARDS) | set(AGREEMENTS) == named
    assert set(SERVICES) == {move.service for move in EPARAKSTITAJS.transitions} - {""}
    assert not set(GUARDS) & set(AGREEMENTS)


@MOVES
def test_agreements_come_after_every_guard(move: Transition) -> None:
    kinds = [name in AGREEMENTS for name in move.guards]

    assert kinds == sorted(kinds)
    assert sum(kinds) <= 1


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """List a service whose one row names three guards and an agreement; gives which were asked, in order."""
    asked: list[str] = []
    names = ("tried_first", "tried_second", "tried_third")

    def registered(name: str) -> None:
        @moves.guard(name, "izpildās", "it holds")
        def look(_move: Move) -> bool:
            asked.append(name)
            return name != getattr(request, "param", "")

    @moves.agreement("tried_agreement", "piekrīt", "agrees")
    def agree(_move: Move) -> Agreed | None:
        asked.append("tried_agreement")
        return None if getattr(request, "param", "") == "tried_agreement" else alone()

    @moves.service("tried_service")
    def do(_move: Move) -> Done:
        asked.append("tried_service")
        return Done(data={"did": "it"})

    for name in names:
        registered(name)
    row = replace(
        EPARAKSTITAJS.transition("submit"), name="try", sources=frozenset({State.DRAFT}), sides=frozenset(Side),
        guards=(*names, "tried_agreement"), service="tried_service", notice=None,
    )  # fmt: skip
    process = replace(EPARAKSTITAJS, key="tried", transitions=(*EPARAKSTITAJS.transitions, row))
    processes.add(process)
    yield asked
    processes.LISTED.remove(process)
    for name in names:
        del GUARDS[name]
    del AGREEMENTS["tried_agreement"], SERVICES["tried_service"]


def started() -> models.Application:
    applicant = world.person()
    view = applications.create(act=world.act(applicant), form=FORM, process="tried")
    return models.Application.objects.get(pk=view.id)


ORDER = ["tried_first", "tried_second", "tried_third", "tried_agreement", "tried_service"]


@pytest.mark.django_db
def test_every_guard_of_the_row_is_asked_in_its_order_before_anything_is_done(tried: list[str]) -> None:
    made = moves.make(started(), "try", world.act(world.person()))

    assert tried == ORDER
    assert made.row is not None
    assert made.row.state == State.SUBMITTED
    assert audit.events(case=str(made.row.pk))[-1].data["did"] == "it"


@pytest.mark.django_db
@pytest.mark.parametrize("tried", ORDER[:3], indirect=True)
def test_one_guard_that_does_not_hold_stops_the_move(tried: list[str]) -> None:
    row = started()
    before = len(audit.events(case=str(row.pk)))

    with pytest.raises(ConditionNotMetError) as refusal:
        moves.make(row, "try", world.act(world.person()))

    assert tried[-1] == refusal.value.data["guard"]
    assert "it holds" in refusal.value.detail().en
    row.refresh_from_db()
    assert row.state == State.DRAFT
    assert len(audit.events(case=str(row.pk))) == before


@pytest.mark.django_db
@pytest.mark.parametrize("tried", ["tried_agreement"], indirect=True)
def test_a_move_that_awaits_another_officer_is_not_made(tried: list[str]) -> None:
    row = started()

    made = moves.make(row, "try", world.act(world.person()))

    assert made.is_awaited
    assert "tried_service" not in tried
    row.refresh_from_db()
    assert row.state == State.DRAFT


@pytest.mark.django_db
def test_checking_counts_no_agreement(tried: list[str]) -> None:
    moves.check(started(), "try", world.act(world.person()))

    assert tried == ORDER[:3]


@pytest.mark.django_db
def test_what_the_doors_did_not_record_moves_no_case() -> None:
    case, other = world.connected(), world.other_institution()
    world.door(case, "api.called", route="/v1/probe")
    seen = audit.events(event_prefix="api.called")[-1]
    elsewhere = replace(seen, client=str(other.id))

    for given in (Given(), Given(seen=elsewhere), Given(seen=replace(seen, environment=Environment.PRODUCTION.value))):
        with pytest.raises(ConditionNotMetError):
            moves.make(case.row, "first_test_call", act_of_system(at=AT), given)

    assert case.row.state == State.TEST_CONNECTED


@pytest.mark.django_db
def test_a_move_made_without_what_it_needs_is_a_mistake_and_changes_nothing() -> None:
    case, _ = world.requested()

    with pytest.raises(TypeError):
        moves.make(case.row, "approve_test", world.act(case.officer))

    assert case.row.state == State.TEST_REQUESTED
