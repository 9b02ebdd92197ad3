"""The trust door's answers where it has none: a page to a browser, a problem to software."""

from collections.abc import Callable

import pytest
from django.test import Client

from esigner.web import refusals


@pytest.fixture(autouse=True)
def trust(door: Callable[..., None]) -> None:
    """Be that door."""
    door("trust")


def test_software_gets_a_problem_with_a_number() -> None:
    answer = Client().get("/nav-tadas/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "NOT_FOUND"
    assert answer[refusals.HEADER]


def test_browser_gets_a_page_in_both_languages() -> None:
    answer = Client().get("/nav-tadas/", headers={"accept": "text/html,*/*;q=0.8"})
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "Šādas lapas nav" in text
    assert "There is no such page" in text
    assert answer[refusals.HEADER] in text


def test_wrong_method_is_a_problem_too() -> None:
    answer = Client().delete("/tsa/test")
    assert answer.status_code == 405
    assert answer.json()["code"] == "METHOD_NOT_ALLOWED"
    assert answer["Allow"] == "OPTIONS, POST"


@pytest.mark.parametrize(("wish", "title"), [("en", "This address cannot be used like this"), ("lv", "Šo adresi šādi")])
def test_problem_is_in_the_language_asked_for(wish: str, title: str) -> None:
    answer = Client().get("/tsa/test", headers={"accept-language": f"{wish};q=0.8, de"})
    assert answer.json()["title"].startswith(title)
    assert answer["Content-Language"] == wish


@pytest.mark.django_db
def test_missing_authority_is_a_problem_in_the_language_asked_for() -> None:
    answer = Client().get("/ca/nobody.cer", headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["title"]) == (404, "There is no such page")
