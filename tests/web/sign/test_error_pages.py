"""The signing page's own pages for what fails."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from esigner.signing.sessions import SessionView
from esigner.web import refusals
from esigner.web.sign import urls
from tests.web.sign.test_pages import path_of
from tests.world.sessions import TEXT, Installation

pytestmark = pytest.mark.django_db


def _broken(_request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError(token)


urlpatterns = [path("s/<str:token>/salauzts/", _broken), *urls.urlpatterns]
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500


@pytest.fixture
def session(installation: Installation) -> SessionView:
    """A session that can be signed."""
    return installation.open(TEXT)


@pytest.mark.parametrize(("language", "words"), [("lv", "Mums radās kļūda"), ("en", "Something went wrong")])
@pytest.mark.usefixtures("installation")
def test_bug_is_answered_with_a_number_and_the_log_holds_no_token(
    settings: Settings, caplog: pytest.LogCaptureFixture, language: str, words: str
) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    answer = client.get(f"/s/slepena-zime/salauzts/?lang={language}")
    assert answer.status_code == 500
    assert words in answer.content.decode()
    number = answer[refusals.HEADER]
    assert f'id="reference">{number}<' in answer.content.decode()
    assert [record.name for record in caplog.records if number in record.getMessage() and record.exc_info]
    said = [record.getMessage() for record in caplog.records]
    assert not [one for one in said if "slepena-zime" in one]


def test_form_without_its_mark_gets_a_page_of_the_door(browser: Client, session: SessionView) -> None:
    answer = browser.post(f"{path_of(session)}atteikt/")
    assert answer.status_code == 403
    assert "Forma ir novecojusi" in answer.content.decode()
    assert "sign/sign.css" in answer.content.decode()


def test_wrong_method_gets_a_page_of_the_door(browser: Client, session: SessionView) -> None:
    answer = browser.put(f"{path_of(session)}rezultats/")
    assert answer.status_code in {403, 405}
    answer = Client().post(f"{path_of(session)}rezultats/")
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]
    assert "sign/sign.css" in answer.content.decode()


@pytest.mark.usefixtures("installation")
def test_missing_page_has_a_number(browser: Client) -> None:
    answer = browser.get("/s/nav/")
    assert answer.status_code == 404
    assert answer[refusals.HEADER] in answer.content.decode()


@pytest.mark.parametrize("place", ["", "rezultats/", "atpakal/"])
def test_wrong_method_page_is_whole_and_leads_back(session: SessionView, place: str) -> None:
    answer = Client().post(f"{path_of(session)}{place}")
    assert answer.status_code == 405
    assert int(answer["Content-Length"]) == len(answer.content)
    assert f'id="to-session" href="{path_of(session)}"' in answer.content.decode()


def test_form_without_its_mark_leads_back_and_speaks_of_no_signing_in(browser: Client, session: SessionView) -> None:
    text = browser.post(f"{path_of(session)}parakstit/").content.decode()
    assert f'id="to-session" href="{path_of(session)}"' in text
    assert "ieejat" not in text
    assert "sīkdatnes" in text


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize(("path", "words"), [("/", "Signing page of the E-signer"), ("/s/nav/", "no such signing")])
def test_page_without_a_session_is_in_the_browsers_language(path: str, words: str) -> None:
    answer = Client().get(path, headers={"accept-language": "en-GB,en;q=0.9"})
    assert words in answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert Client().get(path, headers={"accept-language": "de"})["Content-Language"] == "lv"
