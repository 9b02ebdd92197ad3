"""Two officers, neither of them of the other side, before anything changes in production; by one function."""

import ast
import inspect
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from esigner import audit
from esigner.onboarding import maintenance, models, requests, two_officers
from esigner.onboarding.errors import BothSidesError, NotAllowedError, SecondOfficerNeededError
from esigner.onboarding.moves import AGREEMENTS, SERVICES
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes.eparakstitajs import EPARAKSTITAJS
from esigner.onboarding.requests import NetworkEntry
from esigner.registry import certificates, clients, networks, people
from esigner.registry.errors import ClientStatusRefusedError
from esigner.registry.kinds import Environment, Role
from tests.world import cases as world
from tests.world.cases import AT

ONBOARDING = Path(inspect.getfile(two_officers)).parent
PRODUCTION = Environment.PRODUCTION

Step = Callable[[Person], object]


def _promotion() -> tuple[world.Case, Step]:
    case, request = world.production_requested()

    def step(by: Person) -> object:
        state = requests.get(request_id=request.id, by=by).state
        once = state is requests.RequestState.APPROVED_ONCE
        return (requests.promote if once else requests.approve_production)(request_id=request.id, act=world.act(by))

    return case, step


def _change(**wanted: Any) -> tuple[world.Case, Step]:  # noqa: ANN401 — what `request_change` takes
    case = world.production_connected()
    request = maintenance.request_change(
        case_id=case.id, act=world.act(case.applicant), environment=PRODUCTION, **wanted
    )
    return case, lambda by: requests.approve_change(request_id=request.id, act=world.act(by))


def _resumption() -> tuple[world.Case, Step]:
    case = world.production_connected()
    maintenance.suspend(case_id=case.id, environment=PRODUCTION, act=world.act(case.officer), reason="Pārbaude.")
    return case, lambda by: maintenance.resume(case_id=case.id, environment=PRODUCTION, act=world.act(by))


def _revocation() -> tuple[world.Case, Step]:
    case = world.production_connected()
    held = certificates.of_client(case.row.production_client_id)[0].id  # type: ignore[arg-type]  # it is connected
    return case, lambda by: maintenance.revoke_certificate(
        case_id=case.id, certificate_id=held, act=world.act(by), reason="superseded"
    )


def _closing() -> tuple[world.Case, Step]:
    case = world.production_connected()
    return case, lambda by: maintenance.close(case_id=case.id, act=world.act(by), reason="Iestāde likvidēta.")


CHANGES: dict[str, Callable[[], tuple[world.Case, Step]]] = {
    "promote": _promotion,
    "approve_change: networks": lambda: _change(networks=[NetworkEntry(cidr="8.8.8.8")]),
    "approve_change: fewer networks": lambda: _change(removed_networks=["8.8.4.0/24"]),
    "approve_change: certificate": lambda: _change(key=world.csr()),
    "approve_change: origins": lambda: _change(return_origins=["https://jauna.iestade.lv"]),
    "resume": _resumption,
    "revoke": _revocation,
    "close": _closing,
}


def in_production(case: world.Case) -> object:
    """Return everything that production holds of a case."""
    client_id = case.row.production_client_id
    if client_id is None:
        return None
    held = [(one.id, one.status) for one in certificates.of_client(client_id)]
    return clients.get(client_id), networks.of(client_id), held


@pytest.mark.attack
@pytest.mark.django_db
@pytest.mark.parametrize("make", CHANGES.values(), ids=CHANGES)
def test_production_changes_with_the_second_officer_and_not_before(make: Callable[[], tuple[world.Case, Step]]) -> None:
    case, step = make()
    before = in_production(case)
    colleague = world.invited(case, "Kolēģis Tehniķis")
    world.leaves(colleague, Role.TECHNICAL_CONTACT, institution_id=case.row.institution_id)
    turncoat = world.becomes(colleague, Role.SECOND_OFFICER)

    for barred, error in (
        (turncoat, BothSidesError),
        (world.person("Aija Auditore", role=Role.AUDITOR), NotAllowedError),
    ):
        with pytest.raises(error):
            step(barred)
    first = world.registrar()
    step(first)
    assert in_production(case) == before, "one officer is not enough"
    with pytest.raises(SecondOfficerNeededError):
        step(first)
    assert in_production(case) == before, "the same officer twice is not enough"
    step(world.second_officer())

    assert in_production(case) != before


MUTATORS = {
    "clients": {"register", "suspend", "resume", "close", "set_return_origins"},
    "networks": {"allow", "withdraw"},
    "certificates": {"issue", "register_third_party", "revoke"},
}
"""Functions of the registry that change what calls may be made; `test_mutators_are_all_there_are` holds it complete."""
WITHOUT_OFFICERS = {
    "suspend": "stops at once, and takes two to lift",
    "withdraw_case": "an institution ends what has no client in production; the process table says so",
}


def test_mutators_are_all_there_are() -> None:
    for module, known in ((clients, "clients"), (networks, "networks"), (certificates, "certificates")):
        found = {
            name
            for name, one in inspect.getmembers(module, inspect.isfunction)
            if "actor" in inspect.signature(one).parameters and not name.startswith("_")
        }
        allowed = {"record", "admit_machine", "issue_persona", "issue_simulated"}  # the machine and the sandbox
        assert found - allowed - MUTATORS[known] == set(), known


