"""Block 4: production, once with a CSR, once with a third party's certificate; two officers; the first signature."""

import base64
from datetime import UTC, datetime, timedelta

from tests.acceptance.journey import documents, openssl, qtsp
from tests.acceptance.journey.browser import Page
from tests.acceptance.journey.cast import AGENCY_OF_FORESTS, CITY, REGISTRAR, SECOND_OFFICER, Institution
from tests.acceptance.journey.steps.connection import LOOPBACK, approve, connect, make_csr
from tests.acceptance.journey.steps.integration import QTSP_IN_PRODUCTION, two_step
from tests.acceptance.journey.story import Party, Story


def asks_with_csr(story: Story) -> None:
    """4.1 with a CSR: the key used in test is refused."""
    with story.score.step("4.1", "gatava produkcijai ar CSR; testa atslēga noraidīta"):
        party = story.party(CITY)
        test_key = party.keys["test"]
        page = _with_csr(story, party, make_csr(CITY, test_key, "production").decode(), "check")
        story.score.check("the test key is refused by name", "KEY_REUSED_TEST_PRODUCTION" in page.text)
        key = openssl.new_key(party.folder / "production.key")
        party.keys["production"] = key
        csr = make_csr(CITY, key, "production").decode()
        _with_csr(story, party, csr, "submit")
        story.score.check("the request waits for the agency", _awaited(story, CITY))


def asks_with_third_party_certificate(story: Story) -> None:
    """4.1 with a certificate of a trusted third party: an expired chain is refused first; a signed nonce."""
    with story.score.step("4.1", "gatava produkcijai ar uzticamas trešās puses sertifikātu; beidzies noraidīts"):
        party, now = story.party(AGENCY_OF_FORESTS), datetime.now(UTC)
        trust = story.installation.url("trust")
        expired = qtsp.client(
            trust,
            party.folder,
            AGENCY_OF_FORESTS,
            not_before=now - timedelta(days=400),
            not_after=now - timedelta(days=3),
        )
        page = _with_certificate(story, party, expired, "check")
        story.score.check("an expired certificate is refused by name", "THIRD_PARTY_VALIDITY" in page.text)
        good = qtsp.client(trust, party.folder, AGENCY_OF_FORESTS)
        page = _with_certificate(story, party, good, "check", wrong_nonce=True)
        story.score.check("a wrong proof of possession is refused by name", "THIRD_PARTY_POSSESSION" in page.text)
        _with_certificate(story, party, good, "submit")
        party.keys["production"] = good.key
        story.score.check("the request waits for the agency", _awaited(story, AGENCY_OF_FORESTS))


def is_promoted_by_two(story: Story) -> None:
    """4.2: one officer is not enough; the second one's approval makes the client; links and notice."""
    with story.score.step("4.2", "divi ierēdņi apstiprina; produkcijas klients, saites, paziņojums"):
        for institution in (CITY, AGENCY_OF_FORESTS):
            party = story.party(institution)
            approve(story, party, REGISTRAR)
            story.score.check("the same officer cannot approve twice", not _can_approve(story, party))
            approve(story, party, SECOND_OFFICER)
            story.outbox.wait(institution.official.email, "produkcij")
            system = connect(story, party, "production")
            status, answer = system.curl("GET", "/v1/probe")
            story.score.equal(
                f"{institution.name}: production answers", (status, answer.get("environment")), (200, "production")
            )
        refused = story.party(CITY).systems["test"].credentials
        status, answer = type(system)(story.installation.url("api_production"), refused).curl(
            "GET", f"/v1/sessions/{'0' * 8}-0000-4000-8000-{'0' * 12}"
        )
        story.score.equal(
            "a test certificate is refused in production", answer.get("code"), "CLIENT_CERTIFICATE_OTHER_ENVIRONMENT"
        )


def signs_for_the_first_time(story: Story) -> None:
    """4.2: the first production signature, two-step with a key outside; the onboarding ends."""
    with story.score.step("4.2", "pirmais paraksts produkcijā (divsoļu, atslēga ārpus servera); pieslēgšana pabeigta"):
        for institution, kind in ((CITY, "edoc"), (AGENCY_OF_FORESTS, "pdf")):
            party = story.party(institution)
            holder = qtsp.signer(story.installation.url("trust"), party.folder, institution.official, kind="P-384")
            contents = (
                {documents.PDF_NAME: documents.pdf()} if kind == "pdf" else {documents.TEXT_NAME: documents.text()}
            )
            signed = two_step(party.systems["production"], holder, kind, contents)
            story.keep(
                f"production-{institution.registration_number}.{kind}",
                signed,
                kind="pdf" if kind == "pdf" else "container",
                **QTSP_IN_PRODUCTION,
            )
            page = story.browser(institution.official).open(party.case)
            story.score.check(
                f"{institution.name}: the onboarding has ended",
                page.tree.xpath("//*[@id='turn']") and "Kārta: Iestāde" not in page.text,
            )


def _can_approve(story: Story, party: Party) -> bool:
    browser = story.browser(REGISTRAR)
    pages = [browser.open(link) for link in browser.open(party.case).links("/pieprasijumi/")]
    return any(page.tree.xpath("//form[@id='request-approve']") for page in pages)


def _with_csr(story: Story, party: Party, csr: str, action: str) -> Page:
    browser = story.browser(party.institution.official)
    page = browser.open(f"{party.case}pieslegums/production/")
    values = {**LOOPBACK, "key_kind": "csr", "csr": csr, "return_origins": story.landing.origin}
    return browser.submit(page, "connection", values, button=("action", action))


def _with_certificate(
    story: Story, party: Party, holder: qtsp.Holder, action: str, *, wrong_nonce: bool = False
) -> Page:
    browser = story.browser(party.institution.official)
    page = browser.open(f"{party.case}pieslegums/production/")
    page = browser.submit(page, "challenge")
    nonce = browser.open(f"{party.case}izaicinajums/nonce.bin").content
    signature = openssl.sign(holder.key, b"something else" if wrong_nonce else nonce)
    page = browser.open(f"{party.case}pieslegums/production/")
    values = {
        **LOOPBACK,
        "key_kind": "certificate",
        "certificate": holder.certificate.read_text(),
        "chain": holder.chain.read_text(),
        "nonce_signature": base64.b64encode(signature).decode(),
        "return_origins": story.landing.origin,
    }
    return browser.submit(page, "connection", values, button=("action", action))


def _awaited(story: Story, institution: Institution) -> bool:
    return "Aģentūra" in story.browser(institution.official).open(story.party(institution).case).text
