"""Invitations and roles: taken once, by whom they name, ended at once, and never both sides."""

from datetime import timedelta

import pytest

from esigner import audit
from esigner.notices.models import Mail
from esigner.onboarding import applications, consultations, correspondence, documents, invitations, members, permissions
from esigner.onboarding.daily import ACTIONS_OF_A_STRANGER
from esigner.onboarding.errors import (
    AccountNotFoundError,
    AccountOfAgencyError,
    ActionsTooManyError,
    ApplicationNotFoundError,
    BothSidesError,
    CaseNotFoundError,
    ConsultationNotFoundError,
    DocumentNotFoundError,
    EmailInvalidError,
    InvitationForAnotherError,
    InvitationNotValidError,
    InvitationsTooManyError,
    LastRepresentativeError,
    NotAllowedError,
    RoleNotHeldError,
)
from esigner.onboarding.permissions import Person
from esigner.registry import people
from esigner.registry.errors import SidesMixedError
from esigner.registry.kinds import Role
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = [pytest.mark.django_db, pytest.mark.attack]

TECHNICIAN = Role.TECHNICAL_CONTACT


def invited_token(case: world.Case, email: str) -> str:
    invitations.invite(case_id=case.id, act=world.act(case.applicant), email=email)
    return world.token_for(email)


def invite_many(case: world.Case, *, by: Person) -> None:
    for number in range(invitations.OF_A_PERSON + 1):
        invitations.invite(case_id=case.id, act=world.act(by), email=f"a{number}@b.example")


def end(case: world.Case, person_id: object, role: Role, *, by: Person) -> None:
    members.end_role(case_id=case.id, person_id=person_id, role=role, act=world.act(by))  # type: ignore[arg-type]  # a UUID


def test_invitation_is_taken_once_also_after_the_role_has_ended() -> None:
    case, newcomer = world.registered(), world.person("Kārlis Šķēle")
    token = invited_token(case, newcomer.email)
    invitations.accept(token=token, act=world.act(newcomer))
    end(case, newcomer.id, TECHNICIAN, by=case.applicant)

    with pytest.raises(InvitationNotValidError):
        invitations.accept(token=token, act=world.act(world.again(newcomer)))
    assert world.again(newcomer).institutions == {}


def test_invitation_is_nobody_elses() -> None:
    case, newcomer = world.registered(), world.person("Kārlis Šķēle")
    token = invited_token(case, newcomer.email)

    with pytest.raises(InvitationForAnotherError):
        invitations.accept(token=token, act=world.act(world.person("Svešs Cilvēks")))
    with pytest.raises(InvitationNotValidError):
        invitations.accept(token=token + "x", act=world.act(newcomer))


def test_invitation_ends_with_its_time_its_withdrawal_its_successor_and_its_inviter() -> None:
    case, newcomer = world.registered(), world.person("Kārlis Šķēle")
    first = invited_token(case, newcomer.email)
    second = invited_token(case, newcomer.email)
    with pytest.raises(InvitationNotValidError):
        invitations.accept(token=first, act=world.act(newcomer))
    with pytest.raises(InvitationNotValidError):
        invitations.find(token=second, at=AT + invitations.VALID)
    other = world.invited(case, "Otra Pārstāve", role=Role.REPRESENTATIVE)
    assert other.institutions
    end(case, case.applicant.id, Role.REPRESENTATIVE, by=other)

    with pytest.raises(InvitationNotValidError):
        invitations.accept(token=second, act=world.act(newcomer))


def test_withdrawn_invitation_cannot_be_withdrawn_again_or_by_a_stranger() -> None:
    case = world.registered()
    open_one = invitations.waiting(case.row.institution_id, at=AT)[0]
    for stranger, error in (
        (world.other_institution().applicant, CaseNotFoundError),
        (world.invited(case), NotAllowedError),
    ):
        with pytest.raises(error):
            invitations.withdraw(invitation_id=open_one.id, case_id=case.id, act=world.act(stranger))
    invitations.withdraw(invitation_id=open_one.id, case_id=case.id, act=world.act(world.registrar()))

    with pytest.raises(InvitationNotValidError):
        invitations.withdraw(invitation_id=open_one.id, case_id=case.id, act=world.act(case.applicant))


