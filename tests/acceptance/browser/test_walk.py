"""The institution's and the officer's way in the browser: from an account to a connected test environment."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.acceptance.browser.people import LIBRARY, Applicant, Officer
from tests.acceptance.browser.seat import Seat
from tests.acceptance.journey import openssl
from tests.world.installation import RunningInstallation

pytestmark = pytest.mark.browser


def test_institution_and_agency_walk_from_an_account_to_the_test_environment(
    chromium: Browser, installation: RunningInstallation, officers: dict[str, Officer], tmp_path: Path
) -> None:
    institution, agency = Seat(chromium, installation), Seat(chromium, installation)
    _sees_the_scheme(institution)
    institution.sign_up(LIBRARY)
    institution.look("cases-empty")
    _applies(institution, LIBRARY)
    _signs(institution)
    agency.sign_in_as(officers["registrar"])
    case = _registers(agency)
    _asks_for_the_test_environment(institution, case, tmp_path)
    _connects(agency)
    institution.open(case)
    assert "Kārta: Iestāde" in institution.words("#turn")
    assert "Aktīvs" in institution.words("#environment-test")
    institution.look("case")
    institution.open(f"{case}uzturesana/")
    institution.look("maintenance")
    for page, name in (("cilveki/", "people"), ("uzturesana/tikli/test/izbeigt/", "fewer-networks")):
        institution.open(f"{case}{page}")
        institution.look(name)
    institution.open(f"{case}uzturesana/adreses/test/")
    institution.look("origins")
    _asks_and_is_answered(institution, agency, case)
    _looks_at_the_desk(chromium, installation, officers)
    _reads_english(institution, case)


def _sees_the_scheme(seat: Seat) -> None:
    for path, name in (("/", "scheme"), ("/shema/", "description"), ("/konts/login/", "sign-in")):
        seat.open(path)
        seat.look(name)
    for number in (1, 2, 3, 4, 5, 8):
        seat.open(f"/bloks/{number}/")
        seat.look(f"block-{number}")
    seat.open("/konts/signup/")
    seat.press("sign-up")
    seat.look("sign-up-errors")


def _applies(seat: Seat, person: Applicant) -> None:
    seat.open("/noteikumi/")
    seat.look("terms")
    seat.open("/pieteikumi/jauns/")
    seat.press("application", button="[value=prepare]")
    seat.look("application-errors")
    page = seat.page
    for name, value in {
        "registration_number": person.registration_number,
        "institution_name": person.institution,
        "address": "Grāmatu iela 1, Paraugpilsēta, LV-9999",
        "representative_name": "Anna Bērziņa",  # who signs below
        "contacts-0-name": "Jānis Ķēniņš",
        "contacts-0-email": "janis@biblioteka.example",
        "contacts-0-phone": "+371 67000000",
        "system_name": "Lasītāju portāls",
        "purpose": "Lasītāju līgumu parakstīšana.",
        "monthly_volume": "300",
    }.items():
        page.fill(f"[name='{name}']", value)
    page.check("[name=formats][value=edoc]")
    page.check("[name=terms_read]")
    seat.press("application", button="[value=prepare]")
    assert "Kārta: Iestāde" in seat.words("#turn")
    seat.look("application-prepared")


def _signs(seat: Seat) -> None:
    seat.press("application-sign")
    seat.look("signing")
    seat.page.get_by_label("Anna Bērziņa").first.check()
    seat.press("sign", button="button[type=submit], button:not([type])")
    # A service of trust may take its time: the page then offers to look again.
    for _ in range(20):
        if seat.page.locator("a#back").count():
            break
        seat.page.wait_for_timeout(500)
        seat.page.reload()
    seat.look("signed")
    with seat.page.expect_navigation():
        seat.page.locator("a#back").click()
    for _ in range(20):
        if "Kārta: Aģentūra" in seat.words("#turn"):
            break
        seat.page.wait_for_timeout(500)
        with seat.page.expect_navigation():
            seat.page.locator("a#collect").click()
    assert "Kārta: Aģentūra" in seat.words("#turn"), seat.words("main")
    seat.look("application-submitted")


def _registers(seat: Seat) -> str:
    seat.look("queue")
    with seat.page.expect_navigation():
        seat.page.get_by_role("link", name=LIBRARY.institution).click()
    seat.look("application-officer")
    seat.press("application-register")
    assert seat.words("#epak-number").startswith("EPAK-")
    seat.look("case-officer")
    return seat.page.url.removeprefix(seat.base_url)


def _asks_for_the_test_environment(seat: Seat, case: str, folder: Path) -> None:
    seat.open(case)
    with seat.page.expect_navigation():
        seat.page.locator("#turn a").click()
    weak = _csr(openssl.new_key(folder / "weak.key", "RSA-1024"))
    seat.page.fill("[name='networks-0-cidr']", "127.0.0.1/32")
    seat.page.fill("[name=csr]", weak)
    seat.press("connection", button="[value=check]")
    assert "KEY_TYPE" in seat.words("#report")
    seat.look("connection-refused")
    seat.page.fill("[name=csr]", _csr(openssl.new_key(folder / "good.key")))
    seat.press("connection", button="[value=check]")
    assert "Pārbaudes izturētas" in seat.words("#report"), seat.words("#report")
    seat.look("connection-checked")
    seat.press("connection", button="[value=submit]")
    assert "Kārta: Aģentūra" in seat.words("#turn")


def _csr(key: Path) -> str:
    organisation, number = LIBRARY.institution, LIBRARY.registration_number
    made = openssl.request(key, common_name="portals", organisation=organisation, registration_number=number)
    return made.decode()


def _connects(seat: Seat) -> None:
    seat.open("/rinda/")
    with seat.page.expect_navigation():
        seat.page.get_by_role("link", name=LIBRARY.institution).click()
    seat.look("request-officer")
    seat.press("request-approve")
    assert "Aktīvs" in seat.words("#environment-test")


def _asks_and_is_answered(institution: Seat, agency: Seat, case: str) -> None:
    institution.open(f"/konsultacijas/jauna/?case={case.split('/')[-2]}")
    institution.look("consultation-new")
    institution.page.fill("[name=subject]", "Laika zīmogs")
    institution.page.fill("[name=text]", "Vai testa vidē vajag laika zīmogu?")
    institution.press("consultation")
    path = institution.page.url.removeprefix(institution.base_url)
    agency.open(path)
    agency.page.fill("[name=text]", "Jā, vismaz B-T līmenis.")
    agency.press("consultation-write")
    institution.open(path)
    assert "vismaz B-T" in institution.words("#thread")
    institution.look("consultation")
    institution.open("/konsultacijas/")
    institution.look("consultations")


def _looks_at_the_desk(chromium: Browser, installation: RunningInstallation, officers: dict[str, Officer]) -> None:
    operator, auditor = Seat(chromium, installation), Seat(chromium, installation)
    operator.sign_in_as(officers["pki_operator"])
    operator.open("/sertifikati/")
    operator.look("certificates")
    with operator.page.expect_navigation():
        operator.page.locator("a[href*='/anulet/']").first.click()
    operator.look("revoke")
    auditor.sign_in_as(officers["auditor"])
    auditor.open("/audits/")
    auditor.press("audit-verify")
    auditor.look("audit-verifying")
    auditor.open_until("/audits/", "#verification", "Ķēde ir vesela.")
    auditor.look("audit")


def _reads_english(seat: Seat, case: str) -> None:
    seat.open(case)
    seat.press("language", button="[value=en]")
    assert "Turn: Institution" in seat.words("#turn")
    seat.look("case-english")
    seat.open("/")
    seat.look("scheme-english")
