"""The one look at what people type."""

from dataclasses import replace

import pytest

from esigner.onboarding import consultations, maintenance, prose, requests
from esigner.onboarding.errors import FormIncompleteError
from esigner.onboarding.prose_errors import TextInvisibleError, TextRefusedError, TextTooLongError, TextUnreadableError
from esigner.pki.errors import PrivateKeyUploadedError
from esigner.registry.kinds import Environment
from tests.world import cases as world
from tests.world import openssl
from tests.world.cases import FORM

SECRET = openssl.key().decode()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (SECRET, PrivateKeyUploadedError),
        (f"Labdien!\n{SECRET}", PrivateKeyUploadedError),
        ("a\x00b", TextUnreadableError),
        ("a\x1bb", TextUnreadableError),
        ("a\x7fb", TextUnreadableError),
        ("a\ud83d", TextUnreadableError),
        ("a\U000e0041", TextUnreadableError),
        ("a\U000e0100", TextUnreadableError),
        ("\u200b", TextInvisibleError),
        (" \u2060\ufeff\u00ad ", TextInvisibleError),
        ("\u3164\u2800", TextInvisibleError),
        ("\u200d\ufe0f", TextInvisibleError),
        ("\uf8ff", TextInvisibleError),
        ("a" * 101, TextTooLongError),
        ("a" * 300_000, TextTooLongError),
    ],
)
def test_refused(text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        prose.check(text, longest=100)


@pytest.mark.parametrize(
    "text",
    ["", " ", "👩\u200d👧 Jā\u00adnis", "Labdien,\r\n\tjā – „nē” 😀", "a" * 100, "Mana privātā atslēga ir pazaudēta."],
)
def test_taken(text: str) -> None:
    prose.check(text, longest=100)
    assert prose.may_be_shown(text)


def test_what_held_a_key_is_not_shown_again() -> None:
    assert not prose.may_be_shown(SECRET)
    assert not prose.may_be_shown("a" * 300_000)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [SECRET, "a\x00b", "\u200b", "a" * 10_001])
def test_every_text_of_the_process_is_looked_at(text: str) -> None:
    case, request = world.requested()
    thread = consultations.ask(act=world.act(case.applicant), topic="other", subject="Temats", text="Teksts")
    refused = (TextRefusedError, PrivateKeyUploadedError)
    with pytest.raises(refused):
        consultations.ask(act=world.act(case.applicant), topic="other", subject=text, text="Teksts")
    with pytest.raises(refused):
        consultations.ask(act=world.act(case.applicant), topic="other", subject="Temats", text=text)
    with pytest.raises(refused):
        consultations.ask(act=world.act(case.applicant), topic="other", subject="T", text="T", request_ids=[text])
    with pytest.raises(refused):
        consultations.write(consultation_id=thread.id, act=world.act(case.applicant), text=text)
    with pytest.raises(refused):
        requests.return_request(request_id=request.id, act=world.act(case.officer), explanation=text)
    with pytest.raises(refused):
        maintenance.suspend(case_id=case.id, environment=Environment.TEST, act=world.act(case.officer), reason=text)
    with pytest.raises(FormIncompleteError):
        world.draft(form=replace(FORM, system_name=text))
