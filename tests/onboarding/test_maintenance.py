"""Step 5: what may be changed, by whom, and what is refused."""

from dataclasses import replace

import pytest

from esigner.onboarding import invitations, maintenance, models, requests
from esigner.onboarding.errors import (
    CertificateNotOfCaseError,
    ChecksFailedError,
    ClientMissingError,
    ExplanationMissingError,
    FormIncompleteError,
    MoveNotPossibleError,
    NetworkNotHeldError,
    NotAllowedError,
    RequestEmptyError,
)
from esigner.onboarding.requests import NetworkEntry
from esigner.registry import certificates, networks
from esigner.registry.kinds import Environment, Role
from tests.world import cases as world
from tests.world import registry as registry_world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db
TEST = Environment.TEST


def test_a_further_network_is_allowed_after_approval() -> None:
    case = world.connected()
    request = maintenance.request_change(
        case_id=case.id, act=world.act(case.applicant), environment=TEST, networks=[NetworkEntry(cidr="8.8.8.8")]
    )
    client_id = case.row.test_client_id
    assert client_id is not None
    assert len(networks.of(client_id)) == 1

    requests.approve_change(request_id=request.id, act=world.act(case.officer))

    assert {network.cidr for network in networks.of(client_id)} == {"8.8.4.0/24", "8.8.8.8/32"}


def test_a_change_passes_the_same_checks() -> None:
    case = world.connected()

    with pytest.raises(ChecksFailedError):
        maintenance.request_change(
            case_id=case.id, act=world.act(case.applicant), environment=TEST, networks=[NetworkEntry(cidr="0.0.0.0/0")]
        )


def test_a_change_asks_for_something() -> None:
    case = world.connected()

    with pytest.raises(RequestEmptyError):
        maintenance.request_change(case_id=case.id, act=world.act(case.applicant), environment=TEST)


def test_a_network_that_shall_end_is_one_of_the_clients() -> None:
    case = world.connected()

    with pytest.raises(NetworkNotHeldError):
        maintenance.request_change(
            case_id=case.id, act=world.act(case.applicant), environment=TEST, removed_networks=["9.9.9.9/32"]
        )


@pytest.mark.parametrize("reason", ["", "persona 010190-12345"])
def test_closing_and_withdrawing_are_explained(reason: str) -> None:
    case = world.connected()

    with pytest.raises(ExplanationMissingError):
        maintenance.close(case_id=case.id, act=world.act(case.officer), reason=reason)
    with pytest.raises(ExplanationMissingError):
        maintenance.withdraw(case_id=case.id, act=world.act(case.applicant), reason=reason)


def test_a_case_in_production_is_not_withdrawn_by_the_institution_alone() -> None:
    case = world.production_connected()

    with pytest.raises(MoveNotPossibleError):
        maintenance.withdraw(case_id=case.id, act=world.act(case.applicant), reason="Vairs nav vajadzīgs.")
    assert not maintenance.can_close(case_id=case.id, act=world.act(case.applicant))


def test_new_contacts_are_invited_and_named_ones_get_no_role() -> None:
    case = world.registered()
    newcomer = world.person("Jauns Tehniķis")
    contact = replace(FORM.contacts[0], email=newcomer.email)

    maintenance.change_contacts(case_id=case.id, act=world.act(case.applicant), contacts=[contact])

    assert world.again(newcomer).institutions == {}
    assert newcomer.email in {one.email for one in invitations.waiting(case.row.institution_id, at=AT)}


def test_a_change_needs_a_client() -> None:
    case = world.registered()

    with pytest.raises(ClientMissingError):
        maintenance.request_change(case_id=case.id, act=world.act(case.applicant), environment=TEST, key=world.csr())


@pytest.mark.attack
def test_a_certificate_of_another_case_is_not_revoked() -> None:
    mine, theirs = world.connected(), world.other_institution()
    other = requests.submit_test(
        case_id=theirs.id, act=world.act(theirs.applicant), networks=[NetworkEntry(cidr="8.8.8.8")],
        csr=registry_world.csr(registry_world.ec_key(), organisation="Cita iestāde"),
    )  # fmt: skip
    approved = requests.approve_test(request_id=other.id, act=world.act(theirs.officer))
    assert approved.certificate_id is not None

    with pytest.raises(CertificateNotOfCaseError):
        maintenance.revoke_certificate(
            case_id=mine.id, certificate_id=approved.certificate_id, act=world.act(mine.applicant), reason="superseded"
        )


def test_an_officer_revokes_and_the_institution_is_told() -> None:
    case = world.connected()
    certificate = certificates.of_client(case.row.test_client_id)[0]  # type: ignore[arg-type]  # it is connected

    maintenance.revoke_certificate(
        case_id=case.id, certificate_id=certificate.id, act=world.act(case.officer), reason="keyCompromise"
    )

    message = models.Message.objects.get(notice="case.certificate.revoked")
    assert message.to == "institution"
    assert certificate.serial in message.body_lv


def test_what_the_institution_revokes_is_told_to_its_other_people_too() -> None:
    case = world.connected()
    other = world.person("Otrs Pārstāvis", role=Role.REPRESENTATIVE, institution_id=case.row.institution_id)
    certificate = certificates.of_client(case.row.test_client_id)[0]  # type: ignore[arg-type]  # it is connected

    maintenance.revoke_certificate(
        case_id=case.id, certificate_id=certificate.id, act=world.act(case.applicant), reason="keyCompromise"
    )

    told = {one.to: set(one.recipients) for one in models.Message.objects.filter(notice="case.certificate.revoked")}
    assert set(told) == {"agency", "institution"}
    assert told["institution"] == {other.email, FORM.contacts[0].email}


def test_new_contacts_and_a_withdrawal_are_told_to_the_other_people_of_the_institution() -> None:
    case = world.connected()
    other = world.person("Otrs Pārstāvis", role=Role.REPRESENTATIVE, institution_id=case.row.institution_id)

    maintenance.change_contacts(case_id=case.id, act=world.act(case.applicant), contacts=FORM.contacts)
    maintenance.withdraw(case_id=case.id, act=world.act(case.applicant), reason="Nav vajadzīgs.")

    for notice in ("case.contacts.changed", "case.withdrawn"):
        told = {one.to: set(one.recipients) for one in models.Message.objects.filter(notice=notice)}
        assert told["institution"] == {other.email, FORM.contacts[0].email}


@pytest.mark.parametrize("reason", ["", "  ", "persona 010190-12345"])
def test_a_suspension_is_explained_without_a_personal_code(reason: str) -> None:
    case = world.connected()

    with pytest.raises(ExplanationMissingError):
        maintenance.suspend(case_id=case.id, environment=TEST, act=world.act(case.officer), reason=reason)


def test_contacts_are_checked() -> None:
    case = world.registered()

    with pytest.raises(FormIncompleteError) as refusal:
        maintenance.change_contacts(
            case_id=case.id, act=world.act(case.applicant), contacts=[replace(FORM.contacts[0], email="x")]
        )

    assert refusal.value.data["fields"][0].field == "contacts.0.email"  # type: ignore[index]  # a tuple


def test_nobody_approves_their_own_change() -> None:
    case = world.connected()
    request = maintenance.request_change(
        case_id=case.id, act=world.act(case.applicant), environment=TEST, key=world.csr()
    )

    with pytest.raises(NotAllowedError):
        requests.approve_change(request_id=request.id, act=world.act(case.applicant))
