"""What is signed: complete, and the same bytes for the same fields."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from esigner.onboarding import applications, terms
from esigner.onboarding.errors import FormIncompleteError, MoveNotPossibleError, TermsNotOpenedError
from tests.world import cases as world
from tests.world.cases import FORM

FIELDS_ALONE = """
import hashlib, os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "esigner.config.settings"
import django
django.setup()
from esigner.onboarding import applications
from tests.world.cases import FORM
made = applications.rendering_of(FORM)
print(made.pdf_sha256, made.json_sha256)
"""


def test_the_same_fields_give_the_same_bytes_in_another_process() -> None:
    here = applications.rendering_of(FORM)

    there = subprocess.run([sys.executable, "-c", FIELDS_ALONE], capture_output=True, check=True, text=True).stdout

    assert there.split() == [here.pdf_sha256, here.json_sha256]


@pytest.mark.django_db
def test_two_applications_with_the_same_fields_give_the_same_bytes() -> None:
    assert world.rendered()[2] == world.rendered()[2]


def test_another_field_gives_other_bytes() -> None:
    before, after = applications.rendering_of(FORM), applications.rendering_of(replace(FORM, monthly_volume="1501"))

    assert before.pdf != after.pdf
    assert before.json != after.json


def test_the_version_and_digest_of_the_terms_are_inside() -> None:
    made = json.loads(applications.rendering_of(FORM).json)

    assert made["terms"] == {
        "version": 1, "sha256": terms.current().sha256, "title": "E-parakstītāja lietošanas noteikumi",
    }  # fmt: skip
    assert made["form"]["registrationNumber"] == FORM.registration_number


@pytest.mark.django_db
def test_an_incomplete_form_is_not_rendered() -> None:
    application_id, applicant = world.draft(form=replace(FORM, address="", terms_read=False))

    with pytest.raises(FormIncompleteError) as refusal:
        applications.render(application_id=application_id, act=world.act(applicant))

    assert [fault.field for fault in refusal.value.data["fields"]] == ["address", "terms_read"]  # type: ignore[attr-defined]  # a tuple


@pytest.mark.django_db
def test_nothing_is_rendered_before_the_terms_were_opened() -> None:
    applicant = world.person()
    draft = applications.create(act=world.act(applicant), form=FORM)

    with pytest.raises(TermsNotOpenedError):
        applications.render(application_id=draft.id, act=world.act(applicant))


@pytest.mark.django_db
def test_there_is_nothing_to_download_before_rendering() -> None:
    application_id, applicant = world.draft()

    with pytest.raises(MoveNotPossibleError):
        applications.rendering(application_id=application_id, by=applicant)


@pytest.mark.django_db
def test_what_was_rendered_is_given_for_download() -> None:
    application_id, applicant, made = world.rendered()

    assert applications.rendering(application_id=application_id, by=applicant) == made
