"""Block 2: networks and CSR, their checks, approval, the connection pack."""

import io
import zipfile
from pathlib import Path

from tests.acceptance.journey import openssl
from tests.acceptance.journey.browser import Page
from tests.acceptance.journey.cast import AGENCY_OF_FORESTS, CITY, REGISTRAR, Institution, Person
from tests.acceptance.journey.story import Party, Story
from tests.acceptance.journey.system import Credentials, System

LOOPBACK = {
    "networks-0-cidr": "127.0.0.1/32",
    "networks-0-label": "Testa serveris",
    "networks-0-owner": "Iestāde",
}


def asks_for_test(story: Story) -> None:
    """2.1: every check's result at once; two bad requests are refused by name."""
    with story.score.step(
        "2.1", "iestāde nosūta IP adreses un openssl CSR; nederīgie noraidīti ar pārbaudes nosaukumu"
    ):
        party = story.party(CITY)
        for kind, name in (("RSA-1024", "KEY_TYPE"), ("RSA-e3", "RSA_EXPONENT")):
            page = submit_request(story, party, "test", key_kind=kind, action="check")
            story.score.check(f"a CSR with {kind} is refused by {name}", name in page.text)
        page = submit_request(story, party, "test", action="check", **{"networks-0-cidr": "0.0.0.0/0"})
        story.score.check("0.0.0.0/0 is refused", "0.0.0.0/0" in page.text)
        page = submit_request(story, party, "test", action="check")
        names = [name for name in ("CSR_SIGNATURE", "KEY_ROCA", "KEY_FERMAT", "SUBJECT_COUNTRY") if name in page.text]
        story.score.equal("the results of all checks are shown before submitting", len(names), 4)
        submit_request(story, party, "test", action="submit")
        submit_request(story, story.party(AGENCY_OF_FORESTS), "test", action="submit")


def is_connected_to_test(story: Story) -> None:
    """2.2: the officer approves; client, certificate, connection pack."""
    with story.score.step("2.2", "aģentūra apstiprina: testa klients, sertifikāts, saišu pakotne"):
        for institution in (CITY, AGENCY_OF_FORESTS):
            party = story.party(institution)
            approve(story, party, REGISTRAR)
            story.outbox.wait(institution.official.email, "test")
            connect(story, party, "test")
            members = {path.name for path in party.packs["test"].rglob("*")}
            wanted = {"urls.json", "ca-chain.pem", "certificate.pem", "openapi.json"}
            story.score.check(f"{institution.name}: the pack is complete", wanted <= members)


def submit_request(
    story: Story, party: Party, environment: str, *, action: str, key_kind: str = "P-256", **changed: str
) -> Page:
    """Fill in the connection form with a fresh key's CSR (or the fields given) and press the button."""
    key = party.folder / f"{environment}-{key_kind}-{action}.key"
    openssl.new_key(key, key_kind)
    party.keys[environment] = key
    csr = make_csr(party.institution, key, environment)
    browser = story.browser(party.institution.official)
    page = browser.open(f"{party.case}pieslegums/{environment}/")
    values = {**LOOPBACK, "csr": csr.decode(), "return_origins": story.landing.origin, **changed}
    return browser.submit(page, "connection", values, button=("action", action))


def make_csr(institution: Institution, key: Path, environment: str) -> bytes:
    """A CSR for the institution's system, by openssl."""
    return openssl.request(
        key,
        common_name=f"{environment}.{institution.registration_number}.example",
        organisation=institution.name,
        registration_number=institution.registration_number,
    )


def approve(story: Story, party: Party, officer: Person) -> Page:
    """An officer approves the case's pending request."""
    browser = story.browser(officer)
    for link in reversed(browser.open(party.case).links("/pieprasijumi/")):
        page = browser.open(link)
        if page.tree.xpath("//form[@id='request-approve']"):
            return browser.submit(page, "request-approve")
    message = f"{officer.email} finds no request to approve on {party.case}"
    raise LookupError(message)


def connect(story: Story, party: Party, environment: str) -> System:
    """Unpack the connection pack and give the system its credentials."""
    browser = story.browser(party.institution.official)
    page = browser.open(f"{party.case}pakotne/{environment}/")
    folder = party.folder / f"pack-{environment}-{len(party.packs)}"
    with zipfile.ZipFile(io.BytesIO(page.content)) as archive:
        archive.extractall(folder)
    party.packs[environment] = folder
    found = {path.name: path for path in folder.rglob("*") if path.is_file()}
    system = System(
        story.installation.url(f"api_{environment}"),
        Credentials(
            certificate=found["certificate.pem"],
            key=party.keys[environment],
            door_ca=found["ca-chain.pem"],
            epak_number=party.epak_number,
        ),
    )
    party.systems[environment] = system
    return system
