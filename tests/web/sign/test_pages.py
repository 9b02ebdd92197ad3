"""The signing page as a person sees it."""

from datetime import timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from pytest_django import Settings

from esigner.ades import Format
from esigner.signing import sessions, waiting_signatures
from esigner.signing.models import Session
from esigner.signing.sessions import Digest, NewDocument, SessionView
from esigner.signing.states import Status
from tests.world.pdfs import pdf
from tests.world.sessions import ORIGIN, TEXT, Installation

pytestmark = pytest.mark.django_db

PDF = NewDocument(name="Līgums.pdf", media_type="application/pdf", content=pdf())
PAGE = NewDocument(name="lapa.html", media_type="text/html", content=b"<script>alert(1)</script>")


def path_of(session: SessionView) -> str:
    return urlsplit(session.signing_url).path


def press(browser: Client, path: str, form: str, **fields: str) -> tuple[int, str, str]:
    """Open the page, press the button of a form, follow the redirect; give status, address and text."""
    page = cast("html.HtmlElement", html.document_fromstring(browser.get(path).content))
    element = next(one for one in page.forms if one.get("id") == form)
    values = {name: value for name, value in element.form_values() if name != "choice"} | fields
    answer = browser.post(element.get("action"), values, follow=True)
    return answer.status_code, answer.request["PATH_INFO"], answer.content.decode()


def test_page_says_who_asks_what_is_signed_and_what_comes_next(browser: Client, installation: Installation) -> None:
    session = installation.open(TEXT, PDF)

    text = browser.get(path_of(session)).content.decode()

    assert '<html lang="lv">' in text
    for words in (installation.client.name, "Iesniegums ar ā un ņ.txt", "Līgums.pdf", "Kas notiks tālāk", "TESTA VIDE"):
        assert words in text
    assert "TESTA PERSONA" in text


def test_page_says_where_a_document_is_that_never_came_here(browser: Client, installation: Installation) -> None:
    digest = Digest(algorithm="SHA256", value=bytes(range(32)))
    session = installation.open(NewDocument(name="a.txt", media_type="text/plain", digest=digest))

    text = browser.get(path_of(session)).content.decode()

    assert f"glabājas sistēmā „{installation.client.name}”" in text
    assert digest.value.hex() in text
    assert "Tie atveras jaunā cilnē" not in text
    assert press(browser, path_of(session), "sign", choice="personas:anna")[0] == 200


def test_page_speaks_english_when_asked_and_remembers(browser: Client, installation: Installation) -> None:
    path = path_of(installation.open())

    assert '<html lang="en">' in browser.get(path + "?lang=en").content.decode()
    assert "What you will sign" in browser.get(path).content.decode()


def test_sessions_language_is_the_first_guess(browser: Client, installation: Installation) -> None:
    assert '<html lang="en">' in browser.get(path_of(installation.open(language="en"))).content.decode()


def test_persona_signs_and_goes_back(browser: Client, installation: Installation) -> None:
    session = installation.open(return_url=f"{ORIGIN}/atpakal?lieta=7")

    status, path, text = press(browser, path_of(session), "sign", choice="personas:anna")

    assert status == 200
    assert path == f"{path_of(session)}rezultats/"
    assert "Dokumenti ir parakstīti" in text
    assert "Anna Bērziņa" in text
    back = browser.get(f"{path_of(session)}atpakal/")
    assert back.status_code == 302
    assert back["Location"].startswith(f"{ORIGIN}/atpakal?")
    query = parse_qs(urlsplit(back["Location"]).query)
    assert query == {"lieta": ["7"], "session": [session.id], "status": ["SIGNED"]}
    view = installation.view(session)
    assert (view.status, view.signatures[0].means) == (Status.SIGNED, "personas")


def test_signing_needs_a_choice(browser: Client, installation: Installation) -> None:
    session = installation.open()

    status, _, text = press(browser, path_of(session), "sign")

    assert status == 400
    assert 'role="alert"' in text
    assert installation.view(session).status is Status.READY


