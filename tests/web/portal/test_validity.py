"""What is in force, what has ended, what never began: the pages say it, and offer nothing that is not there."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from esigner import audit
from esigner.onboarding import maintenance
from esigner.registry import certificates, networks
from esigner.registry.kinds import Environment
from esigner.web.portal.templatetags.portal import moment
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["pieslegums/test/", "uzturesana/tikli/test/"])
def test_network_that_has_ended_is_refused_in_every_form(sign_in: SignIn, page: str) -> None:
    case = cases.registered() if page.startswith("pieslegums") else cases.connected()
    typed = {
        "networks-0-cidr": "8.8.8.8", "networks-0-valid_to": "2020-01-01", "key_kind": "csr",
        "csr": cases.csr().decode(), "action": "submit",
    }  # fmt: skip
    answer = sign_in(case.applicant).post(f"/lietas/{case.id}/{page}", typed)
    assert answer.status_code == 422
    assert "NETWORK_VALIDITY_ENDED" in pages.by_id(answer, "report")
    assert not any(one.networks for view in case.view().environments for one in view.requests if "8.8.8.8" in str(one))


def test_days_of_a_network_stand_on_every_page_in_words(sign_in: SignIn) -> None:
    case = cases.connected()
    browser, officer = sign_in(case.applicant), sign_in(case.officer)
    typed = {"networks-0-cidr": "8.8.8.8", "networks-0-valid_to": "2039-01-01"}
    browser.post(f"/lietas/{case.id}/uzturesana/tikli/test/", typed)
    request = case.view().environments[0].requests[0]
    asked = pages.words(officer.get(f"/pieprasijumi/{request.id}/"))
    assert "8.8.8.8 līdz 01.01.2039." in asked
    officer.post(f"/pieprasijumi/{request.id}/apstiprinat/")
    for page in (f"/lietas/{case.id}/", f"/lietas/{case.id}/uzturesana/"):
        words = pages.words(browser.get(page))
        assert "8.8.8.8/32 līdz 01.01.2039." in words
        assert "(Paraugu iestāde) bez termiņa" in words


def test_network_that_ran_out_is_shown_so_and_can_be_asked_for_again(sign_in: SignIn) -> None:
    case = cases.connected()
    client_id = _client_id(case)
    ended = networks.Network(cidr="8.8.8.8/32", valid_to=datetime(2030, 1, 1, tzinfo=UTC))
    _allow(client_id, ended, at=datetime(2029, 1, 1, tzinfo=UTC))
    assert "8.8.8.8/32 līdz 31.12.2029. Beidzies termiņš" in pages.words(
        sign_in(case.applicant).get(f"/lietas/{case.id}/")
    )
    _allow(client_id, networks.Network(cidr="8.8.8.8/32"), at=cases.AT)
    assert "8.8.8.8/32" in {one.cidr for one in networks.of(client_id) if one.is_in_force(at=cases.AT)}


@pytest.mark.usefixtures("portal")
def test_environment_without_certificate_offers_no_pack_and_says_what_to_do(sign_in: SignIn) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    assert f"/lietas/{case.id}/pakotne/test/" in _links(browser.get(f"/lietas/{case.id}/"))
    _revoke(case)
    for address in (f"/lietas/{case.id}/", f"/lietas/{case.id}/uzturesana/"):
        page = browser.get(address)
        assert f"/lietas/{case.id}/pakotne/test/" not in _links(page)
        assert f"/lietas/{case.id}/uzturesana/sertifikats/test/" in _links(page)
        words = pages.words(page)
        assert "Nav spēkā esoša sertifikāta" in words
        assert "Aktīvs" not in words
        assert f"Anulēts {moment(cases.AT)}" in words
        assert "Anulēts līdz" not in words
    refused = browser.get(f"/lietas/{case.id}/pakotne/test/")
    assert refused.status_code == 409
    assert "Pieprasiet jaunu sertifikātu" in pages.words(refused)


def test_change_that_awaits_the_agency_is_not_called_nothing(sign_in: SignIn) -> None:
    case = cases.production_connected()
    cases.door(case, "signing.signature.finalized", environment=Environment.PRODUCTION, format="asice", level="LT")
    browser = sign_in(case.applicant)
    addresses = (f"/lietas/{case.id}/", f"/lietas/{case.id}/uzturesana/")
    assert all("Nekas netiek gaidīts" in pages.by_id(browser.get(one), "turn") for one in addresses)
    browser.post(f"/lietas/{case.id}/uzturesana/tikli/production/", {"networks-0-cidr": "8.8.8.8"})
    for address in addresses:
        page = browser.get(address)
        assert "Nekas netiek gaidīts" not in pages.by_id(page, "turn")
        assert "gaida aģentūras lēmumu" in pages.by_id(page, "awaited")
    row = pages.tree(browser.get("/lietas/")).xpath(f"//tr[@data-id='{case.id}']/td[@data-label='Kārta']")[0]
    assert row.text_content().strip() == "Aģentūra"
    line = pages.tree(sign_in(case.officer).get("/rinda/")).xpath("//tr[@data-kind='request']/td[@data-label='Kārta']")
    assert [one.text_content().strip() for one in line] == ["Aģentūra"]


def _allow(client_id: UUID, network: networks.Network, *, at: datetime) -> None:
    networks.allow(client_id=client_id, networks=[network], act=audit.Act(actor=cases.registrar().actor, at=at))


def _client_id(case: cases.Case) -> UUID:
    found = case.row.test_client_id
    assert found is not None
    return found


def _revoke(case: cases.Case) -> None:
    for one in certificates.of_client(_client_id(case)):
        maintenance.revoke_certificate(
            case_id=case.id, certificate_id=one.id, act=cases.act(case.applicant), reason="superseded"
        )


def _links(page: object) -> list[str]:
    return [str(link) for link in pages.tree(page).xpath("//main//a/@href")]
