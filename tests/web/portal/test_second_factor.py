"""Changing what one signs in with: the old factor is needed, it is recorded and mailed, and other sessions end."""

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from esigner import audit
from esigner.cli import frame
from esigner.notices.models import Mail
from esigner.registry import people
from tests.web.portal import officers, pages
from tests.web.portal.officers import EMAIL, PASSWORD

pytestmark = pytest.mark.django_db
REAL_CLOCK = True
"""Codes are compared with the machine's clock."""
ANOTHER = "pavisam-cita-parole-8"


def test_officer_cannot_remove_the_second_factor() -> None:
    user, secret = officers.officer_with_app()
    client = officers.signed_in(secret)
    answer = client.post("/konts/2fa/totp/deactivate/")
    assert "tikai aizstāt" in pages.words(answer)
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


@pytest.mark.attack
def test_password_alone_changes_nothing_about_the_second_factor() -> None:
    user, secret = officers.officer_with_app()
    RecoveryCodes.activate(user)
    before = officers.secret_of(user)
    client = officers.signed_in(secret)
    _make_old(client)
    for address in ("totp/replace/", "totp/deactivate/", "recovery-codes/generate/", "recovery-codes/"):
        assert client.get(f"/konts/2fa/{address}")["Location"].startswith("/konts/2fa/reauthenticate/")
    assert client.post("/konts/reauthenticate/", {"password": PASSWORD})["Location"].startswith(
        "/konts/2fa/reauthenticate/"
    )
    client.post("/konts/2fa/totp/replace/", {"code": "000000"})
    assert officers.secret_of(user) == before


def test_factor_is_replaced_with_a_code_of_the_old_one_and_other_sessions_end() -> None:
    user, secret = officers.officer_with_app()
    elsewhere = officers.signed_in(secret, ahead=-1)
    client = officers.signed_in(secret)
    fresh = pages.by_id(client.get("/konts/2fa/totp/replace/"), "totp-secret")
    answer = client.post("/konts/2fa/totp/replace/", {"code": officers.code(fresh)})
    assert answer["Location"] == "/konts/2fa/recovery-codes/"
    assert "recovery-codes" in client.get(answer["Location"]).content.decode()
    assert not officers.is_in(elsewhere)
    assert officers.is_in(client)
    assert _events(user) == ["person.second_factor_replaced"]
    assert "Otrais faktors aizstāts" in _subjects()
    assert officers.is_in(officers.signed_in(fresh, ahead=1, address="203.0.113.5"))


def test_code_that_set_up_an_app_is_used_up() -> None:
    officers.officer()
    client = officers.browser()
    officers.sign_in(client)
    secret = pages.by_id(client.get("/konts/2fa/totp/activate/"), "totp-secret")
    code = officers.code(secret)
    client.post("/konts/2fa/totp/activate/", {"code": code})
    another = officers.browser()
    officers.sign_in(another)
    assert officers.give_code(another, code).status_code == 200


def test_new_recovery_codes_are_recorded_and_mailed() -> None:
    user, secret = officers.officer_with_app()
    client = officers.signed_in(secret)
    assert client.post("/konts/2fa/recovery-codes/generate/").status_code == 302
    assert _events(user) == ["person.recovery_codes_made"]
    assert "Izveidoti jauni atkopšanas kodi" in _subjects()
    assert officers.is_in(client)


def test_one_who_is_no_officer_removes_their_factor_with_a_code() -> None:
    user = officers.person()
    client = officers.browser()
    officers.sign_in(client, user.email)
    secret = pages.by_id(client.get("/konts/2fa/totp/activate/"), "totp-secret")
    client.post("/konts/2fa/totp/activate/", {"code": officers.code(secret)})
    _make_old(client)
    asked = client.get("/konts/2fa/totp/deactivate/")["Location"]
    client.post(asked, {"code": officers.code(secret, ahead=1)})
    assert client.post("/konts/2fa/totp/deactivate/")["Location"] == "/konts/"
    assert _events(user) == ["person.second_factor_set", "person.second_factor_removed"]
    assert not Authenticator.objects.filter(user=user).exists()


