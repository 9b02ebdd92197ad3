"""Latvian first; English by a choice that stays."""

import pytest
from django.test import Client

from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db


def test_pages_are_latvian_unless_english_is_asked_for(client: Client) -> None:
    assert pages.tree(client.get("/")).get("lang") == "lv"
    assert pages.tree(client.get("/", headers={"accept-language": "de"})).get("lang") == "lv"
    assert pages.tree(client.get("/", headers={"accept-language": "en-GB"})).get("lang") == "en"


def test_choice_is_kept_in_a_cookie_and_leads_back(client: Client) -> None:
    answer = client.post("/valoda/", {"language": "en", "next": "/shema/"})
    assert answer["Location"] == "/shema/"
    page = client.get("/bloks/1/", headers={"accept-language": "lv"})
    assert "Reads the terms of use of the E-signer" in pages.words(page)
    assert "Soļa" not in pages.words(page)


def test_choice_of_a_signed_in_person_follows_them_to_another_browser(sign_in: SignIn) -> None:
    person = cases.person()
    sign_in(person).post("/valoda/", {"language": "en", "next": "/"})
    assert pages.tree(sign_in(person).get("/")).get("lang") == "en"


def test_switch_leads_to_no_other_site(client: Client) -> None:
    answer = client.post("/valoda/", {"language": "en", "next": "https://cits.example/"})
    assert answer["Location"] == "/"


def test_unknown_language_changes_nothing(client: Client) -> None:
    client.post("/valoda/", {"language": "xx", "next": "/"})
    assert pages.tree(client.get("/")).get("lang") == "lv"
