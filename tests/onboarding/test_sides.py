"""Nobody acts on both sides of an institution's matter: every way to have stood on one of them bars from the other."""

import uuid
from collections.abc import Callable, Sequence

import pytest

from esigner.onboarding import applications, cases, maintenance, requests, sides
from esigner.onboarding.errors import BothSidesError
from esigner.onboarding.permissions import Person
from esigner.registry.kinds import Environment, Role
from tests.world import cases as world
from tests.world import registry as registry_world
from tests.world.cases import AT

pytestmark = [pytest.mark.django_db, pytest.mark.attack]

PRODUCTION = Environment.PRODUCTION
Decided = tuple[world.Case, Sequence[Person]]


def _registered() -> Decided:
    case = world.registered()
    return case, [case.officer]


def _approved_in_test() -> Decided:
    case, request = world.requested()
    officer = world.registrar()
    requests.approve_test(request_id=request.id, act=world.act(officer))
    return case, [officer]


def _approved_for_production() -> Decided:
    case, request = world.production_requested()
    first, second = world.registrar(), world.second_officer()
    requests.approve_production(request_id=request.id, act=world.act(first))
    requests.promote(request_id=request.id, act=world.act(second))
    return case, [first, second]


def _approved_for_production_first() -> Decided:
    case, request = world.production_requested()
    first = world.registrar()
    requests.approve_production(request_id=request.id, act=world.act(first))
    return case, [first]


def _resumed() -> Decided:
    case = world.production_connected()
    maintenance.suspend(case_id=case.id, environment=PRODUCTION, act=world.act(case.officer), reason="Pārbaude.")
    first, second = world.registrar(), world.second_officer()
    for officer in (first, second):
        maintenance.resume(case_id=case.id, environment=PRODUCTION, act=world.act(officer))
    return case, [first, second]


@pytest.mark.parametrize(
    "decide", [_registered, _approved_in_test, _approved_for_production, _approved_for_production_first, _resumed]
)
def test_who_decided_for_an_institution_never_joins_it(decide: Callable[[], Decided]) -> None:
    case, officers = decide()
    institution_id = case.row.institution_id
    assert institution_id is not None
    for officer in officers:
        with pytest.raises(BothSidesError):
            sides.check_may_join(officer.id, institution_id=institution_id)

    sides.check_may_join(world.person("Nekad Nelēmis").id, institution_id=institution_id)


def test_who_decided_for_one_institution_may_join_another() -> None:
    case, (officer, *_) = _registered()
    other = world.other_institution()
    assert other.row.institution_id is not None

    sides.check_may_join(officer.id, institution_id=other.row.institution_id)
    assert case.row.institution_id != other.row.institution_id


def test_somebody_of_the_agency_takes_no_role_and_others_do_unless_they_decided() -> None:
    case, (officer, *_) = _registered()
    institution_id = case.row.institution_id
    assert institution_id is not None
    with pytest.raises(BothSidesError):
        sides.check_takes_role(world.registrar(), institution_id=institution_id)
    with pytest.raises(BothSidesError):
        sides.check_takes_role(world.leaves(officer, Role.REGISTRAR), institution_id=institution_id)

    sides.check_takes_role(world.person("Jauns Cilvēks"), institution_id=institution_id)


def test_who_asked_or_has_or_had_a_part_stands_for_the_institution() -> None:
    case = world.registered()
    institution_id = case.row.institution_id
    contact = world.invited(case)
    former = world.leaves(contact, Role.TECHNICAL_CONTACT, institution_id=institution_id)
    asker, nobody = world.registrar(), world.registrar()

    assert sides.stands_for(world.again(case.applicant), institution_id=institution_id, askers=())
    assert sides.stands_for(former, institution_id=institution_id, askers=())
    assert sides.stands_for(asker, institution_id=None, askers=[None, asker.id])
    assert not sides.stands_for(nobody, institution_id=institution_id, askers=[None, asker.id])
    assert not sides.stands_for(former, institution_id=None, askers=())
    assert not sides.stands_for(former, institution_id=uuid.uuid4(), askers=())
    for by, asked_by in ((former, ()), (asker, [asker.id])):
        with pytest.raises(BothSidesError):
            sides.check_decides(by, institution_id=institution_id, askers=asked_by)
    sides.check_decides(nobody, institution_id=institution_id, askers=[asker.id])


def test_applicant_whose_roles_have_ended_stands_for_the_institution_still() -> None:
    case = world.registered()
    second = world.invited(case, "Otra Pārstāve", role=Role.REPRESENTATIVE)
    former = world.leaves(case.applicant, Role.REPRESENTATIVE, institution_id=case.row.institution_id)

    assert sides.stands_for(former, institution_id=case.row.institution_id, askers=())
    assert sides.stands_for(second, institution_id=case.row.institution_id, askers=())


def _returned_and_registered() -> tuple[world.Case, Person]:
    """Return a case, and an officer who only once returned its application."""
    registry_world.authorities_founded(at=AT)
    application_id, applicant = world.submitted()
    officer, registrar = world.second_officer(), world.registrar()
    applications.return_for_correction(
        application_id=application_id, act=world.act(officer), reasons=["OTHER"], explanation="Labojiet."
    )
    applications.edit(application_id=application_id, act=world.act(applicant), form=world.FORM)
    rendering = applications.render(application_id=application_id, act=world.act(applicant))
    content = world.signed_container(rendering)
    applications.submit_signed(application_id=application_id, act=world.act(applicant), name="a.asice", content=content)
    case_id = cases.register(application_id=application_id, act=world.act(registrar))
    assert case_id is not None
    return world.Case(id=case_id, applicant=world.again(applicant), officer=registrar), officer


def test_who_returned_an_application_does_not_join_what_it_became() -> None:
    case, officer = _returned_and_registered()
    assert case.row.institution_id is not None

    with pytest.raises(BothSidesError):
        sides.check_may_join(officer.id, institution_id=case.row.institution_id)
