"""Block 1, the agency's half: the case is registered, the EPAK number assigned, the letter sealed and sent."""

import re

from tests.acceptance.journey.browser import Page
from tests.acceptance.journey.cast import (
    AGENCY_OF_FORESTS,
    CITY,
    REGISTRAR,
    SCHOOL,
    SECOND_OFFICER,
    Institution,
)
from tests.acceptance.journey.outbox import body
from tests.acceptance.journey.story import AGENCY, Story


def registers(story: Story) -> None:
    """1.3 for the three institutions; numbers follow each other without a gap."""
    with story.score.step("1.3", "aģentūra reģistrē gadījumus, piešķir EPAK numurus, nosūta vēstules"):
        queue = story.browser(REGISTRAR).open("/rinda/")
        waiting = [i for i in (CITY, AGENCY_OF_FORESTS, SCHOOL) if i.name in queue.text]
        story.score.equal("the three applications wait in the queue", len(waiting), 3)
        for institution in (CITY, AGENCY_OF_FORESTS, SCHOOL):
            _register(story, institution)
        numbers = [int(party.epak_number.rsplit("-", 1)[1]) for party in story.parties.values()]
        story.score.equal("EPAK numbers without a gap", sorted(numbers), list(range(min(numbers), min(numbers) + 3)))
        story.score.check("another institution's case is not to be found", _stranger_status(story) == 404)


def _register(story: Story, institution: Institution) -> None:
    party, officer = story.party(institution), story.browser(REGISTRAR)
    page = officer.submit(officer.open(party.application), "application-register")
    if institution is AGENCY_OF_FORESTS:
        story.score.check("signed by the representative named: one officer is enough", "/lietas/" in page.url)
    else:
        _agrees_as_the_second(story, page, institution)
    party.case = party.application.replace("/pieteikumi/", "/lietas/")
    page = story.browser(institution.official).open(party.case)
    number = page.tree.xpath("//*[@id='epak-number']")
    party.epak_number = " ".join(number[0].text_content().split()).split()[-1] if number else ""
    story.score.check(f"{institution.name}: EPAK number {party.epak_number}", re.search(r"\d{5}$", party.epak_number))
    mail = story.outbox.wait(institution.official.email, party.epak_number)
    letters = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
    story.score.check("the letter is attached to the mail", len(letters) == 1)
    story.score.check("the mail says what to do next", "IP" in body(mail) or "CSR" in body(mail))
    letter = letters[0].get_payload(decode=True)
    if not isinstance(letter, bytes):
        message = "the letter is no single part"
        raise TypeError(message)
    story.score.check("the letter is PDF/A", b"pdfaid" in letter)
    story.keep(
        f"letter-{institution.registration_number}.pdf",
        letter,
        kind="pdf",
        **AGENCY,
    )


def _agrees_as_the_second(story: Story, page: Page, institution: Institution) -> None:
    """A persona of the sandbox signed, not the representative whom the form names: that takes two."""
    story.score.check(
        f"{institution.name}: signed by another than the representative named, one officer is not enough",
        "/lietas/" not in page.url and page.tree.xpath("//*[@id='awaits-second']"),
    )
    second = story.browser(SECOND_OFFICER)
    page = second.open(story.party(institution).application)
    story.score.check("the second officer sees who signed", "SIGNER_IS_REPRESENTATIVE" in page.text)
    second.submit(page, "application-register")


def _stranger_status(story: Story) -> int:
    return story.browser(SCHOOL.official).open(story.party(CITY).case).status
