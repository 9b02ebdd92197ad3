"""The account pages and the pages for what failed, close up: axe, a narrow screen, the content security policy."""

import re

import pytest
from playwright.sync_api import Browser

from tests.acceptance.browser.people import PASSWORD, Applicant, Officer
from tests.acceptance.browser.seat import Seat
from tests.world.installation import RunningInstallation

pytestmark = pytest.mark.browser

NEWCOMER = Applicant(
    given_name="Nora", surname="Jaunā", email="nora@muzejs.example", institution="Parauga muzejs",
    registration_number="90009999010",
)  # fmt: skip


@pytest.mark.parametrize("language", ["lv", "en"])
def test_pages_for_strangers(chromium: Browser, installation: RunningInstallation, language: str) -> None:
    seat = Seat(chromium, installation, language=language)
    for path, name in (
        ("/konts/login/", "sign-in"),
        ("/konts/signup/", "sign-up"),
        ("/konts/password/reset/", "reset"),
        ("/konts/password/reset/done/", "reset-done"),
        ("/konts/password/reset/key/nav-nav/", "reset-link-unusable"),
        ("/konts/password/reset/key/done/", "reset-finished"),
        ("/konts/confirm-email/", "confirmation-sent"),
        ("/konts/confirm-email/nav/", "confirmation-unusable"),
        ("/konts/inactive/", "closed"),
        ("/nav-tadas/", "status-404"),
        ("/konts/2fa/nav/", "account-404"),
    ):
        seat.open(path)
        seat.look(f"{name}-{language}")
    seat.open("/pieteikumi/00000000-0000-0000-0000-000000000000/iesniegt/")
    seat.look(f"after-405-{language}")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_form_that_is_out_of_date(chromium: Browser, installation: RunningInstallation, language: str) -> None:
    seat = Seat(chromium, installation, language=language)
    seat.open("/konts/login/")
    seat.page.fill("[name=login]", NEWCOMER.email)
    seat.page.fill("[name=password]", PASSWORD)
    seat.page.context.clear_cookies()
    seat.press("sign-in")
    assert seat.page.locator("#typed-text [name=login]").input_value() == NEWCOMER.email
    assert PASSWORD not in seat.page.content()
    seat.look(f"csrf-{language}")
    seat.press("typed-text")
    assert seat.page.locator("[name=login]").input_value() == NEWCOMER.email


def test_newcomer_changes_what_they_sign_in_with(chromium: Browser, installation: RunningInstallation) -> None:
    seat = Seat(chromium, installation)
    seat.sign_up(NEWCOMER)
    seat.open("/konts/")
    seat.look("account")
    seat.open("/konts/password/change/")
    seat.page.fill("[name=oldpassword]", "nepareiza-parole")
    seat.page.fill("[name=password1]", "Nora-Jauna-2026")
    seat.page.fill("[name=password2]", "cita")
    seat.press("password-change")
    seat.look("password-change-refused")
    for field, text in (
        ("oldpassword", PASSWORD),
        ("password1", "trīs-vecas-sliedes"),
        ("password2", "trīs-vecas-sliedes"),
    ):
        seat.page.fill(f"[name={field}]", text)
    seat.press("password-change")
    assert seat.page.url.endswith("/konts/")
    assert "Parole nomainīta" in str(seat.outbox.wait(NEWCOMER.email, "ir nomainīta")["Subject"])
    seat.page.context.clear_cookies()
    seat.open("/konts/password/reset/")
    seat.page.fill("[name=email]", NEWCOMER.email)
    seat.press("password-reset")
    text = seat.outbox.wait(NEWCOMER.email, "/password/reset/key/").get_content()
    found = re.search(r"https?://\S+/password/reset/key/\S+", str(text))
    assert found is not None
    seat.page.goto(found.group())
    seat.look("password-new")


def test_officer_replaces_the_second_factor(
    chromium: Browser, installation: RunningInstallation, officers: dict[str, Officer]
) -> None:
    seat = Seat(chromium, installation)
    officer = officers["pki_operator"]
    seat.sign_in(officer.email)
    seat.look("second-factor")
    seat.page.fill("[name=code]", officer.code())
    seat.press("second-factor")
    seat.open("/konts/2fa/totp/replace/")
    seat.look("factor-replace")
    seat.page.fill("[name=code]", officer.with_secret(seat.words("#totp-secret")).code())
    seat.press("totp-activate")
    assert "/recovery-codes/" in seat.page.url
    seat.look("recovery-codes")
    seat.open("/konts/2fa/totp/deactivate/")
    seat.look("factor-cannot-be-removed")
    seat.open("/konts/2fa/recovery-codes/generate/")
    seat.look("recovery-codes-new")
    seat.open("/konts/2fa/reauthenticate/")
    seat.look("code-again")
    seat.open("/audits/")
    seat.look("status-403")