def test_officer_takes_no_invitation_and_a_member_becomes_no_officer() -> None:
    case, officer = world.registered(), world.registrar()
    token = invited_token(case, officer.email)

    with pytest.raises(BothSidesError):
        invitations.accept(token=token, act=world.act(officer))
    with pytest.raises(SidesMixedError):
        world.becomes(case.applicant, Role.SECOND_OFFICER)


def test_officer_who_registered_the_case_does_not_become_its_contact_later() -> None:
    case = world.registered()
    former = world.leaves(case.officer, Role.REGISTRAR)
    token = invited_token(case, former.email)

    with pytest.raises(BothSidesError):
        invitations.accept(token=token, act=world.act(former))


def test_invitations_are_limited_by_person_and_institution_and_day() -> None:
    case = world.registered()
    other = world.invited(case, "Otra Pārstāve", role=Role.REPRESENTATIVE)
    third = world.invited(case, "Trešā Pārstāve", role=Role.REPRESENTATIVE)
    for sender in (case.applicant, other):
        with pytest.raises(InvitationsTooManyError):
            invite_many(case, by=sender)
    with pytest.raises(InvitationsTooManyError) as refusal:
        invitations.invite(case_id=case.id, act=world.act(third), email="c@b.example")
    sent = Mail.objects.filter(body__contains="/uzaicinajums/").count()

    assert (refusal.value.status, refusal.value.data["limit"]) == (429, invitations.OF_AN_INSTITUTION)
    assert sent == invitations.OF_AN_INSTITUTION
    invitations.invite(case_id=case.id, act=world.act(third, at=AT + timedelta(days=1, minutes=1)), email="c@b.example")


@pytest.mark.parametrize("email", ["", "nav", "a@b", "a b@c.example"])
def test_invitation_goes_to_an_address(email: str) -> None:
    case = world.registered()

    with pytest.raises(EmailInvalidError):
        invitations.invite(case_id=case.id, act=world.act(case.applicant), email=email)


def test_log_holds_no_address_of_somebody_who_was_only_named() -> None:
    case = world.registered()
    invitations.invite(case_id=case.id, act=world.act(case.applicant), email="nelugts@iestade.example")

    assert "nelugts@iestade.example" not in str([event.data for event in audit.events(case=str(case.id))])


def test_token_is_in_the_mail_alone() -> None:
    from esigner.onboarding import models

    case = world.registered()
    token = invited_token(case, "kads@iestade.example")

    assert token not in str(list(models.Invitation.objects.values()))
    assert token not in str([(message.body_lv, message.body_en) for message in models.Message.objects.all()])


def test_last_representative_leaves_by_the_agency_alone() -> None:
    case = world.registered()

    with pytest.raises(LastRepresentativeError):
        end(case, case.applicant.id, Role.REPRESENTATIVE, by=case.applicant)
    end(case, case.applicant.id, Role.REPRESENTATIVE, by=world.registrar())

    assert world.again(case.applicant).institutions == {}


def test_technician_leaves_alone_and_ends_nobody_elses_role() -> None:
    case = world.registered()
    technician, colleague = world.invited(case), world.invited(case, "Cita Tehniķe")

    with pytest.raises(NotAllowedError):
        end(case, colleague.id, TECHNICIAN, by=technician)
    with pytest.raises(RoleNotHeldError):
        end(case, technician.id, Role.REPRESENTATIVE, by=case.applicant)
    end(case, technician.id, TECHNICIAN, by=technician)

    assert world.again(technician).institutions == {}


