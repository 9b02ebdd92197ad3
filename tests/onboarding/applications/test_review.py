"""What the agency decides, and how the applicant learns it."""

import pytest

from esigner.onboarding import applications, cases, models
from esigner.onboarding.errors import (
    ApplicantIsOfficerError,
    ExplanationMissingError,
    NotAllowedError,
    ReasonUnknownError,
)
from esigner.onboarding.processes import Side
from esigner.registry.kinds import Role
from tests.world import cases as world
from tests.world.cases import AT

pytestmark = pytest.mark.django_db


def test_a_return_mails_reasons_and_explanation_to_the_applicant() -> None:
    application_id, applicant = world.submitted()

    applications.return_for_correction(
        application_id=application_id, act=world.act(world.registrar()), reasons=["PURPOSE_UNCLEAR", "OTHER"],
        explanation="Norādiet, kas parakstīs.",
    )  # fmt: skip

    message = models.Message.objects.get(case_id=application_id, notice="application.returned")
    assert message.recipients == [applicant.email]
    assert "Norādiet, kas parakstīs." in message.body_lv
    assert "No pieteikuma nav saprotams izmantošanas mērķis." in message.body_lv
    view = applications.get(application_id=application_id, by=applicant, at=AT)
    assert (view.position.turn, view.explanation) == (Side.INSTITUTION, "Norādiet, kas parakstīs.")
    assert view.can_edit


@pytest.mark.parametrize("codes", [[], ["NO_SUCH_REASON"], ["OTHER", "NO_SUCH_REASON"]])
def test_a_return_has_reasons_of_the_list(codes: list[str]) -> None:
    application_id, _ = world.submitted()

    with pytest.raises(ReasonUnknownError):
        applications.return_for_correction(
            application_id=application_id, act=world.act(world.registrar()), reasons=codes, explanation="x"
        )


def test_a_rejection_is_explained() -> None:
    application_id, _ = world.submitted()

    with pytest.raises(ExplanationMissingError):
        applications.reject(
            application_id=application_id, act=world.act(world.registrar()), reasons=["OTHER"], explanation=" "
        )


def test_an_applicant_does_not_decide() -> None:
    application_id, applicant = world.submitted()

    with pytest.raises(NotAllowedError):
        applications.reject(application_id=application_id, act=world.act(applicant), reasons=["OTHER"], explanation="x")


def test_an_officer_does_not_decide_their_own() -> None:
    application_id, applicant = world.submitted()
    officer = world.becomes(applicant, Role.REGISTRAR)

    with pytest.raises(ApplicantIsOfficerError):
        applications.reject(application_id=application_id, act=world.act(officer), reasons=["OTHER"], explanation="x")


def test_a_rejected_application_is_over() -> None:
    application_id, applicant = world.submitted()

    applications.reject(
        application_id=application_id, act=world.act(world.registrar()), reasons=["NOT_ELIGIBLE"], explanation="Nav."
    )

    view = applications.get(application_id=application_id, by=applicant, at=AT)
    assert (view.position.turn, view.position.clock.due_at, view.can_edit) == (None, None, False)
    assert cases.queue(by=world.registrar(), at=AT) == []


def test_reasons_are_told_apart_in_both_languages() -> None:
    assert len({reason.code for reason in applications.REASONS}) == len(applications.REASONS)
    assert all(reason.text.lv and reason.text.en for reason in applications.REASONS)
