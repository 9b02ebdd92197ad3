"""Block 1, the institution's half: Terms, application, signature, submission; and the correction of a returned one."""

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.acceptance.journey.browser import Page
from tests.acceptance.journey.cast import AGENCY_OF_FORESTS, CITY, REGISTRAR, SCHOOL, Institution
from tests.acceptance.journey.signing_page import sign_on_page
from tests.acceptance.journey.story import Party, Story

FIXTURE: Final = Path(__file__).parents[3] / "vectors" / "applications" / "forests.asice"
"""Signed by EU DSS; how: tests/vectors/applications/README.md."""


def fields(institution: Institution, **changed: str) -> Mapping[str, str | list[str]]:
    """The application's form as the institution fills it in."""
    person = institution.technician
    return {
        "registration_number": institution.registration_number,
        "institution_name": institution.name,
        "address": institution.address,
        "representative_name": f"{institution.official.given_name} {institution.official.surname}",
        "representative_position": "vadītāja vietnieks",
        "contacts-0-name": f"{person.given_name} {person.surname}",
        "contacts-0-email": person.email,
        "contacts-0-phone": "+371 67000000",
        "system_name": institution.system_name,
        "purpose": "Līgumu un atbilžu vēstuļu parakstīšana, nodošana adresātam ar drošu elektronisko parakstu.",
        "formats": ["edoc", "asice", "pdf"],
        "monthly_volume": "1200",
        "terms_read": "on",
        **changed,
    }


def reads_terms(story: Story) -> None:
    """1.1: the official of the first institution reads the current Terms; a stranger to them cannot apply."""
    with story.score.step("1.1", "iestādes pārstāve iepazīstas ar Noteikumiem"):
        browser = story.browser(CITY.official)
        refused = _fill_in(story, CITY)
        story.score.check(
            "an application cannot be prepared before the Terms were opened",
            "TERMS" in refused.text or refused.status >= 400,
        )
        page = browser.open("/noteikumi/")
        story.score.check("the Terms' digest is shown", re.search(r"\b[0-9a-f]{64}\b", page.text))


def applies_in_portal(story: Story) -> None:
    """1.2: rendered, signed on the signing page through a real session, submitted, receipt."""
    with story.score.step("1.2", "pieteikums aizpildīts, parakstīts E-parakstītājā un iesniegts"):
        party, browser = story.party(CITY), story.browser(CITY.official)
        wrong = _fill_in(story, CITY, registration_number="90009999007")
        story.score.check(
            "a registration number with a wrong check digit is refused in the form",
            "labot" in wrong.url or wrong.form("application") is not None,
        )
        page = _fill_in(story, CITY)
        party.application = _path(page)
        _rendered(story, party)
        page = browser.submit(page, "application-sign")
        story.score.check("the browser is sent to the signing page", story.installation.url("sign_test") in page.url)
        page = sign_on_page(browser, page)
        story.score.check("the signing page sends back to the portal", story.installation.url("portal") in page.url)
        page = browser.open(party.application)
        story.score.check("the application is submitted", "Aģentūra" in page.text and "esniegt" in page.text)
        _kept(story, party, "city-application")
        story.score.check("a sealed receipt is there", _receipt(story, party))


def prepare(story: Story, institution: Institution) -> Page:
    """Read the Terms, fill in the form, keep the rendered files; give the application's page."""
    party, browser = story.party(institution), story.browser(institution.official)
    browser.open("/noteikumi/")
    page = _fill_in(story, institution)
    party.application = _path(page)
    _rendered(story, party)
    return page


def uploads_signed_elsewhere(story: Story) -> None:
    """1.2: the second institution signs with software of its own and uploads the container."""
    with story.score.step("1.2", "otras iestādes pieteikums, parakstīts ar citu programmatūru, augšupielādēts"):
        party, browser = story.party(AGENCY_OF_FORESTS), story.browser(AGENCY_OF_FORESTS.official)
        page = prepare(story, AGENCY_OF_FORESTS)
        page = _upload(story, party, page, _changed(FIXTURE.read_bytes()))
        story.score.check(
            "a changed container is refused with the reason", "Nav izpildīts" in page.text or "HASH" in page.text
        )
        page = _upload(story, party, browser.open(party.application), FIXTURE.read_bytes())
        page = browser.open(party.application)
        story.score.check("the container made by other software is accepted", not _has_form(page, "application-upload"))
        story.score.check("a sealed receipt is there", _receipt(story, party))


