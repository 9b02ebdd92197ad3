"""What was typed is there again after a switch of the language, and where a session has ended that is said."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client

from tests.web.portal import officers, pages
from tests.web.portal.conftest import NOW, SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db

APPLICATION = {
    "registration_number": "90000069281", "institution_name": "Paraugu <iestāde>", "purpose": "Viens.\nDivi.",
    "contacts-1-email": "otra@iestade.example", "formats": ["pdf"], "terms_read": "on",
}  # fmt: skip


def test_switch_of_the_language_keeps_what_was_typed(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    page = _switched(browser, browser.get("/pieteikumi/jauns/"), APPLICATION)
    assert pages.tree(page).get("lang") == "en"
    form = pages.tree(page).get_element_by_id("application")
    found = {name: [value for key, value in form.form_values() if key == name] for name in APPLICATION}
    assert found["purpose"][0].replace("\r", "").strip() == "Viens.\nDivi."
    assert found["institution_name"] == ["Paraugu <iestāde>"]
    assert found["contacts-1-email"] == ["otra@iestade.example"]
    assert (found["formats"], found["terms_read"]) == (["pdf"], ["on"])
    again = pages.form(browser.get("/pieteikumi/jauns/"), "application")
    assert again["purpose"].strip() == "", "once is enough"


def test_switch_on_a_page_with_faults_keeps_it_too(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    refused = browser.post("/pieteikumi/jauns/", APPLICATION | {"action": "prepare"})
    page = _switched(browser, refused, APPLICATION)
    assert pages.form(page, "application")["institution_name"] == "Paraugu <iestāde>"


@pytest.mark.parametrize(
    ("address", "form_id", "typed"),
    [
        ("uzturesana/tikli/test/", "new-networks", {"networks-1-cidr": "8.8.8.8", "networks-1-valid_to": "2039-01-01"}),
        ("uzturesana/sertifikats/test/", "new-certificate", {"csr": "sākums"}),
        ("pieslegums/test/", "connection", {"networks-0-owner": "Centrs", "return_origins": "https://a.lv"}),
        ("uzturesana/adreses/test/", "origins", {"return_origins": "https://b.lv"}),
        ("uzturesana/", "contacts", {"contacts-2-name": "Zane Zīle"}),
    ],
)
def test_every_page_with_a_form_keeps_it(sign_in: SignIn, address: str, form_id: str, typed: dict[str, str]) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    page = _switched(browser, browser.get(f"/lietas/{case.id}/{address}"), typed)
    form = pages.form(page, form_id)
    assert {name: form[name].strip() for name in typed} == typed


def test_switch_leads_back_from_where_a_form_was_refused_to_the_page_it_stands_on(sign_in: SignIn) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    wrong = {"contacts-0-name": "Zane Zīle", "contacts-0-email": "nav", "contacts-0-phone": "1"}
    refused = browser.post(f"/lietas/{case.id}/uzturesana/kontaktpersonas/", wrong)
    page = _switched(browser, refused, wrong)
    assert page.status_code == 200
    assert pages.form(page, "contacts")["contacts-0-email"] == "nav"


def test_challenge_keeps_the_networks_that_were_typed(sign_in: SignIn) -> None:
    case = cases.declared_tested()
    browser = sign_in(case.applicant)
    page = browser.get(f"/lietas/{case.id}/pieslegums/production/")
    button = pages.tree(page).xpath("//button[contains(@formaction, '/izaicinajums/')]")[0]
    page = browser.post(button.get("formaction"), {"networks-0-cidr": "8.8.8.8", "key_kind": "csr"}, follow=True)
    form = pages.form(page, "connection")
    assert (form["networks-0-cidr"], form["key_kind"]) == ("8.8.8.8", "certificate")


def test_every_switch_that_sends_a_form_along_has_that_form_on_its_page(sign_in: SignIn) -> None:
    application_id, applicant = cases.submitted()
    case = cases.connected()
    officer, auditor = sign_in(case.officer), sign_in(cases.person("Aija Auditore"))
    seen = [officer.get(f"/pieteikumi/{application_id}/"), sign_in(applicant).get(f"/pieteikumi/{application_id}/")]
    seen += [browser.get(f"/lietas/{case.id}/uzturesana/") for browser in (officer, sign_in(case.applicant))]
    seen += [auditor.get("/"), Client().get("/konts/login/"), Client().get("/konts/signup/")]
    for page in seen:
        for button in pages.tree(page).xpath("//button[@name='language']"):
            assert button.get("form", "language") in pages.forms(page)


def test_enter_presses_what_it_pressed_before(sign_in: SignIn) -> None:
    page = pages.tree(sign_in(cases.person()).get("/pieteikumi/jauns/"))
    own = page.xpath("//form[@id='application']//button | //button[@form='application']")
    assert (own[0].get("name"), own[0].get("value"), own[0].get("formaction")) == ("action", "prepare", None)


@pytest.mark.attack
def test_no_password_and_no_private_key_is_kept(sign_in: SignIn) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    key = _private_key()
    page = _switched(browser, browser.get(f"/lietas/{case.id}/uzturesana/sertifikats/test/"), {"csr": key, "x": "y"})
    assert "PRIVATE KEY" not in page.content.decode()
    assert "PRIVATE KEY" not in str(dict(browser.session))
    stranger = Client()
    page = _switched(stranger, stranger.get("/konts/signup/"), {"email": "a@b.example", "password1": "noslepums"})
    assert pages.form(page, "sign-up")["email"] == "a@b.example"
    assert "noslepums" not in page.content.decode()


@pytest.mark.attack
def test_text_waits_for_its_person_and_page_alone_and_not_for_long(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(cases.person())
    _leave(browser, {"subject": "Noslēpums"})
    session = browser.session
    session["typed_again"] |= {"person": "cits"}
    session.save()
    assert "Noslēpums" not in browser.get("/konsultacijas/jauna/").content.decode()
    _leave(browser, {"subject": "Noslēpums"})
    assert "Noslēpums" not in browser.get("/konsultacijas/jauna/?case=1").content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=1))
    assert "Noslēpums" not in browser.get("/konsultacijas/jauna/").content.decode()


def test_what_cannot_be_kept_is_said(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    _leave(browser, {"text": "x" * 70_000})
    assert "Ierakstīto neizdevās paturēt" in pages.words(browser.get("/konsultacijas/jauna/"))


def test_sign_in_after_a_session_that_ended_says_so_and_that_the_text_is_kept() -> None:
    browser = officers.browser()
    answer = browser.post("/konsultacijas/jauna/", {"subject": "Jautājums", "text": "Garš"}, follow=True)
    assert "Sesija ir beigusies" in pages.words(answer)
    assert "Ierakstītais nav zudis" in pages.words(answer)
    long = browser.post("/konsultacijas/jauna/", {"text": "x" * 70_000}, follow=True)
    assert "nav paturēts" in pages.words(long)
    assert "Ja bijāt iegājis, sesija ir beigusies" in pages.words(officers.browser().get("/lietas/", follow=True))


def _switched(browser: Client, page: Any, typed: dict[str, Any]) -> Any:  # noqa: ANN401 — as in `pages`
    """Press “English” on the page as a browser does, with what stands typed in the button's form."""
    button = pages.tree(page).xpath("//button[@name='language'][@value='en']")[0]
    sent = {"next": "/konts/"} | typed | {"language": "en"}
    return browser.post(button.get("formaction"), sent, follow=True)


def _leave(browser: Client, typed: dict[str, str]) -> None:
    browser.post("/valoda/?next=/konsultacijas/jauna/", typed | {"language": "lv"})


def _private_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
