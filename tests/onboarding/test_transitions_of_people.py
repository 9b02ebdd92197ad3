"""The moves of the process that are about people, as `test_transitions` has all others."""

import pytest

from esigner.onboarding import (
    applications,
    invitations,
    maintenance,
    members,
    models,
)
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.registry import clients
from esigner.registry.kinds import ClientStatus, Role
from tests.onboarding.test_transitions import application_state, last_event
from tests.world import cases as world
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


def test_ask_consent() -> None:
    case = world.registered()

    application_id, _ = world.submitted(world.person("Svešs Cilvēks"))

    assert last_event(application_id, "ask_consent").institution == str(case.row.institution_id)
    message = models.Message.objects.get(notice="application.consent.asked")
    assert message.recipients == [case.applicant.email]


def test_consent() -> None:
    case = world.registered()
    application_id, _ = world.submitted(world.person("Otra Pārstāve"))

    applications.consent(application_id=application_id, act=world.act(case.applicant), accepts=True)

    assert last_event(application_id, "consent").data["consent"] == "accepted"
    assert application_state(application_id) == State.SUBMITTED


def test_invite() -> None:
    case = world.registered()

    invitation = invitations.invite(case_id=case.id, act=world.act(case.applicant), email="Jauna@Iestade.example")

    assert invitation.email == "jauna@iestade.example"
    assert last_event(case.id, "invite").subject == str(invitation.id)


def test_accept_invitation() -> None:
    case = world.registered()

    newcomer = world.invited(case)

    assert newcomer.institutions == {case.row.institution_id: {Role.TECHNICAL_CONTACT}}
    assert last_event(case.id, "accept_invitation").actor.id == str(newcomer.id)


def test_withdraw_invitation() -> None:
    case = world.registered()
    invitation = invitations.invite(case_id=case.id, act=world.act(case.applicant), email="jauna@iestade.example")

    invitations.withdraw(invitation_id=invitation.id, case_id=case.id, act=world.act(case.applicant))

    assert invitation.id not in {one.id for one in invitations.waiting(case.row.institution_id, at=AT)}
    assert last_event(case.id, "withdraw_invitation").subject == str(invitation.id)


def test_end_role() -> None:
    case = world.registered()
    technician = world.invited(case)

    members.end_role(
        case_id=case.id, person_id=technician.id, role=Role.TECHNICAL_CONTACT, act=world.act(case.applicant)
    )

    assert world.again(technician).institutions == {}
    assert last_event(case.id, "end_role").subject == str(technician.id)
    told = models.Message.objects.get(notice="case.role.ended").recipients
    assert {technician.email, case.applicant.email} <= set(told)


def test_withdraw_case() -> None:
    case = world.connected()

    maintenance.withdraw(case_id=case.id, act=world.act(case.applicant), reason="Sistēma vairs nav vajadzīga.")

    assert case.row.state == State.CLOSED
    client = clients.get(case.row.test_client_id)  # type: ignore[arg-type]  # the assertion is about it
    assert client.status is ClientStatus.CLOSED
    told = models.Message.objects.filter(notice="case.withdrawn").values_list("to", flat=True)
    assert sorted(told) == ["agency", "institution"]
    assert last_event(case.id, "withdraw_case").actor.id == str(case.applicant.id)