def test_revoked_persona_is_told_why_and_may_choose_another(browser: Client, installation: Installation) -> None:
    session = installation.open()
    installation.persona("liga")

    status, _, text = press(browser, path_of(session), "sign", choice="personas:liga")

    assert status == 409
    assert "sertifikāts ir anulēts" in text
    assert 'id="sign"' in text
    assert press(browser, path_of(session), "sign", choice="personas:anna")[0] == 200
    assert installation.view(session).status is Status.SIGNED


def test_unreachable_authority_leaves_the_person_nothing_to_do(browser: Client, installation: Installation) -> None:
    session = installation.open()
    installation.trust.reachable = False

    _, path, text = press(browser, path_of(session), "sign", choice="personas:anna")

    assert path.endswith("/rezultats/")
    assert "tiks pabeigts automātiski" in text
    assert "Nākamais mēģinājums" in text
    assert "Anna Bērziņa" in text


def test_person_whose_signature_was_given_up_reads_that_it_is_kept(browser: Client, installation: Installation) -> None:
    session = installation.open()
    installation.trust.reachable = False
    press(browser, path_of(session), "sign", choice="personas:anna")
    waiting_signatures.give_up(signature_id=installation.view(session).signatures[0].id, act=installation.by_system())

    text = browser.get(f"{path_of(session)}rezultats/").content.decode()

    assert "Paraksts ir saglabāts" in text
    assert f"Atgriezieties sistēmā „{installation.client.name}” un palūdziet pabeigt parakstu" in text
    assert "rezultātu saņems pati" not in text
    assert "Dokumenti nav parakstīti" not in text
    assert "Nākamais mēģinājums" not in text


def test_person_declines(browser: Client, installation: Installation) -> None:
    session = installation.open(return_url=f"{ORIGIN}/atpakal")

    _, path, text = press(browser, path_of(session), "cancel")

    assert path.endswith("/rezultats/")
    assert "Parakstīšana ir atcelta" in text
    assert installation.view(session).status is Status.CANCELLED
    assert "status=CANCELLED" in browser.get(f"{path_of(session)}atpakal/")["Location"]


def test_page_of_an_ended_session_shows_the_result(browser: Client, installation: Installation) -> None:
    session = installation.open()
    sessions.cancel(session_id=session.id, act=installation.by_signer())

    assert browser.get(path_of(session))["Location"].endswith("/rezultats/")


def test_result_of_an_open_session_shows_the_page(browser: Client, installation: Installation) -> None:
    session = installation.open()

    assert browser.get(f"{path_of(session)}rezultats/")["Location"] == path_of(session)


@pytest.mark.attack
@pytest.mark.parametrize("action", ["parakstit", "atteikt"])
def test_forged_form_is_refused(browser: Client, installation: Installation, action: str) -> None:
    session = installation.open()

    answer = browser.post(f"{path_of(session)}{action}/", {"choice": "personas:anna"})

    assert answer.status_code == 403
    assert installation.view(session).status is Status.READY


@pytest.mark.attack
def test_looking_changes_nothing(browser: Client, installation: Installation) -> None:
    session = installation.open()

    for action in ("parakstit", "atteikt"):
        answer = browser.get(f"{path_of(session)}{action}/?lang=en")
        assert answer["Location"] == f"{path_of(session)}?lang=en"
    assert installation.view(session).status is Status.READY


def test_harmless_documents_are_shown_inline(browser: Client, installation: Installation) -> None:
    session = installation.open(PDF)

    answer = browser.get(f"{path_of(session)}dokumenti/{session.documents[0].id}/")

    assert answer.getvalue() == PDF.content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.attack
@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "x/y"])
def test_documents_that_could_run_are_only_downloaded(
    browser: Client, installation: Installation, media_type: str
) -> None:
    session = installation.open(NewDocument(name="lapa.html", media_type=media_type, content=PAGE.content))

    answer = browser.get(f"{path_of(session)}dokumenti/{session.documents[0].id}/")

    answer.close()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.attack
def test_names_are_escaped(browser: Client, installation: Installation) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    session = installation.open(NewDocument(name=name, media_type="text/plain", content=b"x"))

    assert name not in browser.get(path_of(session)).content.decode()


