"""Getting in and getting more: what strangers, officers and those who have left tried, and what came of it."""

from dataclasses import replace

import pytest

from esigner import audit
from esigner.onboarding import applications, cases, maintenance, requests
from esigner.onboarding.errors import ApplicantIsOfficerError, BothSidesError
from esigner.onboarding.requests import NetworkEntry
from esigner.registry import networks, people
from esigner.registry.errors import SidesMixedError
from esigner.registry.kinds import Environment, Role
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = [pytest.mark.django_db, pytest.mark.attack]


def test_one_click_makes_no_stranger_a_representative_of_a_registered_institution() -> None:
    case = world.registered()
    application_id, stranger = world.submitted(world.person("Svešs Cilvēks"))

    cases.register(application_id=application_id, act=world.act(case.officer))

    assert world.again(stranger).institutions == {}


def test_signer_who_is_not_the_representative_named_is_not_registered_by_one_click() -> None:
    application_id, applicant = world.submitted(form=replace(FORM, representative_name="Pavisam Cits"))

    cases.register(application_id=application_id, act=world.act(world.registrar()))

    assert world.again(applicant).institutions == {}


def test_naming_an_officer_as_contact_gives_them_no_role() -> None:
    officer = world.registrar()
    contact = replace(FORM.contacts[0], email=officer.email)
    application_id, _ = world.submitted(form=replace(FORM, contacts=(contact,)))

    cases.register(application_id=application_id, act=world.act(world.second_officer()))

    assert world.again(officer).institutions == {}


def test_naming_anybody_as_contact_gives_them_no_role() -> None:
    contact = people.create(
        email=FORM.contacts[0].email, given_name="Jānis", surname="Ķirsis", act=audit.by_system(at=AT)
    )

    world.registered()

    assert people.roles(contact).institutions == {}


def test_officer_takes_no_role_of_an_institution() -> None:
    case, officer = world.registered(), world.registrar()
    user = people.get(officer.id)
    assert user is not None

    with pytest.raises(SidesMixedError):
        people.grant(user, Role.TECHNICAL_CONTACT, institution_id=case.row.institution_id, act=audit.by_system(at=AT))


def test_one_officer_alone_changes_no_network_of_production() -> None:
    case = world.production_connected()
    request = maintenance.request_change(
        case_id=case.id, act=world.act(case.applicant), environment=Environment.PRODUCTION,
        networks=[NetworkEntry(cidr="8.8.8.8")],
    )  # fmt: skip

    requests.approve_change(request_id=request.id, act=world.act(case.officer))

    client_id = case.row.production_client_id
    assert client_id is not None
    assert [network.cidr for network in networks.of(client_id)] == ["8.8.4.0/24"]
    assert requests.get(request_id=request.id, by=case.officer).state is requests.RequestState.APPROVED_ONCE


def test_officer_who_once_stood_for_the_institution_does_not_decide_for_it() -> None:
    case, request = world.production_requested()
    institution_id = case.row.institution_id
    colleague = world.person("Kolēģe Bijusī", role=Role.TECHNICAL_CONTACT, institution_id=institution_id)
    user = people.get(colleague.id)
    assert user is not None
    people.withdraw(user, Role.TECHNICAL_CONTACT, institution_id=institution_id, act=audit.by_system(at=AT))
    people.grant(user, Role.REGISTRAR, act=audit.by_system(at=AT))

    with pytest.raises(BothSidesError):
        requests.approve_production(request_id=request.id, act=world.act(world.again(colleague)))


def test_officer_does_not_apply() -> None:
    officer = world.registrar()

    with pytest.raises(ApplicantIsOfficerError):
        applications.create(act=world.act(officer), form=FORM)