def is_returned_and_corrected(story: Story) -> None:
    """1.2: the third application comes back with reason codes, is corrected and submitted again."""
    with story.score.step("1.2", "trešais pieteikums atgriezts labošanai, izlabots, iesniegts atkārtoti"):
        party, browser = story.party(SCHOOL), story.browser(SCHOOL.official)
        browser.open("/noteikumi/")
        page = _fill_in(story, SCHOOL, purpose="Parakstīšana.")
        party.application = _path(page)
        sign_on_page(browser, browser.submit(page, "application-sign"))
        officer = story.browser(REGISTRAR)
        page = officer.open(party.application)
        reasons = [str(value) for value in page.form("application-return").xpath(".//input[@name='reasons']/@value")]
        story.score.check("reason codes are offered", len(reasons) >= 2)
        officer.submit(page, "application-return", {"reasons": reasons[:2], "explanation": "Aprakstiet mērķi sīkāk."})
        mail = story.outbox.wait(SCHOOL.official.email, "Aprakstiet mērķi")
        story.score.check("the institution is told by mail", mail["Subject"])
        page = browser.open(party.application)
        story.score.check(
            "the page names the reason and whose turn it is", "Aprakstiet mērķi" in page.text and "Iestāde" in page.text
        )
        page = _edit(story, party, SCHOOL)
        sign_on_page(browser, browser.submit(page, "application-sign"))
        page = officer.open(party.application)
        story.score.check(
            "the officer sees the difference field by field",
            "Parakstīšana." in page.text and "nodošana adresātam" in page.text,
        )


def _fill_in(story: Story, institution: Institution, **changed: str) -> Page:
    browser = story.browser(institution.official)
    page = browser.open("/pieteikumi/jauns/")
    return browser.submit(page, "application", fields(institution, **changed), button=("action", "prepare"))


def _edit(story: Story, party: Party, institution: Institution) -> Page:
    browser = story.browser(institution.official)
    page = browser.open(f"{party.application}labot/")
    return browser.submit(page, "application", fields(institution), button=("action", "prepare"))


def _rendered(story: Story, party: Party) -> None:
    browser = story.browser(party.institution.official)
    for name in ("pieteikums.pdf", "pieteikums.json"):
        page = browser.open(party.application + name)
        (party.folder / name).write_bytes(page.content)
    pdf, text = (party.folder / "pieteikums.pdf").read_bytes(), (party.folder / "pieteikums.json").read_text()
    story.score.check("the application is rendered as PDF", pdf.startswith(b"%PDF-"))
    story.score.check("the Terms' version and digest are inside the signed JSON", re.search(r'"[0-9a-f]{64}"', text))


def _upload(story: Story, party: Party, page: Page, content: bytes) -> Page:
    browser = story.browser(party.institution.official)
    files = {"signed_file": ("pieteikums.asice", content, "application/vnd.etsi.asic-e+zip")}
    return browser.submit(page, "application-upload", files=files)


def _changed(container: bytes) -> bytes:
    """The same container with one word of the application changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(container)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry, content.replace(b'"1200"', b'"9900"') if entry.filename.endswith(".json") else content)
    return buffer.getvalue()


def _kept(story: Story, party: Party, name: str) -> None:
    signed = story.browser(party.institution.official).open(f"{party.application}parakstits-fails/")
    story.score.check("the signed application can be downloaded", signed.content[:2] == b"PK")
    story.keep(
        f"{name}.asice",
        signed.content,
        kind="container",
        roots=["roots/test-root.pem"],
        intermediates=["test-signers.pem", "test-tsa.pem"],
    )


def _receipt(story: Story, party: Party) -> bool:
    receipt = story.official_document(party, "receipt", page=party.application)
    return receipt.startswith(b"%PDF-")


def _path(page: Page) -> str:
    found = re.search(r"/pieteikumi/[0-9a-f-]{36}/", page.url)
    if not found:
        message = f"the application was not prepared: {page.url} {page.text[:900]}"
        raise RuntimeError(message)
    return found.group()


def _has_form(page: Page, name: str) -> bool:
    return bool(page.tree.xpath("//form[@id=$name]", name=name))