def test_every_page_is_without_script_and_says_so(browser: Client, installation: Installation) -> None:
    session = installation.open()
    for path in ("/", path_of(session), "/s/nav/"):
        answer = browser.get(path)
        assert "<script" not in answer.content.decode()
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "style=" not in answer.content.decode()


def test_every_control_has_a_label(browser: Client, installation: Installation) -> None:
    page = html.document_fromstring(browser.get(path_of(installation.open())).content)

    controls = [one for one in page.iter("input") if one.get("type") != "hidden"]
    assert len(controls) == 3
    assert [one for label in page.iter("label") for one in label.iter("input")] == controls
    assert len(list(page.iter("h1"))) == 1


def test_session_of_the_other_environment_does_not_exist_here(
    browser: Client, installation: Installation, settings: Settings
) -> None:
    session = installation.open()
    settings.ESIGNER_ENVIRONMENT = "production"

    assert browser.get(path_of(session)).status_code == 404


def test_format_that_the_page_does_not_show_does_not_exist_here(browser: Client, installation: Installation) -> None:
    session = installation.open(format=Format.ASICS)

    token = Session.objects.get(id=session.id).token
    assert session.signing_url == ""
    assert browser.get(f"/s/{token}/").status_code == 404


def test_wrong_link_is_explained(browser: Client, installation: Installation) -> None:
    answer = browser.get("/s/nav-tadas/")

    assert answer.status_code == 404
    assert "Tādas parakstīšanas sesijas nav" in answer.content.decode()


def test_production_offers_no_personas(browser: Client, installation: Installation, settings: Settings) -> None:
    from esigner.signing.models import Session

    session = installation.open()
    Session.objects.filter(id=session.id).update(environment="production")
    settings.ESIGNER_ENVIRONMENT = "production"

    text = browser.get(path_of(session)).content.decode()

    assert "TESTA" not in text
    assert 'name="choice"' not in text


def test_session_without_documents_asks_for_patience(browser: Client, installation: Installation) -> None:
    session = installation.open(NewDocument(name="a.txt", media_type="text/plain"))

    text = browser.get(path_of(session)).content.decode()

    assert "Dokumenti vēl nav saņemti" in text
    assert 'id="sign"' not in text


def test_link_that_is_over_shows_nothing_and_says_whom_to_ask(browser: Client, installation: Installation) -> None:
    session = installation.sign(installation.open())
    Session.objects.update(ended_at=installation.at - timedelta(days=1))

    for path in (path_of(session), f"{path_of(session)}dokumenti/{session.documents[0].id}/"):
        answer = browser.get(path)
        assert answer.status_code == 410
        assert "šī saite vairs neko nerāda" in answer.content.decode()


@pytest.mark.attack
@pytest.mark.parametrize("odd", ["%00", "a%00b", "%ED%A0%80", "%FF"])
def test_odd_text_is_no_crash(browser: Client, installation: Installation, odd: str) -> None:
    session = installation.open(TEXT)
    path = path_of(session)
    browser.raise_request_exception = False
    for address in (f"{path}?lang={odd}", f"{path[:-4]}{odd}/", f"{path}?{odd}=1"):
        assert browser.get(address).status_code < 500
    form = "application/x-www-form-urlencoded"
    for body in (f"choice=personas:{odd}", f"choice={odd}:anna", f"{odd}={odd}"):
        for action in ("parakstit", "atteikt"):
            assert browser.post(f"{path.rstrip('/')}/{action}/", body, content_type=form).status_code < 500


@pytest.mark.parametrize(("language", "written"), [("lv", "%d.%m.%Y. plkst. %H:%M"), ("en", "%d/%m/%Y, %H:%M")])
def test_times_are_written_as_in_the_portal(
    browser: Client, installation: Installation, language: str, written: str
) -> None:
    session = installation.open(TEXT)

    text = browser.get(f"{path_of(session)}?lang={language}").content.decode()

    assert timezone.localtime(session.expires_at).strftime(written) in text
