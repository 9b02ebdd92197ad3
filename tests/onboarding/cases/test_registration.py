"""Step 1.3: number, letter, roles."""

import pytest

from esigner import audit
from esigner.notices import archive
from esigner.onboarding import cases, invitations, models
from esigner.onboarding.errors import MoveNotPossibleError
from esigner.registry import institutions, people
from esigner.registry.kinds import Role
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db


def test_the_case_carries_the_applications_id_and_data() -> None:
    case = world.registered()

    view = case.view()
    assert view.id == view.application.id
    assert (view.institution_name, view.registration_number) == (FORM.institution_name, FORM.registration_number)
    assert institutions.get(view.institution_id).name == FORM.institution_name
    assert view.contacts == FORM.contacts


def test_numbers_follow_one_another() -> None:
    first, second = world.registered(), world.other_institution()

    numbers = [int(case.row.epak_number.rpartition("-")[2]) for case in (first, second)]

    assert numbers[1] == numbers[0] + 1


def test_a_refused_registration_takes_no_number() -> None:
    case = world.registered()
    with pytest.raises(MoveNotPossibleError):
        cases.register(application_id=case.id, act=world.act(case.officer))

    assert world.other_institution().row.epak_number.endswith("00002")


def test_the_applicant_represents_the_institution_and_contacts_are_invited() -> None:
    contact = people.create(
        email=FORM.contacts[0].email.upper(), given_name="Jānis", surname="Ķirsis", act=audit.by_system(at=AT)
    )

    case = world.registered()

    institution_id = case.row.institution_id
    assert case.applicant.institutions[institution_id] == {Role.REPRESENTATIVE}
    assert people.roles(contact).institutions == {}
    assert [one.email for one in invitations.waiting(institution_id, at=AT)] == [contact.email]


def test_the_letter_has_its_own_number_and_goes_to_the_institution() -> None:
    case = world.registered()

    world.issued(case.id)

    letter = archive.of_case(case.id, kind="registration_letter")[0]
    message = models.Message.objects.get(case_id=case.id, notice="case.registered")
    assert letter.number == "EPAK/V/2031/1"
    assert letter.number in message.body_lv
    assert case.row.epak_number in message.subject_lv
    assert case.applicant.email in message.recipients


def test_both_clocks_run_on_from_the_applications() -> None:
    case = world.registered()

    application = models.Application.objects.get(pk=case.id)
    assert case.row.institution_seconds == application.institution_seconds
    assert case.row.agency_seconds == application.agency_seconds
