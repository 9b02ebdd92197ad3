"""Strangers, insiders and guessers at the portal of a whole installation."""

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from tests.acceptance.journey import authenticator, cast
from tests.acceptance.journey.browser import Browser
from tests.acceptance.journey.cast import CITY, REGISTRAR, SCHOOL, SECOND_OFFICER, Institution, Person
from tests.acceptance.journey.outbox import body
from tests.acceptance.journey.signing_page import sign_on_page
from tests.acceptance.journey.steps.application import fields
from tests.acceptance.journey.steps.connection import make_csr
from tests.acceptance.journey.story import Story
from tests.attack.honest import PATIENCE_SECONDS
from tests.attack.tally import Row

STRANGER = Person(given_name="Svens", surname="Svešais", email="svens@svesi.example")
WITH_THEIR_NUMBER: Institution = replace(CITY, name="Cits nosaukums", official=STRANGER)
KEY_TEXT = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"
PRIVATE_KEY = f"-----BEGIN PRIVATE KEY-----\n{KEY_TEXT}\n-----END PRIVATE KEY-----\n"


@pytest.fixture(scope="module")
def applied(story: Story) -> str:
    """The page of a stranger's application in the name of an institution that is registered."""
    browser = story.browser(STRANGER)
    browser.open("/noteikumi/")
    page = browser.open("/pieteikumi/jauns/")
    page = browser.submit(page, "application", fields(WITH_THEIR_NUMBER), button=("action", "prepare"))
    address = httpx.URL(page.url).path
    sign_on_page(browser, browser.submit(page, "application-sign"))
    return address


def opens(browser: Browser, address: str) -> bool:
    return browser.open(address).status == httpx.codes.OK


def test_a_members_number_gives_a_stranger_nothing(story: Story, row: Row, applied: str) -> None:
    officer, stranger = story.browser(REGISTRAR), story.browser(STRANGER)
    page = officer.open(applied)
    offered = page.tree.xpath("//form[@id='application-register']")
    if offered:
        officer.submit(page, "application-register")
    case = story.party(CITY).case
    addresses = [
        case,
        f"{case}uzturesana/",
        f"{case}pakotne/test/",
        f"{case}cilveki/",
        applied.replace("pieteikumi", "lietas"),
    ]

    row.tried = len(addresses)
    row.got_in = sum(opens(stranger, address) for address in addresses)
    assert row.got_in == 0
    asked = [f"{mail['Subject']} {body(mail)}" for mail in story.outbox.messages(CITY.official.email)]
    assert any(httpx.URL(applied).path in text for text in asked), "the representative was not asked"


def test_one_officer_alone_changes_nothing_for_a_stranger(story: Story, row: Row, applied: str) -> None:
    """The same officer again is no second one."""
    officer = story.browser(REGISTRAR)
    for _ in range(3):
        page = officer.open(applied)
        if page.tree.xpath("//form[@id='application-register']"):
            officer.submit(page, "application-register")
        row.tried += 1
        row.got_in += opens(story.browser(STRANGER), story.party(CITY).case)
    assert row.got_in == 0


def test_officer_who_is_invited_gets_no_role(story: Story, row: Row) -> None:
    browser, case = story.browser(CITY.official), story.party(CITY).case
    page = browser.open(f"{case}cilveki/")
    browser.submit(page, "invite", {"email": SECOND_OFFICER.email, "role": "representative"})
    links = [
        found
        for mail in story.outbox.messages(SECOND_OFFICER.email)
        for found in re.findall(r"https?://\S*/uzaicinajums/[^\s.>)]+", body(mail))
    ]
    officer = story.browser(SECOND_OFFICER)
    for link in links:
        page = officer.open(link)
        if page.tree.xpath("//form[@id='invitation']"):
            officer.submit(page, "invitation")

    row.tried = 1 + len(links)
    text = browser.open(f"{case}cilveki/").text
    row.got_in = int(f"{SECOND_OFFICER.given_name} {SECOND_OFFICER.surname} pārstāvis" in text)
    assert row.got_in == 0
    assert "pārstāv" not in officer.open("/konts/").text.lower()


@pytest.fixture
def guesser(story: Story) -> Iterator[Browser]:
    """Somebody's browser in which nobody is signed in."""
    with Browser(story.installation.url("portal")) as browser:
        yield browser


