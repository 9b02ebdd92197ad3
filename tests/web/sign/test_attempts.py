"""Signing elsewhere, played through the signing page: away and back, and a telephone that is asked."""

from datetime import datetime, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import Settings

from esigner.signing.models import Attempt
from esigner.signing.sessions import SessionView
from esigner.signing.states import Status
from tests.world import means
from tests.world.means import PHONE, SITE
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_means(settings: Settings) -> None:
    means.begin_anew()
    settings.ESIGNER_MEANS = (*settings.ESIGNER_MEANS, *means.PATHS)


def path_of(session: SessionView) -> str:
    return urlsplit(session.signing_url).path


def page(browser: Client, path: str) -> "html.HtmlElement":
    return cast("html.HtmlElement", html.document_fromstring(browser.get(path, follow=True).content))


def press(browser: Client, path: str, form: str, **fields: str) -> tuple[int, str, str]:
    """Press the button of a form; give status, address and text of what comes."""
    element = next(one for one in page(browser, path).forms if one.get("id") == form)
    values = {name: value for name, value in element.form_values() if name != "choice"} | fields
    answer = browser.post(element.get("action"), values, follow=True)
    return answer.status_code, answer.request["PATH_INFO"], answer.content.decode()


def back_path(browser: Client, session: SessionView) -> str:
    """Return the address on our door that the other site sends the person to."""
    (link,) = page(browser, path_of(session)).xpath("//a[@id='elsewhere']/@href")
    (back,) = parse_qs(urlsplit(link).query)["back"]
    return str(urlsplit(back).path)


def ask_at(session: SessionView, at: datetime) -> None:
    Attempt.objects.filter(signature__session_id=session.id).update(ask_at=at)


def test_person_signs_at_another_site_and_comes_back(browser: Client, installation: Installation) -> None:
    session = installation.open()

    status, path, text = press(browser, path_of(session), "sign", choice="site:anna")

    assert (status, path) == (200, path_of(session))
    assert "Parakstīšana turpinās citur" in text
    back = back_path(browser, session)
    answer = browser.get(back, {"code": "opened"}, follow=True)
    assert answer.request["PATH_INFO"] == f"{path_of(session)}rezultats/"
    assert "Dokumenti ir parakstīti" in answer.content.decode()
    again = browser.get(back, {"code": "opened"}, follow=True)
    assert again.request["PATH_INFO"] == f"{path_of(session)}rezultats/"
    assert SITE.asked == 1


def test_person_who_refuses_at_the_other_site_is_told_and_may_choose_again(
    browser: Client, installation: Installation
) -> None:
    session = installation.open()
    press(browser, path_of(session), "sign", choice="site:anna")

    answer = browser.get(back_path(browser, session), {"error": "user_cancel"}, follow=True)

    assert answer.status_code == 409
    assert "Parakstīšana tika atteikta" in answer.content.decode()
    assert press(browser, path_of(session), "sign", choice="personas:anna")[0] == 200
    assert installation.view(session).status is Status.SIGNED


def test_telephone_is_asked_by_the_page_until_the_person_confirms(browser: Client, installation: Installation) -> None:
    session = installation.open()

    _, path, text = press(browser, path_of(session), "sign", choice="phone:janis")

    assert path == path_of(session)
    assert "Apstipriniet tālrunī." in text
    assert "4711" in text
    PHONE.asked.clear()
    ask_at(session, timezone.now() + timedelta(hours=1))
    assert browser.get(path)["Refresh"] == "5"
    assert PHONE.asked == []
    ask_at(session, timezone.now())
    assert "Apstipriniet tālrunī." in browser.get(path).content.decode()
    PHONE.pressed = True
    ask_at(session, timezone.now())
    assert browser.get(path, follow=True).request["PATH_INFO"] == f"{path}rezultats/"
    assert installation.view(session).status is Status.SIGNED


def test_person_gives_up_and_signs_otherwise(browser: Client, installation: Installation) -> None:
    session = installation.open()
    press(browser, path_of(session), "sign", choice="phone:anna")

    status, path, text = press(browser, path_of(session), "give-up")

    assert (status, path) == (200, path_of(session))
    assert 'id="sign"' in text
    assert press(browser, path_of(session), "sign", choice="personas:anna")[0] == 200
    assert installation.view(session).status is Status.SIGNED


def test_person_who_was_too_late_is_told_and_may_choose_again(browser: Client, installation: Installation) -> None:
    session = installation.open()
    press(browser, path_of(session), "sign", choice="phone:anna")
    Attempt.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    text = browser.get(path_of(session)).content.decode()

    assert "netika pabeigta laikā" in text
    assert 'id="sign"' in text


def test_giving_up_needs_the_pages_own_form(browser: Client, installation: Installation) -> None:
    session = installation.open()
    press(browser, path_of(session), "sign", choice="phone:anna")

    assert browser.post(f"{path_of(session)}partraukt/").status_code == 403
    assert browser.get(f"{path_of(session)}partraukt/").status_code == 302
    assert installation.view(session).status is Status.SIGNING


@pytest.mark.attack
def test_address_that_nobody_was_given_is_not_found(browser: Client, installation: Installation) -> None:
    session, other = installation.open(), installation.open()
    press(browser, path_of(other), "sign", choice="site:anna")
    elsewhere = back_path(browser, other).removeprefix(path_of(other))

    assert browser.get(f"{path_of(session)}{elsewhere}", {"code": "opened"}).status_code == 404
    assert browser.get(f"{path_of(session)}lidzeklis/abc/", {"code": "opened"}).status_code == 404
    assert installation.view(other).status is Status.SIGNING


@pytest.mark.attack
def test_flood_of_parameters_is_not_stored(browser: Client, installation: Installation) -> None:
    session = installation.open()
    press(browser, path_of(session), "sign", choice="site:anna")

    answer = browser.get(back_path(browser, session), {"code": "opened", "more": "x" * 8000}, follow=True)

    assert "Parakstīšana turpinās citur" in answer.content.decode()
    assert Attempt.objects.get().came == {}
    assert installation.view(session).status is Status.SIGNING
