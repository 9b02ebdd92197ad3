"""What the steps of the journey share: the installation, the people at their browsers, and what has come out so far."""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from tests.acceptance.journey import authenticator, cast
from tests.acceptance.journey.browser import Browser, Page
from tests.acceptance.journey.cast import Institution, Person
from tests.acceptance.journey.installation import Installation
from tests.acceptance.journey.landing import Landing
from tests.acceptance.journey.outbox import Outbox, body
from tests.acceptance.journey.score import Score
from tests.acceptance.journey.system import System

AGENCY: Final = {
    "roots": ["roots/simulated-qtsp-root.pem", "roots/production-root.pem"],
    "intermediates": ["simulated-qtsp.pem", "production-tsa.pem"],
}
"""Who stands behind the agency's seal, and behind its timestamps."""


@dataclass(slots=True)
class Party:
    """An institution on its way: what it has received and made so far."""

    institution: Institution
    folder: Path
    case: str = ""
    """Path of the case page."""
    application: str = ""
    """Path of the application page."""
    epak_number: str = ""
    systems: dict[str, System] = field(default_factory=dict)
    """By environment: the institution's system with its credentials."""
    packs: dict[str, Path] = field(default_factory=dict)
    """By environment: the unpacked connection pack."""
    keys: dict[str, Path] = field(default_factory=dict)


@dataclass(slots=True)
class Story:
    """The whole journey's state; steps read and write it in the order of the seed."""

    installation: Installation
    score: Score
    folder: Path
    """Where keys, packs and downloaded documents are kept."""
    made: Path
    """Where signed documents are kept for the judges."""
    outbox: Outbox = field(init=False)
    landing: Landing = field(default_factory=Landing)
    """The institutions' own page."""
    parties: dict[str, Party] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """By e-mail: the second factor of the agency's people, as `esigner account add` printed it."""
    documents: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the folders."""
        self.outbox = Outbox(self.installation.state / "outbox")
        for folder in (self.folder, self.made, self.made / "roots"):
            folder.mkdir(parents=True, exist_ok=True)

    def party(self, institution: Institution) -> Party:
        """The institution's progress, begun at the first call."""
        if institution.registration_number not in self.parties:
            folder = self.folder / institution.registration_number
            folder.mkdir(exist_ok=True)
            self.parties[institution.registration_number] = Party(institution, folder)
        return self.parties[institution.registration_number]

    def browser(self, person: Person) -> Browser:
        """The person's browser, signed in at the first call."""
        if person.email not in self.browsers:
            browser = Browser(self.installation.url("portal"))
            if person.role:
                self._sign_in(browser, person)
            else:
                self._sign_up(browser, person)
            self.browsers[person.email] = browser
        return self.browsers[person.email]

    def close(self) -> None:
        """Close everybody's browser, and the connections of their systems."""
        for party in self.parties.values():
            for system in party.systems.values():
                system.close()
        for browser in self.browsers.values():
            browser.__exit__()

    def keep(self, name: str, content: bytes, *, kind: str, roots: list[str], intermediates: list[str]) -> Path:
        """Keep a signed document for validation and for the judges."""
        path = self.made / name
        path.write_bytes(content)
        row = {"file": name, "kind": kind, "roots": roots, "intermediates": intermediates}
        self.documents.append(row)
        (self.made / "manifest.json").write_text(json.dumps(self.documents, ensure_ascii=False, indent=1))
        return path

    def official_document(self, party: Party, kind: str, *, page: str = "", seconds: float = 20) -> bytes:
        """A sealed document of the case; the worker makes it within moments, so the page is asked again until then."""
        browser, end = self.browser(party.institution.official), time.monotonic() + seconds
        while time.monotonic() < end:
            shown = browser.open(page or party.case)
            links = shown.tree.xpath("//tr[@data-kind=$kind]//a/@href", kind=kind)
            if links:
                content = browser.open_from(shown, str(links[-1])).content
                name = f"{kind}-{party.institution.registration_number}.pdf"
                self.keep(name, content, kind="pdf", roots=AGENCY["roots"], intermediates=AGENCY["intermediates"])
                return content
            time.sleep(0.2)
        message = f"no document of kind {kind} on {page or party.case} within {seconds} s"
        raise TimeoutError(message)

    def _sign_up(self, browser: Browser, person: Person) -> None:
        values = {"email": person.email, "given_name": person.given_name, "surname": person.surname}
        page = browser.open("/konts/signup/")
        browser.submit(page, "sign-up", {**values, "password1": cast.PASSWORD, "password2": cast.PASSWORD})
        mail = self.outbox.wait(person.email, "/konts/confirm-email/")
        link = re.search(r"https?://\S*/konts/confirm-email/\S+", body(mail))
        if not link:
            message = f"no confirmation link in {body(mail)}"
            raise LookupError(message)
        page = browser.submit(browser.open(link.group().rstrip(".>)")), "confirm-email")
        if "/login/" in page.url:
            page = self._password(browser, person)
        self._signed_in(browser, person)

    def _sign_in(self, browser: Browser, person: Person) -> None:
        page = self._password(browser, person)
        browser.submit(page, "second-factor", {"code": authenticator.code(self.secrets[person.email])})
        self._signed_in(browser, person)

    @staticmethod
    def _password(browser: Browser, person: Person) -> Page:
        page = browser.open("/konts/login/")
        return browser.submit(page, "sign-in", {"login": person.email, "password": cast.PASSWORD})

    @staticmethod
    def _signed_in(browser: Browser, person: Person) -> None:
        page = browser.open("/konts/")
        if person.surname not in page.text:
            message = f"{person.email} is not signed in: {page.url} {page.text[:300]}"
            raise RuntimeError(message)