def _functions() -> dict[str, ast.FunctionDef]:
    """Return every function of onboarding as `module.name`."""
    return {
        f"{path.stem}.{node.name}": node
        for path in ONBOARDING.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def _calls(where: str, node: ast.FunctionDef) -> set[str]:
    """Return what a function calls as `module.name`; a bare name is of its own module."""
    called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    own = {f"{where.partition('.')[0]}.{one.id}" for one in called if isinstance(one, ast.Name)}
    dotted = (one for one in called if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name))
    return own | {f"{one.value.id}.{one.attr}" for one in dotted if isinstance(one.value, ast.Name)}


def _services_that_change_the_registry() -> set[str]:
    """Return the services, by name, from which a function that changes the registry is reached."""
    calls = {where: _calls(where, node) for where, node in _functions().items()}
    changing = {f"{module}.{name}" for module, names in MUTATORS.items() for name in names}
    while more := {where for where, called in calls.items() if called & changing} - changing:
        changing |= more
    registered = {f"{do.__module__.rpartition('.')[2]}.{do.__name__}": name for name, do in SERVICES.items()}
    called_by_others = set[str]().union(*calls.values())
    ends = {where for where in changing & set(calls) if where not in called_by_others}

    assert len(ends) > 3, "the search finds nothing: it is broken"
    assert ends <= set(registered), "changes of the registry are made by services alone"
    return {registered[where] for where in changing & set(registered)}


def test_every_change_of_the_registry_is_a_move_that_takes_an_agreement() -> None:
    changing = _services_that_change_the_registry()
    rows = [one for one in EPARAKSTITAJS.transitions if one.service in changing]

    assert {one.name for one in rows if not set(one.guards) & set(AGREEMENTS)} == set(WITHOUT_OFFICERS)
    assert {"promote", "approve_change", "resume", "revoke", "close"} <= {one.name for one in rows}


def test_every_agreement_goes_through_the_one_function() -> None:
    calls = {where: _calls(where, node) for where, node in _functions().items() if where.startswith("agreements.")}
    asking = {"two_officers.agree"}
    while more := {where for where, called in calls.items() if called & asking} - asking:
        asking |= more

    assert {f"agreements.{one.look.__name__}" for one in AGREEMENTS.values()} <= asking


@pytest.mark.django_db
def test_one_officer_is_enough_in_test() -> None:
    case = world.connected()
    maintenance.suspend(case_id=case.id, environment=Environment.TEST, act=world.act(case.officer), reason="Pārbaude.")

    assert maintenance.resume(case_id=case.id, environment=Environment.TEST, act=world.act(case.officer))


@pytest.mark.django_db
def test_nothing_is_agreed_on_that_cannot_be_done() -> None:
    case = world.production_connected()

    with pytest.raises(ClientStatusRefusedError):
        maintenance.resume(case_id=case.id, environment=PRODUCTION, act=world.act(case.officer))
    assert not two_officers.awaited(case.id)


@pytest.mark.django_db
def test_first_agreement_of_somebody_who_left_the_agency_counts_no_more() -> None:
    case, step = _resumption()
    before = in_production(case)
    first = world.registrar()
    step(first)
    world.leaves(first, Role.REGISTRAR)

    step(world.second_officer())
    assert in_production(case) == before
    step(world.registrar())

    assert in_production(case) != before


@pytest.mark.django_db
def test_first_agreement_ends_with_a_return_and_with_a_new_suspension() -> None:
    case, step = _resumption()
    step(world.registrar())
    client_id = case.row.production_client_id
    assert client_id is not None
    assert [one.subject for one in two_officers.awaited(case.id)] == [client_id]
    clients.resume(client_id=client_id, act=audit.by_system(at=AT))
    maintenance.suspend(case_id=case.id, environment=PRODUCTION, act=world.act(case.officer), reason="Atkal.")

    assert two_officers.awaited(case.id) == ()


@pytest.mark.django_db
def test_first_ones_reason_counts_and_both_officers_stand_in_the_log() -> None:
    case = world.production_connected()
    first, second = world.registrar(), world.second_officer()
    maintenance.close(case_id=case.id, act=world.act(first), reason="Pirmās iemesls.")
    maintenance.close(case_id=case.id, act=world.act(second), reason="Otrās iemesls.")

    assert "Pirmās iemesls." in models.Message.objects.get(notice="case.closed").body_lv
    agreed = audit.events(case=str(case.id), event_prefix=two_officers.AGREED)[-1]
    closed = audit.events(case=str(case.id), event_prefix="case.closed")[-1]
    assert (agreed.actor.id, closed.actor.id) == (str(first.id), str(second.id))


def _matter(move: str = "promote", **more: Any) -> two_officers.Matter:  # noqa: ANN401 — what a Matter holds
    return two_officers.Matter(move=move, subject=uuid.uuid4(), case_id=uuid.uuid4(), institution_id=None, **more)


