"""Block 3: evidence ticks itself; a failed scenario is seen and repeated; the institution declares it tested."""

from tests.acceptance.journey import documents
from tests.acceptance.journey.browser import Browser
from tests.acceptance.journey.cast import AGENCY_OF_FORESTS, CITY, Institution
from tests.acceptance.journey.signing_page import GOOD, REVOKED, sign_on_page
from tests.acceptance.journey.story import Story


def fails_first(story: Story) -> None:
    """3.1/3.3: a persona whose certificate is revoked; seen as failed; then repeated with a good one."""
    with story.score.step("3.1-3.3", "scenārijs vispirms neizdodas (anulēts sertifikāts), redzams, atkārtots"):
        party, system = story.party(CITY), story.party(CITY).systems["test"]
        story.score.check("nothing can be declared tested before it was shown", _declare_refused(story, CITY))
        contents = {documents.PDF_NAME: documents.pdf()}
        row = {"name": documents.PDF_NAME, "mediaType": "application/pdf", "size": len(contents[documents.PDF_NAME])}
        session = system.open_session(
            format="pdf", level="LT", documents=[row], returnUrl=story.landing.return_url, language="lv"
        )
        system.upload(session, contents)
        browser = Browser(story.installation.url("portal"))
        page = sign_on_page(browser, browser.open(session["signingUrl"]), REVOKED)
        story.score.check("the signer is told that the certificate is revoked", "anulēt" in page.text.lower())
        case = story.browser(CITY.official).open(party.case)
        story.score.check("the evidence shows the failed run with its code", "SIGNER_CERTIFICATE_REVOKED" in case.text)
        page = sign_on_page(browser, browser.open(session["signingUrl"]), GOOD)
        story.score.equal(
            "the same session is signed at the second try", system.status(session["id"])["status"], "SIGNED"
        )
        case = story.browser(CITY.official).open(party.case)
        story.score.check("the failed run stays in the history", "SIGNER_CERTIFICATE_REVOKED" in case.text)


def validates_by_api(story: Story) -> None:
    """3.1: the system has a signed container validated."""
    with story.score.step("3.1", "sistēma pārbauda parakstītu dokumentu ar API"):
        for institution in (CITY, AGENCY_OF_FORESTS):
            party = story.party(institution)
            content = (story.made / f"{institution.registration_number}-three.asice").read_bytes()
            headers = {"Content-Type": "application/vnd.etsi.asic-e+zip"}
            answer = party.systems["test"].call("POST", "/v1/validations", content=content, headers=headers)
            story.score.equal("validation by the API", answer.json().get("indication"), "TOTAL-PASSED")


def declares_tested(story: Story) -> None:
    """3.2: allowed by the evidence; sealed test record."""
    with story.score.step("3.2", "iestāde apliecina, ka notestēts; apzīmogots testu protokols"):
        for institution in (CITY, AGENCY_OF_FORESTS):
            party, browser = story.party(institution), story.browser(institution.official)
            page = browser.submit(browser.open(party.case), "declare-tested")
            record = story.official_document(party, "test_record")
            story.score.check(f"{institution.name}: a sealed test record ({page.url})", record.startswith(b"%PDF-"))


def _declare_refused(story: Story, institution: Institution) -> bool:
    page = story.browser(institution.official).open(story.party(institution).case)
    return not page.tree.xpath("//form[@id='declare-tested']//button[not(@disabled)]")
