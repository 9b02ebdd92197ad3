"""2.1 and 4.1: checked at once, submitted, approved."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from esigner.onboarding import evidence, requests
from esigner.onboarding.requests import RequestState
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases
from tests.world import registry as registry_world

pytestmark = pytest.mark.django_db


def typed(**changed: str | SimpleUploadedFile) -> dict[str, Any]:
    """The form as a person fills it in."""
    return {
        "networks-0-cidr": "8.8.4.0/24",
        "networks-0-label": "Birojs",
        "csr": cases.csr().decode(),
        "return_origins": "https://sistema.iestade.example",
        "action": "submit",
        **changed,
    }


def test_check_shows_all_results_and_sends_nothing(sign_in: SignIn) -> None:
    case = cases.registered()
    weak = registry_world.csr(registry_world.weak_key(), organisation=cases.FORM.institution_name).decode()
    page = sign_in(case.applicant).post(
        f"/lietas/{case.id}/pieslegums/test/", typed(action="check", csr=weak, **{"networks-0-cidr": "0.0.0.0/0"})
    )
    results = pages.tree(page).xpath("//*[@id='report']//li")
    assert len(results) > 23
    failed = {one.get("data-check") for one in results if one.get("data-outcome") == "failed"}
    assert "KEY_TYPE" in failed
    assert failed & {"NETWORK_TOO_WIDE", "NETWORK_UNSPECIFIED", "NETWORK_EVERYTHING"} or len(failed) > 1
    assert not case.view().environments[0].requests


def test_refused_request_is_not_stored_and_says_which_check_failed(sign_in: SignIn) -> None:
    case = cases.registered()
    weak = registry_world.csr(registry_world.weak_key(), organisation=cases.FORM.institution_name).decode()
    page = sign_in(case.applicant).post(f"/lietas/{case.id}/pieslegums/test/", typed(csr=weak))
    assert page.status_code == 422
    assert "KEY_TYPE" in pages.tree(page).xpath("//*[@id='report']//li[@data-outcome='failed']/@data-check")
    assert not case.view().environments[0].requests


def test_file_is_taken_as_well_as_a_pasted_text_and_stays_after_a_check(sign_in: SignIn) -> None:
    case = cases.registered()
    csr = cases.csr()
    file = SimpleUploadedFile("sistema.csr", csr)
    browser = sign_in(case.applicant)
    address = f"/lietas/{case.id}/pieslegums/test/"
    page = browser.post(address, typed(action="check", csr="", csr_file=file))
    assert pages.form(page, "connection")["csr"].strip() == csr.decode().strip()
    browser.post(address, typed(csr="", csr_file=SimpleUploadedFile("sistema.csr", csr)))
    assert case.view().environments[0].requests[0].state is RequestState.SUBMITTED


def test_request_goes_from_the_institution_to_a_connected_client(sign_in: SignIn) -> None:
    case = cases.registered()
    page = sign_in(case.applicant).post(f"/lietas/{case.id}/pieslegums/test/", typed(), follow=True)
    assert "Kārta: Aģentūra" in pages.by_id(page, "turn")
    request = case.view().environments[0].requests[0]
    officer = sign_in(case.officer)
    assert "request-approve" in pages.forms(officer.get(f"/pieprasijumi/{request.id}/"))
    page = officer.post(f"/pieprasijumi/{request.id}/apstiprinat/", follow=True)
    assert "Aktīvs" in pages.by_id(page, "environment-test")


def test_origin_that_is_no_origin_is_refused_in_the_form(sign_in: SignIn) -> None:
    case = cases.registered()
    page = sign_in(case.applicant).post(
        f"/lietas/{case.id}/pieslegums/test/", typed(return_origins="https://sistema.example/cels?x=1")
    )
    assert page.status_code == 422
    failed = pages.tree(page).xpath("//*[@id='report']//li[@data-outcome='failed']/@data-check")
    assert failed == ["RETURN_ORIGIN_FORM"]


@pytest.mark.attack
@pytest.mark.parametrize(
    "origin", ["http://localhost:8000", "https://169.254.169.254", "http://[::1]", "https://db:5432"]
)
def test_origin_in_the_house_is_refused_at_the_check_and_at_the_submission(sign_in: SignIn, origin: str) -> None:
    case = cases.registered()
    browser = sign_in(case.applicant)
    for action in ("check", "submit"):
        page = browser.post(f"/lietas/{case.id}/pieslegums/test/", typed(return_origins=origin, action=action))
        failed = pages.tree(page).xpath("//*[@id='report']//li[@data-outcome='failed']/@data-check")
        assert failed == ["RETURN_ORIGIN_ADDRESS"]
    assert not case.view().environments[0].requests


def test_officer_sees_the_origins_of_a_request(sign_in: SignIn) -> None:
    case = cases.registered()
    sign_in(case.applicant).post(
        f"/lietas/{case.id}/pieslegums/test/", typed(return_origins="https://sistema.iestade.lv")
    )
    request = case.view().environments[0].requests[0]
    page = sign_in(case.officer).get(f"/pieprasijumi/{request.id}/")
    assert "https://sistema.iestade.lv" in pages.by_id(page, "return-origins")
    assert "RETURN_ORIGIN_ADDRESS" in pages.by_id(page, "checks")


def test_production_shows_the_origins_that_it_takes_over_from_test(sign_in: SignIn) -> None:
    case = cases.registered()
    sign_in(case.applicant).post(
        f"/lietas/{case.id}/pieslegums/test/", typed(return_origins="https://sistema.iestade.lv")
    )
    requests.approve_test(request_id=case.view().environments[0].requests[0].id, act=cases.act(case.officer))
    cases.everything_passed(case)
    case.view()
    evidence.declare_tested(case_id=case.id, act=cases.act(case.applicant))
    request = requests.submit_production(
        case_id=case.id, act=cases.act(case.applicant), networks=cases.NETWORKS, key=cases.csr()
    )
    assert request.return_origins == ("https://sistema.iestade.lv",)


def test_officer_returns_a_request_with_an_explanation(sign_in: SignIn) -> None:
    case, request = cases.requested()
    sign_in(case.officer).post(f"/pieprasijumi/{request.id}/atgriezt/", {"explanation": "Cita adrese."})
    page = sign_in(case.applicant).get(f"/pieprasijumi/{request.id}/")
    assert "Cita adrese." in pages.words(page)
    assert "Kārta: Iestāde" in pages.words(page)


def test_production_takes_two_officers_one_after_the_other(sign_in: SignIn) -> None:
    case, request = cases.production_requested()
    first = sign_in(case.officer)
    page = first.post(f"/pieprasijumi/{request.id}/apstiprinat/", follow=True)
    assert "vajag otru amatpersonu" in pages.words(page)
    assert first.post(f"/pieprasijumi/{request.id}/apstiprinat/").status_code == 403
    sign_in(cases.second_officer()).post(f"/pieprasijumi/{request.id}/apstiprinat/")
    assert requests.get(request_id=request.id, by=case.applicant).state is RequestState.APPROVED


def test_challenge_is_shown_to_sign_and_downloaded_byte_for_byte(sign_in: SignIn) -> None:
    case = cases.declared_tested()
    browser = sign_in(case.applicant)
    address = f"/lietas/{case.id}/pieslegums/production/"
    assert browser.get(f"/lietas/{case.id}/izaicinajums/nonce.bin").status_code == 404
    page = browser.post(f"/lietas/{case.id}/izaicinajums/", follow=True)
    shown = pages.tree(page).get_element_by_id("nonce").text_content()
    assert browser.get(f"/lietas/{case.id}/izaicinajums/nonce.bin").content.decode() == shown
    assert pages.form(browser.get(address), "connection")["key_kind"] == "certificate"


def test_certificate_without_proof_is_refused_by_name(sign_in: SignIn) -> None:
    case = cases.declared_tested()
    browser = sign_in(case.applicant)
    pem = case.view().environments[0].certificates[0].pem
    page = browser.post(
        f"/lietas/{case.id}/pieslegums/production/",
        typed(action="check", key_kind="certificate", certificate=pem, chain="", nonce_signature="bm8="),
    )
    failed = pages.tree(page).xpath("//*[@id='report']//li[@data-outcome='failed']/@data-check")
    assert any("POSSESSION" in str(name) for name in failed)
