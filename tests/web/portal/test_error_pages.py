"""Pages of our own for what fails: both languages, a number that stands in the log too, and typed text is kept."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from esigner.web import refusals
from esigner.web.portal import error_pages, urls
from tests.web.portal import officers, pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

REAL_CLOCK = True
"""Sessions compare with the machine's clock."""
ENGLISH = {"accept-language": "en"}


def _broken(_request: HttpRequest) -> HttpResponse:
    message = "a bug"
    raise RuntimeError(message)


def _bare(status: int) -> Callable[[HttpRequest], HttpResponse]:
    return lambda _request: HttpResponse(status=status)


urlpatterns = [
    path("salauzts/", _broken),
    *[path(f"kails/{status}/", _bare(status)) for status in (400, 403, 404, 405, 413, 429, 500, 503)],
    *urls.urlpatterns,
]


@pytest.fixture
def failing_pages(settings: Settings, portal: None) -> None:
    """Have pages besides the portal's that fail in every way."""
    settings.ROOT_URLCONF = __name__


handler400, handler500 = "esigner.web.portal.error_pages.bad_request", "esigner.web.portal.error_pages.failed"


@pytest.mark.usefixtures("failing_pages")
def test_bug_is_answered_without_database_and_with_a_number_that_is_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get("/salauzts/")
    assert answer.status_code == 500
    assert "Mums radās kļūda" in pages.words(answer)
    number = pages.by_id(answer, "reference")
    assert number == answer[refusals.HEADER]
    assert [record.levelno for record in caplog.records if number in record.getMessage()] == [logging.ERROR]
    assert "Something went wrong" in pages.words(client.get("/salauzts/", headers=ENGLISH))


@pytest.mark.usefixtures("failing_pages")
@pytest.mark.parametrize("status", [400, 403, 404, 405, 413, 429, 500, 503])
@pytest.mark.parametrize("language", ["lv", "en"])
def test_status_without_a_word_gets_a_page(status: int, language: str) -> None:
    answer = Client(raise_request_exception=False).get(f"/kails/{status}/", headers={"accept-language": language})
    assert answer.status_code == status
    assert refusals.refusal(status).title.in_language(language) in pages.words(answer)
    assert pages.tree(answer).get("lang") == language
    assert pages.by_id(answer, "reference")


def test_wrong_method_says_which_are_allowed_and_what_to_do() -> None:
    answer = Client().get("/valoda/")
    assert (answer.status_code, answer["Allow"]) == (405, "OPTIONS, POST")
    assert "nospiediet pogu" in pages.words(answer)


def test_too_many_fields_are_too_much() -> None:
    answer = Client().post("/valoda/", {f"lauks{number}": "x" for number in range(1500)})
    assert answer.status_code == 413
    assert "Nosūtīts pārāk daudz" in pages.words(answer)


def test_page_survives_its_own_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("esigner.web.portal.error_pages.render_to_string", broken)
    request = HttpRequest()
    answer = error_pages.failed(request)
    assert answer.status_code == 500
    assert refusals.reference(request) in answer.content.decode()


@pytest.mark.django_db
def test_missing_page_and_refused_page_have_a_number(sign_in: SignIn) -> None:
    missing = Client().get("/nav-tadas/")
    assert pages.by_id(missing, "reference") == missing[refusals.HEADER]
    refused = sign_in(cases.person()).get("/audits/")
    assert refused.status_code == 403
    assert pages.by_id(refused, "reference") == refused[refusals.HEADER]


@pytest.mark.django_db
def test_typed_text_comes_back_where_the_mark_of_the_form_is_not_valid(sign_in: SignIn) -> None:
    browser = _checking(sign_in(cases.person()))
    typed = {"topic": "other", "text": "Garš jautājums\npar <b>pieslēgumu</b>", "password": "noslepums", "csrf": "x"}
    answer = browser.post("/konsultacijas/jauna/", typed, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert "Forma ir novecojusi" in pages.words(answer)
    kept = pages.form(answer, "typed-text")
    assert kept["text"].replace("\r", "").strip() == typed["text"]
    assert "noslepums" not in answer.content.decode()
    again = browser.post("/konsultacijas/jauna/", kept)
    assert again.status_code != 403


@pytest.mark.django_db
@pytest.mark.attack
@pytest.mark.parametrize(
    "sent_by", [{"origin": "https://svess.example"}, {"origin": "null"}, {"referer": "https://x.example/"}]
)
def test_form_that_another_site_sent_is_not_offered_again(sign_in: SignIn, sent_by: dict[str, str]) -> None:
    browser = _checking(sign_in(cases.person()))
    answer = browser.post("/konsultacijas/jauna/", {"text": "no svešinieka"}, headers=sent_by)
    assert answer.status_code == 403
    assert "no svešinieka" not in answer.content.decode()
    assert pages.forms(answer) == []


@pytest.mark.django_db
def test_typed_text_waits_while_one_signs_in_again() -> None:
    user, browser = officers.person(), officers.browser()
    answer = browser.post("/konsultacijas/jauna/", {"subject": "Jautājums", "text": "Garš jautājums"})
    assert answer["Location"] == "/konts/login/?next=%2Fturpinat%2F"
    page = browser.get(answer["Location"])
    form = {**pages.form(page, "sign-in"), "login": user.email, "password": officers.PASSWORD}
    back = browser.post("/konts/login/", form)
    assert back["Location"] == "/turpinat/"
    kept = pages.form(browser.get("/turpinat/"), "typed-text")
    assert (kept["subject"].strip(), kept["text"].strip()) == ("Jautājums", "Garš jautājums")
    assert browser.get("/turpinat/")["Location"] == "/lietas/"


@pytest.mark.django_db
@pytest.mark.attack
def test_typed_text_is_shown_to_nobody_else() -> None:
    user, other, browser = officers.person(), officers.person("ilze@mezi.example"), officers.browser()
    officers.sign_in(browser, user.email)
    assert officers.is_in(browser)
    session = browser.session
    session["seen_at"] -= 3 * 3600
    session.save()
    browser.post("/konsultacijas/jauna/", {"subject": "Noslēpums", "text": "x"})
    officers.sign_in(browser, other.email)
    assert "Noslēpums" not in browser.get("/turpinat/", follow=True).content.decode()


@pytest.mark.django_db
@pytest.mark.attack
def test_strangers_keep_little_in_our_sessions() -> None:
    addresses = [Client().post("/konsultacijas/jauna/", {"text": "x" * 1000})["Location"] for _ in range(40)]
    assert addresses.count("/konts/login/?next=%2Fturpinat%2F") == 30
    longer = Client(REMOTE_ADDR="203.0.113.1").post("/konsultacijas/jauna/", {"text": "x" * 70_000})
    assert longer["Location"] == "/konts/login/?next=%2F"


def _checking(browser: Client) -> Any:  # noqa: ANN401 — Django's test client adds attributes that its type does not have
    browser.handler.enforce_csrf_checks = True
    return browser