def test_who_is_removed_is_out_at_once_with_mails_threads_application_and_documents() -> None:
    case = world.registered()
    world.issued(case.id)
    document = case.view().documents[0]
    thread = consultations.ask(act=world.act(case.applicant), topic="other", subject="Kā?", text="Kā?", case_id=case.id)
    other = world.invited(case, "Otra Pārstāve", role=Role.REPRESENTATIVE)
    end(case, case.applicant.id, Role.REPRESENTATIVE, by=other)
    gone = world.again(case.applicant)

    for error, action in (
        (CaseNotFoundError, lambda: case.view(gone)),
        (ApplicationNotFoundError, lambda: applications.get(application_id=case.id, by=gone, at=AT)),
        (ApplicationNotFoundError, lambda: applications.signed_file(application_id=case.id, by=gone)),
        (DocumentNotFoundError, lambda: documents.download(document_id=document.id, by=gone)),
        (ConsultationNotFoundError, lambda: consultations.get(consultation_id=thread.id, by=gone)),
    ):
        with pytest.raises(error):
            action()
    before = set(Mail.objects.values_list("pk", flat=True))
    consultations.write(consultation_id=thread.id, act=world.act(world.registrar()), text="Tā.")
    told = [address for mail in Mail.objects.exclude(pk__in=before) for address in mail.recipients]
    assert told
    assert gone.email not in told
    assert gone.email not in {one.email for one in correspondence.of_institution(case.row)}
    assert consultations.mine(by=gone) == []


def test_removed_contact_is_no_contact_of_any_case_any_more() -> None:
    contact = people.create(
        email=FORM.contacts[0].email, given_name="Jānis", surname="Ķirsis", act=audit.by_system(at=AT)
    )
    case = world.registered()
    token = world.token_for(contact.email)
    invitations.accept(token=token, act=world.act(permissions.person(contact)))

    end(case, contact.id, TECHNICIAN, by=case.applicant)

    assert case.row.contacts == []


def test_closed_account_has_no_role_and_gets_no_mail_until_it_is_opened() -> None:
    case = world.registered()
    technician = world.invited(case)
    members.close_account(person_id=technician.id, act=world.act(world.registrar()))
    members.close_account(person_id=technician.id, act=world.act(world.registrar()))

    assert world.again(technician).institutions == {}
    assert technician.email not in {one.email for one in correspondence.of_institution(case.row)}
    assert len(audit.events(event_prefix="person.account_closed")) == 1
    members.reopen_account(person_id=technician.id, act=world.act(world.second_officer()))
    assert world.again(technician).institutions


def test_accounts_are_closed_by_officers_who_look_after_people_and_never_officers() -> None:
    case, officer = world.registered(), world.registrar()

    for nobody in (case.applicant, world.person(role=Role.PKI_OPERATOR), world.person(role=Role.AUDITOR)):
        with pytest.raises(NotAllowedError):
            members.close_account(person_id=case.applicant.id, act=world.act(nobody))
        with pytest.raises(NotAllowedError):
            members.find_accounts("Anna", by=nobody)
    with pytest.raises(AccountOfAgencyError):
        members.close_account(person_id=world.second_officer().id, act=world.act(officer))
    with pytest.raises(AccountNotFoundError):
        members.reopen_account(person_id=case.id, act=world.act(officer))
    assert [one.email for one in members.find_accounts(case.applicant.email, by=officer)] == [case.applicant.email]


def test_stranger_writes_only_so_many_lines_of_the_log_in_a_day() -> None:
    stranger = world.person("Svešs Cilvēks")
    application_id, _ = world.draft(stranger)
    for _ in range(ACTIONS_OF_A_STRANGER):
        audit.record(event="application.edited", act=audit.Act(actor=stranger.actor, at=AT))

    for action in (
        lambda at: applications.create(act=world.act(stranger, at=at), form=FORM),
        lambda at: applications.edit(application_id=application_id, act=world.act(stranger, at=at), form=FORM),
        lambda at: applications.render(application_id=application_id, act=world.act(stranger, at=at)),
        lambda at: consultations.ask(act=world.act(stranger, at=at), topic="other", subject="Kā?", text="Kā?"),
    ):
        with pytest.raises(ActionsTooManyError):
            action(AT)
        action(AT + timedelta(days=1, seconds=1))