def test_codes_of_the_second_factor_cannot_be_guessed(story: Story, row: Row, guesser: Browser) -> None:
    page = guesser.open("/konts/login/")
    page = guesser.submit(page, "sign-in", {"login": cast.PKI_OPERATOR.email, "password": cast.PASSWORD})
    right = authenticator.code(story.secrets[cast.PKI_OPERATOR.email])
    judged = 0
    for number in range(40):
        wrong = f"{(int(right) + 1 + number * 7919) % 1_000_000:06}"
        answer = guesser.submit(guesser.open("/konts/2fa/authenticate/"), "second-factor", {"code": wrong})
        if answer.status == httpx.codes.TOO_MANY_REQUESTS:
            break
        judged += 1

    row.tried, row.got_in = 40, int("/2fa/" not in guesser.open("/rinda/").url and opens(guesser, "/rinda/"))
    assert judged <= 10
    assert row.got_in == 0


def test_guesses_lock_nobody_else_out(story: Story, row: Row, guesser: Browser) -> None:
    for number in range(30):
        page = guesser.open("/konts/login/")
        if not page.tree.xpath("//form[@id='sign-in']"):
            break
        guesser.submit(page, "sign-in", {"login": f"nav{number}@svesi.example", "password": "nepareiza-parole"})
        row.tried += 1
    person = SCHOOL.official
    with Browser(story.installation.url("portal")) as honest:
        page = honest.open("/konts/login/")
        honest.submit(page, "sign-in", {"login": person.email, "password": cast.PASSWORD})
        row.answered = int(person.surname in honest.open("/konts/").text)
    row.starved = 1 - row.answered
    assert row.starved == 0


@pytest.mark.parametrize("place", ["csr", "networks-0-label", "return_origins"])
def test_private_key_is_neither_kept_nor_shown(story: Story, row: Row, place: str) -> None:
    browser, party = story.browser(CITY.official), story.party(CITY)
    csr = make_csr(CITY, party.keys["test"], "test").decode()
    name, form, values = {
        "csr": ("sertifikats", "new-certificate", {"csr": csr + PRIVATE_KEY}),
        "networks-0-label": ("tikli", "new-networks", {"networks-0-label": PRIVATE_KEY}),
        "return_origins": ("adreses", "origins", {"return_origins": PRIVATE_KEY}),
    }[place]
    for action in ("check", "submit"):
        page = browser.open(f"{party.case}uzturesana/{name}/test/")
        button = ("action", action) if page.form(form).xpath(".//button[@name='action']") else None
        answer = browser.submit(page, form, values, button=button)
        row.tried += 1
        row.got_in += KEY_TEXT in answer.content.decode()
        assert "PRIVATE_KEY_UPLOADED" in answer.text or "atslēg" in answer.text
    assert row.got_in == 0


def test_mails_name_the_portals_own_address_whatever_the_request_says(story: Story, row: Row) -> None:
    portal = story.installation.url("portal")
    with httpx.Client(base_url=portal, timeout=PATIENCE_SECONDS, follow_redirects=True) as client:
        for host in ("evil.example", "localhost:1", "localhost.evil.example"):
            page = client.get("/konts/password/reset/")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
            assert token
            client.post(
                "/konts/password/reset/",
                data={"csrfmiddlewaretoken": token[1], "email": STRANGER.email},
                headers={"Host": host, "X-Forwarded-Host": host, "Referer": f"{portal}/"},
            )
            row.tried += 1
    texts = [body(mail) for mail in story.outbox.messages(STRANGER.email)]
    row.got_in = sum("evil.example" in text or "localhost:1/" in text for text in texts)
    assert row.got_in == 0


def test_invitation_works_once(story: Story, row: Row) -> None:
    guest = Person(given_name="Vija", surname="Viese", email="vija@viesi.example")
    host, case = story.browser(CITY.official), story.party(CITY).case
    host.submit(host.open(f"{case}cilveki/"), "invite", {"email": guest.email, "role": "technical_contact"})
    browser = story.browser(guest)
    link = re.search(r"https?://\S*/uzaicinajums/[^\s.>)]+", body(story.outbox.wait(guest.email, "/uzaicinajums/")))
    assert link
    browser.submit(browser.open(link[0]), "invitation")
    assert opens(browser, case)
    page = host.open(f"{case}cilveki/")
    ends = [str(one.get("id")) for one in page.tree.forms if str(one.get("id")).startswith("end-role-")]
    surname = [one for one in ends if guest.surname in page.form(one).getparent().getparent().text_content()]
    host.submit(page, surname[0])
    row.tried += 1
    row.got_in += opens(browser, case)
    page = browser.open(link[0])
    if page.tree.xpath("//form[@id='invitation']"):
        browser.submit(page, "invitation")
    row.tried += 1
    row.got_in += opens(browser, case)
    assert row.got_in == 0