def test_password_change_ends_other_sessions_and_is_recorded_and_mailed_in_their_language() -> None:
    user = officers.person()
    people.User.objects.filter(pk=user.pk).update(language="en")
    elsewhere, client = officers.browser("203.0.113.2"), officers.browser()
    officers.sign_in(elsewhere, user.email)
    officers.sign_in(client, user.email)
    form = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    assert client.post("/konts/password/change/", form)["Location"] == "/konts/"
    assert not officers.is_in(elsewhere)
    assert officers.is_in(client)
    assert _events(user) == ["person.password_changed"]
    assert "Your password was changed" in _subjects()


def test_sign_ins_and_failures_are_recorded_with_their_address() -> None:
    user, secret = officers.officer_with_app()
    client = officers.browser("203.0.113.7")
    officers.sign_in(client, EMAIL, "nepareiza-parole")
    officers.sign_in(client)
    officers.give_code(client, officers.wrong_code(secret))
    officers.give_code(client, officers.code(secret))
    found = [(event.event, event.outcome, event.data["address"]) for event in audit.events(subject=str(user.id))[2:]]
    assert found == [
        ("person.sign_in_failed", "refused", "203.0.113.7"),
        ("person.second_factor_failed", "refused", "203.0.113.7"),
        ("person.signed_in", "ok", "203.0.113.7"),
    ]


def test_sign_in_from_a_new_place_is_mailed_but_not_the_first_one() -> None:
    user = officers.person()
    first = officers.browser("203.0.113.1")
    officers.sign_in(first, user.email)
    assert _subjects() == []
    officers.sign_in(officers.browser("198.51.100.1"), user.email)
    assert _subjects() == ["Ieiešana no jaunas vietas"]
    first.post("/konts/logout/")
    officers.sign_in(first, user.email)
    assert len(_subjects()) == 1


@pytest.mark.attack
def test_guesses_are_told_to_the_owner_once() -> None:
    _, secret = officers.officer_with_app()
    guesser = officers.browser()
    officers.sign_in(guesser)
    for _ in range(8):
        officers.give_code(guesser, officers.wrong_code(secret))
    assert _subjects() == ["Neveiksmīgi otrā faktora mēģinājumi"]


def test_recovery_code_that_was_used_is_recorded_and_mailed() -> None:
    user, secret = officers.officer_with_app()
    client = officers.signed_in(secret)
    client.post("/konts/2fa/recovery-codes/generate/")
    codes = pages.by_id(client.get("/konts/2fa/recovery-codes/"), "recovery-codes").split()
    another = officers.browser()
    officers.sign_in(another)
    assert officers.give_code(another, codes[0]).status_code == 302
    assert "person.recovery_code_used" in _events(user)
    assert "Izmantots atkopšanas kods" in _subjects()


def test_operator_resets_a_second_factor(capsys: pytest.CaptureFixture[str]) -> None:
    user, secret = officers.officer_with_app()
    client = officers.signed_in(secret)
    assert frame.main(["account", "reset-factor", EMAIL, "--because", "Pazaudēts tālrunis"]) == 0
    fresh = json.loads(capsys.readouterr().out)["totpSecret"]
    assert fresh != secret
    assert not officers.is_in(client)
    (event,) = audit.events(event_prefix="person.second_factor_reset")
    assert (event.actor.kind, event.subject, event.data) == ("system", str(user.id), {"because": "Pazaudēts tālrunis"})
    assert _subjects() == ["Operators atiestatīja otro faktoru"]
    assert officers.is_in(officers.signed_in(fresh))


def test_operator_cannot_reset_the_factor_of_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert frame.main(["account", "reset-factor", "nav@nav.example", "--because", "x"]) == 1
    assert "ACCOUNT_UNKNOWN" in capsys.readouterr().err


def _make_old(client: Client) -> None:
    """Let what was proved at sign-in be an hour ago."""
    session = client.session
    session["account_authentication_methods"] = [
        {**one, "at": time.time() - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()


def _events(user: people.User) -> list[str]:
    passing = {"person.created", "person.role_granted", "person.signed_in"}
    return [event.event for event in audit.events(subject=str(user.id)) if event.event not in passing]


def _subjects() -> list[str]:
    return list(Mail.objects.order_by("queued_at").values_list("subject", flat=True))
