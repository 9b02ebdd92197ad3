"""Step 5: a further certificate, networks, contacts, revocation, suspension; the invitation of a contact."""

import re

import pytest

from esigner.notices import models as notices
from esigner.onboarding import maintenance
from esigner.registry import certificates, people
from esigner.registry.kinds import CertificateStatus, Role
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


def test_technical_contact_is_invited_and_takes_the_role(sign_in: SignIn) -> None:
    case = cases.registered()
    invited = cases.person("Kārlis Šķēle")
    page = sign_in(case.applicant).post(f"/lietas/{case.id}/uzaicinat/", {"email": invited.email}, follow=True)
    assert "Uzaicinājums ir nosūtīts." in pages.words(page)
    link = _mailed_link()
    browser = sign_in(invited)
    assert browser.get(f"/lietas/{case.id}/").status_code == 404
    assert "invitation" in pages.forms(browser.get(link))
    browser.post(link)
    assert browser.get(f"/lietas/{case.id}/").status_code == 200
    user = people.get(invited.id)
    assert user is not None
    institution_id = case.view().institution_id
    assert people.roles(user).has(Role.TECHNICAL_CONTACT, institution_id=institution_id)


@pytest.mark.attack
def test_invitation_is_of_no_use_to_anybody_else(sign_in: SignIn) -> None:
    case = cases.registered()
    sign_in(case.applicant).post(f"/lietas/{case.id}/uzaicinat/", {"email": "karlis@iestade.example"})
    stranger = sign_in(cases.person("Cits Cilvēks"))
    assert stranger.post(_mailed_link()).status_code == 403
    assert stranger.get(f"/lietas/{case.id}/").status_code == 404
    assert stranger.get(_mailed_link().rstrip("/") + "x/").status_code == 404


def test_technical_contact_may_not_invite(sign_in: SignIn) -> None:
    case = cases.registered()
    technician = cases.person(role=Role.TECHNICAL_CONTACT, institution_id=case.view().institution_id)
    browser = sign_in(technician)
    assert "invite" not in pages.forms(browser.get(f"/lietas/{case.id}/"))
    assert browser.post(f"/lietas/{case.id}/uzaicinat/", {"email": "a@b.example"}).status_code == 403


def _mailed_link() -> str:
    body = str(notices.Mail.objects.filter(body__contains="/uzaicinajums/").latest("queued_at").body)
    found = re.search(r"https?://[^/]+(/uzaicinajums/\S+)", body)
    assert found is not None
    return found[1]
