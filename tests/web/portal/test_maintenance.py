"""Step 5: a further certificate, networks, contacts, revocation, suspension, closing."""

import pytest

from esigner.onboarding import maintenance
from esigner.registry import certificates
from esigner.registry.kinds import CertificateStatus
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db


def test_further_certificate_is_asked_for_and_both_are_active_after_approval(sign_in: SignIn) -> None:
    case = cases.connected()
    address = f"/lietas/{case.id}/uzturesana/sertifikats/test/"
    sign_in(case.applicant).post(address, {"csr": cases.csr().decode(), "action": "submit"})
    request = case.view().environments[0].requests[0]
    sign_in(case.officer).post(f"/pieprasijumi/{request.id}/apstiprinat/")
    states = [one.status for one in case.view().environments[0].certificates]
    assert states == [CertificateStatus.ACTIVE, CertificateStatus.ACTIVE]


def test_check_of_a_certificate_request_judges_the_key_alone(sign_in: SignIn) -> None:
    case = cases.connected()
    page = sign_in(case.applicant).post(
        f"/lietas/{case.id}/uzturesana/sertifikats/test/", {"csr": cases.csr().decode(), "action": "check"}
    )
    assert "Pārbaudes izturētas" in pages.by_id(page, "report")


def test_further_network_is_asked_for(sign_in: SignIn) -> None:
    case = cases.connected()
    sign_in(case.applicant).post(f"/lietas/{case.id}/uzturesana/tikli/test/", {"networks-0-cidr": "8.8.8.8"})
    assert case.view().environments[0].requests[0].networks[0].cidr == "8.8.8.8"


def test_revoking_needs_the_word_that_one_means_it(sign_in: SignIn) -> None:
    case = cases.connected()
    certificate = case.view().environments[0].certificates[0]
    browser = sign_in(case.applicant)
    address = f"/lietas/{case.id}/sertifikati/{certificate.id}/anulet/"
    assert f"revoke-{certificate.id}" in pages.forms(browser.get(f"/lietas/{case.id}/uzturesana/"))
    assert browser.post(address, {"reason": "superseded"}).status_code == 422
    assert certificates.get(certificate.id).status is CertificateStatus.ACTIVE
    browser.post(address, {"reason": "superseded", "confirmed": "on"})
    assert certificates.get(certificate.id).status is CertificateStatus.REVOKED


def test_contacts_are_replaced_and_a_wrong_one_is_refused_at_its_field(sign_in: SignIn) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    address = f"/lietas/{case.id}/uzturesana/kontaktpersonas/"
    page = browser.post(address, {"contacts-0-name": "Zane Zīle", "contacts-0-email": "nav", "contacts-0-phone": "1"})
    assert pages.tree(page).xpath("//input[@name='contacts-0-email']/@aria-invalid") == ["true"]
    browser.post(
        address,
        {
            "contacts-0-name": "Zane Zīle",
            "contacts-0-email": "zane@iestade.example",
            "contacts-0-phone": "+371 67000001",
        },
    )
    assert [one.name for one in maintenance.contacts(case_id=case.id, by=case.applicant)] == ["Zane Zīle"]


def test_officer_suspends_and_resumes(sign_in: SignIn) -> None:
    case = cases.connected()
    officer = sign_in(case.officer)
    page = officer.post(f"/lietas/{case.id}/apturet/test/", {"reason": "Drošības incidents."}, follow=True)
    assert "resume-test" in pages.forms(page)
    page = officer.post(f"/lietas/{case.id}/atjaunot/test/", follow=True)
    assert "suspend-test" in pages.forms(page)


def test_network_is_ended_on_request(sign_in: SignIn) -> None:
    case = cases.connected()
    browser, address = sign_in(case.applicant), f"/lietas/{case.id}/uzturesana/tikli/test/izbeigt/"
    assert "fewer-networks" in pages.forms(browser.get(address))
    assert browser.post(address).status_code == 422
    assert browser.post(address, {"cidr": "9.9.9.0/24"}).status_code == 422
    browser.post(address, {"cidr": "8.8.4.0/24"})
    request = case.view().environments[0].requests[0]
    officer = sign_in(case.officer)
    assert "8.8.4.0/24" in pages.words(officer.get(f"/pieprasijumi/{request.id}/"))
    officer.post(f"/pieprasijumi/{request.id}/apstiprinat/")
    assert case.view().environments[0].networks == ()


def test_origins_are_replaced_on_request(sign_in: SignIn) -> None:
    case = cases.connected()
    browser, address = sign_in(case.applicant), f"/lietas/{case.id}/uzturesana/adreses/test/"
    assert "origins" in pages.forms(browser.get(address))
    page = browser.post(address, {"return_origins": "http://localhost"})
    assert "RETURN_ORIGIN_ADDRESS" in pages.by_id(page, "report")
    browser.post(address, {"return_origins": "https://jauna.iestade.lv"})
    request = case.view().environments[0].requests[0]
    sign_in(case.officer).post(f"/pieprasijumi/{request.id}/apstiprinat/")
    client = case.view().environments[0].client
    assert client is not None
    assert client.return_origins == ("https://jauna.iestade.lv",)
    assert pages.form(browser.get(address), "origins")["return_origins"].strip() == "https://jauna.iestade.lv"


def test_production_is_resumed_by_the_second_officer(sign_in: SignIn) -> None:
    case = cases.production_connected()
    first, second = sign_in(case.officer), sign_in(cases.second_officer())
    first.post(f"/lietas/{case.id}/apturet/production/", {"reason": "Drošības incidents."})
    page = first.post(f"/lietas/{case.id}/atjaunot/production/", follow=True)
    assert "vajag otru amatpersonu" in pages.words(page)
    assert case.officer.name in pages.by_id(page, "awaits-second")
    assert "resume-production" not in pages.forms(page), "the first officer has said their word"
    waiting = pages.tree(second.get("/rinda/")).xpath("//tr[@data-kind='agreement']//a/@href")
    assert waiting == [f"/lietas/{case.id}/uzturesana/"]
    page = second.post(f"/lietas/{case.id}/atjaunot/production/", follow=True)
    assert "suspend-production" in pages.forms(page)
    assert "awaits-second" not in str(page.content)


def test_case_is_closed_by_the_agency_and_withdrawn_by_its_representative(sign_in: SignIn) -> None:
    closed, withdrawn = cases.connected(), cases.other_institution()
    page = sign_in(closed.officer).post(f"/lietas/{closed.id}/slegt/", {"reason": "Vairs nav vajadzīgs."}, follow=True)
    assert 'data-state="closed"' in page.content.decode()
    browser = sign_in(withdrawn.applicant)
    assert "close-case" in pages.forms(browser.get(f"/lietas/{withdrawn.id}/uzturesana/"))
    browser.post(f"/lietas/{withdrawn.id}/slegt/", {"reason": "Pārdomājām."})
    assert withdrawn.row.state == "closed"
    assert "close-case" not in pages.forms(browser.get(f"/lietas/{withdrawn.id}/uzturesana/"))
