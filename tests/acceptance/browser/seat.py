"""A person in front of a browser window: goes, fills in, presses, and every page seen is looked at closely."""

import os
import re
from pathlib import Path
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.acceptance.browser.people import PASSWORD, Applicant, Officer
from tests.acceptance.journey.outbox import Outbox, body
from tests.world.installation import RunningInstallation

WIDE: Final = {"width": 1280, "height": 800}
NARROW: Final = {"width": 390, "height": 844}
PICTURES: Final = os.environ.get("ESIGNER_SCREENSHOTS", "")
"""Folder for pictures of every page looked at; none are made where it is not set."""


class Seat:
    """One person's window on the portal."""

    def __init__(
        self, chromium: Browser, installation: RunningInstallation, *, language: str = "lv-LV", script: bool = True
    ) -> None:
        """Open a window with no cookies."""
        self.base_url = f"http://localhost:{installation.ports['portal']}"
        self.outbox = Outbox(installation.state / "outbox")
        context = chromium.new_context(locale=language, viewport=WIDE, java_script_enabled=script)  # type: ignore[arg-type]  # a ViewportSize
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> None:
        """Follow a link."""
        self.page.goto(self.base_url + path)

    def press(self, form: str, *, button: str = "button") -> None:
        """Press a button of a form; gives back once the next page is there."""
        with self.page.expect_navigation():
            self.page.locator(f"form[id='{form}'] {button}").first.click()

    def look(self, name: str) -> None:
        """Hold the page up against axe, a narrow screen and the content security policy; take its picture."""
        for size, tag in ((NARROW, "narrow"), (WIDE, "wide")):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]  # a ViewportSize
            found = Axe().run(self.page)
            assert found.violations_count == 0, f"{name} ({tag}): {found.generate_report()}"
            width = self.page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], f"{name} ({tag}): the page is {width} wide"
            if PICTURES:
                Path(PICTURES).mkdir(parents=True, exist_ok=True)
                self.page.screenshot(path=str(Path(PICTURES) / f"{name}-{tag}.png"), full_page=True)
        refused = [said for said in self.complaints if "Content Security Policy" in said or "Refused" in said]
        assert not refused, refused

    def sign_up(self, person: Applicant) -> None:
        """Create an account and follow the link in the mail."""
        self.open("/konts/signup/")
        self.page.fill("[name=given_name]", person.given_name)
        self.page.fill("[name=surname]", person.surname)
        self.page.fill("[name=email]", person.email)
        self.page.fill("[name=password1]", PASSWORD)
        self.page.fill("[name=password2]", PASSWORD)
        self.press("sign-up")
        found = re.search(
            r"https?://\S*/konts/confirm-email/\S+", body(self.outbox.wait(person.email, "/confirm-email/"))
        )
        assert found is not None
        self.page.goto(found.group())
        self.press("confirm-email")

    def sign_in(self, email: str) -> None:
        """Sign in with the password."""
        self.open("/konts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", PASSWORD)
        self.press("sign-in")

    def sign_in_as(self, officer: Officer) -> None:
        """Sign in with the password and the code of the app."""
        self.sign_in(officer.email)
        self.page.fill("[name=code]", officer.code())
        self.press("second-factor")
        assert "/rinda/" in self.page.url, self.page.url

    def words(self, selector: str) -> str:
        """Return the text of a part of the page, white space folded."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def open_until(self, path: str, selector: str, text: str, *, times: int = 60) -> None:
        """Open a page anew until a part of it has the text, for what the worker does meanwhile."""
        for _ in range(times):
            self.open(path)
            if text in self.words(selector):
                return
            self.page.wait_for_timeout(500)
        assert text in self.words(selector)
