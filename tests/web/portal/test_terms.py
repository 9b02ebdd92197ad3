"""Step 1.1: the Terms are read, and who opened them is recorded."""

import pytest
from django.test import Client

from esigner.onboarding import terms
from tests.web.portal import pages
from tests.web.portal.conftest import NOW, SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db


def test_anyone_reads_the_terms_with_their_digest(client: Client) -> None:
    page = client.get("/noteikumi/")
    assert pages.by_id(page, "terms-sha256") == terms.current().sha256
    assert not pages.tree(page).xpath("//*[@id='terms-opened']")


def test_opening_of_a_signed_in_person_is_recorded(sign_in: SignIn) -> None:
    person = cases.person()
    sign_in(person).get("/noteikumi/")
    opening = terms.opened(person_id=person.id)
    assert opening is not None
    assert opening.opened_at >= NOW