def _agree(matter: two_officers.Matter, by: Person) -> two_officers.Agreed | None:
    return two_officers.agree(matter, act=world.act(by))


@pytest.mark.django_db
def test_second_officer_agrees_on_what_the_first_one_agreed_on_and_on_nothing_else() -> None:
    first, second = world.registrar(), world.second_officer()
    matter = _matter(content={"explanation": "Pirmās iemesls."})
    assert _agree(matter, first) is None

    assert _agree(replace(matter, move="close"), second) is None, "another move"
    assert _agree(replace(matter, subject=uuid.uuid4()), second) is None, "another subject"
    agreed = _agree(replace(matter, content={"explanation": "Otrās iemesls."}), second)

    assert agreed == two_officers.Agreed(
        first_officer_id=first.id, first_officer_name=first.name, first_agreed_at=AT,
        content={"explanation": "Pirmās iemesls."},
    )  # fmt: skip
    assert _agree(matter, second) is None, "what was agreed on is used up"


@pytest.mark.django_db
def test_one_officer_where_one_is_enough_is_nobodys_first() -> None:
    matter = _matter(officers=two_officers.needed(Environment.TEST), content={"explanation": "Viena."})

    assert _agree(matter, world.registrar()) == two_officers.Agreed(
        first_officer_id=None, first_officer_name="", first_agreed_at=None, content={"explanation": "Viena."}
    )
    assert two_officers.awaited(matter.case_id) == ()
    assert two_officers.needed(PRODUCTION) == 2


@pytest.mark.django_db
@pytest.mark.attack
def test_first_agreement_of_somebody_who_has_asked_for_it_counts_no_more() -> None:
    first, second, third = world.registrar(), world.second_officer(), world.registrar()
    matter = _matter()
    assert _agree(matter, first) is None
    asked = replace(matter, askers=frozenset({first.id}))
    with pytest.raises(BothSidesError):
        _agree(asked, first)

    assert _agree(asked, second) is None, "the second one begins anew"
    agreed = _agree(asked, third)

    assert agreed is not None
    assert agreed.first_officer_id == second.id


@pytest.mark.django_db
def test_first_agreement_is_forgotten_for_one_move_or_for_all() -> None:
    officer, matter = world.registrar(), _matter("resume")
    for move in ("resume", "close", "promote"):
        _agree(replace(matter, move=move), officer)
    elsewhere = _matter("resume")
    two_officers.agree(elsewhere, act=world.act(officer, at=AT + timedelta(hours=1)))

    two_officers.end(subject=matter.subject, move="close", at=AT)
    assert {one.move for one in two_officers.awaited(matter.case_id)} == {"resume", "promote"}
    two_officers.end(subject=matter.subject, at=AT)
    assert two_officers.awaited(matter.case_id) == ()
    assert [(case_id, one.subject) for case_id, one in two_officers.everywhere()] == [
        (elsewhere.case_id, elsewhere.subject)
    ]


@pytest.mark.django_db
def test_what_awaits_a_second_officer_is_shown_with_who_when_and_why() -> None:
    officer = world.registrar()
    told, silent = _matter("close", content={"explanation": "Likvidēta."}), _matter("resume", environment=PRODUCTION)
    two_officers.agree(silent, act=world.act(officer, at=AT + timedelta(hours=1)))
    two_officers.agree(told, act=world.act(officer))

    assert [case_id for case_id, _ in two_officers.everywhere()] == [told.case_id, silent.case_id], "oldest first"
    (shown,) = two_officers.awaited(told.case_id)
    assert shown == two_officers.Awaited(
        move="close", subject=told.subject, first_officer_id=officer.id, first_officer_name=officer.name,
        first_agreed_at=AT, explanation="Likvidēta.",
    )  # fmt: skip
    assert two_officers.awaited(silent.case_id)[0].explanation == ""
    for matter, environment in ((told, ""), (silent, "production")):
        (event,) = audit.events(case=str(matter.case_id), event_prefix=two_officers.AGREED)
        assert (event.actor.id, event.environment, event.institution) == (str(officer.id), environment, "")
        assert (event.subject, event.data) == (str(matter.subject), {"move": matter.move})


@pytest.mark.django_db
def test_institution_revokes_its_own_at_once() -> None:
    case = world.production_connected()
    held = certificates.of_client(case.row.production_client_id)[0].id  # type: ignore[arg-type]  # it is connected

    assert maintenance.revoke_certificate(
        case_id=case.id, certificate_id=held, act=world.act(case.applicant), reason="keyCompromise"
    )


@pytest.mark.django_db
@pytest.mark.attack
def test_table_takes_no_change_of_production_by_one() -> None:
    from django.db import IntegrityError, transaction

    case, _ = _change(networks=[NetworkEntry(cidr="8.8.8.8")])
    row = models.ConnectionRequest.objects.get(case_id=case.id, kind="change")

    with pytest.raises(IntegrityError), transaction.atomic():
        models.ConnectionRequest.objects.filter(pk=row.pk).update(
            state="approved", decided_by_id=case.officer.id, decided_at=AT
        )
    assert people.get(case.officer.id) is not None
