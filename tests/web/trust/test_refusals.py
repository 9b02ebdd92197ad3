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
