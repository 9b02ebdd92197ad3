"""Accounts: sign-up with a confirmed address, sign-in, the second factor of the agency's people, the lock-out."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from esigner import audit
from esigner.notices.models import Mail
from esigner.registry import people
from esigner.registry.kinds import Role
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db
REAL_CLOCK = True
"""Sign-in compares with the machine's clock."""
PASSWORD = "gara-parole-2031"
NEW = {
    "email": "Jana@Iestade.example",
    "given_name": "Jana",
    "surname": "Ķirse",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_sign_up_mails_a_link_and_following_it_signs_in(client: Client) -> None:
    client.post("/konts/signup/", NEW)
    assert client.get("/konts/").status_code == 302
    page = client.get(_mailed_link())
    assert "confirm-email" in pages.forms(page)
    client.post(_mailed_link())
    assert "Jana Ķirse" in pages.words(client.get("/konts/"))
    assert [event.event for event in audit.events(event_prefix="person.created")] == ["person.created"]


def test_account_with_an_unconfirmed_address_does_not_get_in(client: Client) -> None:
    client.post("/konts/signup/", NEW)
    answer = Client().post("/konts/login/", {"login": NEW["email"], "password": PASSWORD}, follow=True)
    assert "Apstipriniet e-pasta adresi" in pages.words(answer)


def test_second_account_for_one_address_is_not_told_to_a_stranger(client: Client) -> None:
    client.post("/konts/signup/", NEW)
    answer = Client().post("/konts/signup/", NEW, follow=True)
    assert "Apstipriniet e-pasta adresi" in pages.words(answer)
    assert people.User.objects.count() == 1


def test_short_password_is_refused_in_latvian_at_its_field(client: Client) -> None:
    answer = client.post("/konts/signup/", {**NEW, "password1": "isa", "password2": "isa"})
    assert pages.tree(answer).xpath("//input[@name='password1']/@aria-invalid") == ["true"]
    assert "This password" not in pages.words(answer)


@pytest.mark.parametrize("name", ["\u200b\u2060", "Jana\U000e0041"])
def test_name_that_cannot_be_seen_is_refused_at_its_field(name: str, client: Client) -> None:
    answer = client.post("/konts/signup/", {**NEW, "given_name": name})
    assert pages.tree(answer).xpath("//input[@name='given_name']/@aria-invalid") == ["true"]
    assert people.User.objects.count() == 0


def test_wrong_password_is_told_in_one_latvian_sentence(client: Client) -> None:
    answer = client.post("/konts/login/", {"login": "nav@nav.example", "password": "nepareiza-parole"})
    assert "E-pasta adrese vai parole nav pareiza." in pages.words(answer)


@pytest.mark.attack
def test_sixth_guess_is_locked_out_even_with_the_right_password(client: Client) -> None:
    _officer()
    for _ in range(5):
        client.post("/konts/login/", {"login": "rita@agentura.example", "password": "nepareiza-parole"})
    answer = client.post("/konts/login/", {"login": "rita@agentura.example", "password": PASSWORD})
    assert answer.status_code == 429
    assert "vēlāk" in pages.words(answer)


def test_officer_without_second_factor_is_led_to_set_it_up_and_nowhere_else(client: Client) -> None:
    _officer()
    client.post("/konts/login/", {"login": "rita@agentura.example", "password": PASSWORD})
    for address in ("/rinda/", "/lietas/", "/audits/", "/"):
        assert client.get(address)["Location"] == "/konts/2fa/totp/activate/"


def test_officer_sets_up_the_second_factor_and_is_asked_for_it_next_time(client: Client) -> None:
    _officer()
    client.post("/konts/login/", {"login": "rita@agentura.example", "password": PASSWORD})
    secret = pages.by_id(client.get("/konts/2fa/totp/activate/"), "totp-secret")
    client.post("/konts/2fa/totp/activate/", {"code": _code(secret)})
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)
    assert client.get("/rinda/").status_code == 200
    another = Client()
    answer = another.post("/konts/login/", {"login": "rita@agentura.example", "password": PASSWORD}, follow=True)
    assert "second-factor" in pages.forms(answer)
    assert another.get("/rinda/").status_code == 302


def test_wrong_code_is_refused(client: Client) -> None:
    _officer()
    client.post("/konts/login/", {"login": "rita@agentura.example", "password": PASSWORD})
    answer = client.post("/konts/2fa/totp/activate/", {"code": "000000"})
    assert "Kods nav pareizs." in pages.words(answer)


def test_account_page_names_the_roles(sign_in: SignIn) -> None:
    page = sign_in(cases.person("Pēteris Atslēga", role=Role.PKI_OPERATOR)).get("/konts/")
    assert pages.by_id(page, "roles") == "PKI operators"


def test_signing_out_needs_a_button_and_ends_the_session(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    assert "sign-out-page" in pages.forms(browser.get("/konts/logout/"))
    browser.post("/konts/logout/")
    assert browser.get("/lietas/").status_code == 302


@pytest.mark.attack
def test_forms_without_the_csrf_field_are_refused() -> None:
    answer = Client(enforce_csrf_checks=True).post("/konts/login/", {"login": "a@b.example", "password": "x"})
    assert answer.status_code == 403


def _officer() -> None:
    user = people.create(
        email="rita@agentura.example",
        given_name="Rita",
        surname="Reģistratore",
        password=PASSWORD,
        act=audit.by_system(at=cases.AT),
    )
    people.grant(user, Role.REGISTRAR, act=audit.by_system(at=cases.AT))


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def _mailed_link() -> str:
    body = str(Mail.objects.latest("queued_at").body)
    found = re.search(r"https?://[^/]+(/konts/confirm-email/\S+)", body)
    assert found is not None, body
    return found[1]
