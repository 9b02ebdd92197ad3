"""The keyboard, no script at all, and pages that are not there."""

import pytest
from playwright.sync_api import Browser

from tests.acceptance.browser.people import Officer
from tests.acceptance.browser.seat import Seat
from tests.world.installation import RunningInstallation

pytestmark = pytest.mark.browser


def test_first_tab_offers_to_skip_to_the_content(chromium: Browser, installation: RunningInstallation) -> None:
    seat = Seat(chromium, installation)
    seat.open("/")
    seat.page.keyboard.press("Tab")
    assert seat.words(":focus") == "Pāriet uz saturu"
    seat.page.keyboard.press("Enter")
    assert seat.page.evaluate("document.activeElement.id") == "saturs"


def test_scheme_is_walked_by_the_keyboard_alone(chromium: Browser, installation: RunningInstallation) -> None:
    seat = Seat(chromium, installation)
    seat.open("/")
    seat.page.locator("#scheme a").first.focus()
    reached = []
    for _ in range(6):
        reached.append(seat.page.evaluate("document.activeElement.getAttribute('href')"))
        seat.page.keyboard.press("Tab")
    assert reached == [f"/bloks/{number}/" for number in (1, 2, 3, 4, 5, 8)]


def test_fault_in_the_summary_leads_to_its_field(chromium: Browser, installation: RunningInstallation) -> None:
    seat = Seat(chromium, installation)
    seat.open("/konts/signup/")
    seat.press("sign-up")
    seat.page.locator("#error-summary a").first.click()
    assert seat.page.evaluate("document.activeElement.name") == "given_name"


def test_everything_works_without_script(
    chromium: Browser, installation: RunningInstallation, officers: dict[str, Officer]
) -> None:
    seat = Seat(chromium, installation, script=False)
    # Somebody of their own: a code works once, and the language stays with the person.
    seat.sign_in_as(officers["second_officer"])
    seat.press("language", button="[value=en]")
    assert seat.words("h1") == "Work queue"


def test_page_that_is_not_there_is_plain_and_leads_home(chromium: Browser, installation: RunningInstallation) -> None:
    seat = Seat(chromium, installation)
    seat.open("/nav-tadas-lapas/")
    assert seat.words("h1") == "Šādas lapas nav"
    seat.look("not-found")
