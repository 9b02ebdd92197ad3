"""Drafts: filled in beforehand with what is known, changed by the applicant alone."""

from dataclasses import replace

import pytest

from esigner.onboarding import applications
from esigner.onboarding.applications import Form
from esigner.onboarding.errors import MoveNotPossibleError, NotAllowedError
from tests.world import cases as world
from tests.world.cases import AT, FORM

pytestmark = pytest.mark.django_db


def test_a_newcomer_starts_with_an_empty_form() -> None:
    assert applications.blank(by=world.person()) == Form()


def test_a_representative_starts_with_their_institution() -> None:
    case = world.registered()

    assert applications.blank(by=case.applicant) == Form(
        registration_number=FORM.registration_number,
        institution_name=FORM.institution_name,
        representative_name=case.applicant.name,
    )


def test_a_draft_may_be_incomplete() -> None:
    applicant = world.person()

    view = applications.create(act=world.act(applicant), form=Form())

    assert view.form == Form()
    assert applications.get(application_id=view.id, by=applicant, at=AT).form == Form()


def test_only_the_applicant_changes_a_draft() -> None:
    application_id, _ = world.draft()

    with pytest.raises(NotAllowedError):
        applications.edit(application_id=application_id, act=world.act(world.registrar()), form=FORM)


def test_what_is_submitted_is_not_changed() -> None:
    application_id, applicant = world.submitted()

    with pytest.raises(MoveNotPossibleError):
        applications.edit(application_id=application_id, act=world.act(applicant), form=replace(FORM, purpose="x"))
