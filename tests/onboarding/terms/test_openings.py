"""The Terms: a version is its digest, an opening is recorded once."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from esigner import audit
from esigner.onboarding import terms
from esigner.onboarding.errors import TermsNotOpenedError
from tests.world import cases as world
from tests.world.cases import AT

FOLDER = Path(terms.__file__).parent
PUBLISHED = {1: "d18732adeac9430cf37b23242e0f9228bac7e2525e7c638e9f9d8e88a1bdc70b"}
"""Digests of the versions as they were published: a published version never changes."""


@pytest.mark.parametrize("number", [version.number for version in terms.versions()])
def test_a_published_version_never_changes(number: int) -> None:
    content = b"".join((FOLDER / f"v{number}.{language}.md").read_bytes() for language in ("lv", "en"))

    assert terms.version(number).sha256 == hashlib.sha256(content).hexdigest() == PUBLISHED[number]


def test_both_languages_have_the_same_parts() -> None:
    body = terms.current().body

    shape = [[line.split(" ", 1)[0] for line in text.splitlines() if line] for text in (body.lv, body.en)]
    marks = [[word for word in words if word == "##" or word.rstrip(".").isdigit()] for words in shape]
    assert [word for word in marks[0] if word != "1."] == [word for word in marks[1] if word != "1."]


@pytest.mark.django_db
def test_an_opening_is_recorded_once() -> None:
    reader = world.person()

    first = terms.open_current(act=world.act(reader))
    second = terms.open_current(act=world.act(reader, at=AT + timedelta(days=1)))

    assert first == second == terms.check_opened(person_id=reader.id)
    assert len(audit.events(event_prefix="terms.opened")) == 1


@pytest.mark.django_db
def test_who_did_not_open_them_is_told_so() -> None:
    reader = world.person()

    with pytest.raises(TermsNotOpenedError) as refusal:
        terms.check_opened(person_id=reader.id)

    assert "1. redakcija" in refusal.value.detail().lv.replace("redakciju", "redakcija")
    assert terms.opened(person_id=reader.id) is None
