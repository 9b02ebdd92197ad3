"""The case page: whose turn, what next; and nobody sees another institution's case."""

import uuid

import pytest

from esigner.onboarding import documents, requests
from esigner.registry.kinds import Role
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db

READ = (
    "", "pieslegums/test/", "pieslegums/production/", "pakotne/test/", "uzturesana/", "uzturesana/sertifikats/test/",
    "uzturesana/tikli/test/",
)  # fmt: skip
WRITE = (
    "pieslegums/test/", "izaicinajums/", "notestets/", "uzaicinat/", "uzturesana/sertifikats/test/",
    "uzturesana/tikli/test/", "uzturesana/kontaktpersonas/", "apturet/test/", "atjaunot/test/",
)  # fmt: skip


def test_page_says_whose_turn_it_is_what_to_do_next_and_leads_there(sign_in: SignIn) -> None:
    case = cases.registered()
    page = sign_in(case.applicant).get(f"/lietas/{case.id}/")
    assert "Kārta: Iestāde" in pages.by_id(page, "turn")
    assert pages.by_id(page, "next-action") == "Iestāde nosūta testa vides IP adreses un CSR."
    assert pages.tree(page).xpath("//*[@id='turn']//a/@href") == [f"/lietas/{case.id}/pieslegums/test/"]


def test_side_that_waits_reads_what_is_awaited_and_has_no_button(sign_in: SignIn) -> None:
    case, _ = cases.requested()
    page = sign_in(case.applicant).get(f"/lietas/{case.id}/")
    assert "Kārta: Aģentūra" in pages.by_id(page, "turn")
    assert not pages.tree(page).xpath("//*[@id='turn']//a")


def test_officer_with_the_turn_is_led_to_the_request(sign_in: SignIn) -> None:
    case, request = cases.requested()
    page = sign_in(case.officer).get(f"/lietas/{case.id}/")
    assert pages.tree(page).xpath("//*[@id='turn']//a/@href") == [f"/pieprasijumi/{request.id}/"]


@pytest.mark.attack
def test_nobody_sees_or_touches_another_institutions_case(sign_in: SignIn) -> None:
    case = cases.connected()
    certificate = case.view().environments[0].certificates[0]
    stranger = sign_in(cases.other_institution().applicant)
    for page in (*READ, f"sertifikati/{certificate.id}/anulet/"):
        assert stranger.get(f"/lietas/{case.id}/{page}").status_code == 404, page
    for page in (*WRITE, f"sertifikati/{certificate.id}/anulet/"):
        typed = {"reason": "superseded", "confirmed": "on", "email": "a@b.example"}
        assert stranger.post(f"/lietas/{case.id}/{page}", typed).status_code == 404, page


@pytest.mark.attack
def test_another_institutions_request_and_documents_do_not_exist_for_a_stranger(sign_in: SignIn) -> None:
    case, request = cases.requested()
    cases.issued(case.id)
    document = documents.of_case(case.id)[0]
    stranger = sign_in(cases.other_institution().applicant)
    assert stranger.get(f"/pieprasijumi/{request.id}/").status_code == 404
    assert stranger.post(f"/pieprasijumi/{request.id}/apstiprinat/").status_code == 404
    assert stranger.get(f"/dokumenti/{document.id}/").status_code == 404
    assert sign_in(case.applicant).get(f"/dokumenti/{document.id}/").status_code == 200


def test_another_institutions_case_is_not_in_the_list(sign_in: SignIn) -> None:
    case, other = cases.registered(), cases.other_institution()
    page = sign_in(other.applicant).get("/lietas/")
    ids = pages.tree(page).xpath("//tr/@data-id")
    assert str(case.id) not in ids
    assert str(other.id) in ids


def test_unknown_case_and_document_are_no_pages(sign_in: SignIn, unknown_id: str) -> None:
    browser = sign_in(cases.person())
    assert browser.get(f"/lietas/{unknown_id}/").status_code == 404
    assert browser.get(f"/dokumenti/{uuid.uuid4()}/").status_code == 404


def test_without_signing_in_every_page_of_a_case_leads_to_the_sign_in(client: object) -> None:
    case = cases.connected()
    for page in READ:
        answer = client.get(f"/lietas/{case.id}/{page}")  # type: ignore[attr-defined]  # pytest-django's client
        assert answer.status_code == 302
        assert "/konts/login/" in answer["Location"]


def test_evidence_shows_each_scenario_with_its_runs(sign_in: SignIn) -> None:
    case = cases.connected()
    cases.signature(case, cases.session(case), code="SIGNER_CERTIFICATE_REVOKED")
    page = pages.tree(sign_in(case.applicant).get(f"/lietas/{case.id}/"))
    states = page.xpath("//*[@id='evidence']//tr[@data-scenario]/@data-state")
    assert "failed" in states
    assert "not_run" in states
    assert "SIGNER_CERTIFICATE_REVOKED" in page.get_element_by_id("evidence").text_content()


def test_tested_is_declared_once_every_scenario_passed(sign_in: SignIn) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    refused = browser.post(f"/lietas/{case.id}/notestets/")
    assert refused.status_code == 409
    cases.everything_passed(case)
    page = browser.get(f"/lietas/{case.id}/")
    assert not pages.tree(page).xpath("//form[@id='declare-tested']//button/@disabled")
    page = browser.post(f"/lietas/{case.id}/notestets/", follow=True)
    assert pages.tree(page).get_element_by_id("state").get("data-state") == "tested"


def test_connection_pack_comes_as_a_file(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases.connected()
    # The pack holds the API's own description, asked for at its door, which is not open here.
    monkeypatch.setattr(requests, "pack", lambda **_: ("EPAK.zip", b"PK"))
    answer = sign_in(case.applicant).get(f"/lietas/{case.id}/pakotne/test/")
    assert answer.content[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"]


def test_auditor_reads_a_case_and_can_press_nothing(sign_in: SignIn) -> None:
    case, request = cases.requested()
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    for address in (f"/lietas/{case.id}/", f"/pieprasijumi/{request.id}/", f"/pieteikumi/{case.id}/"):
        assert set(pages.forms(browser.get(address))) == {"language", "sign-out"}
    assert browser.post(f"/pieprasijumi/{request.id}/apstiprinat/").status_code == 403


@pytest.mark.parametrize(("language", "words"), [("lv", "Skaitās pēdējā izpilde"), ("en", "The last run counts")])
def test_evidence_says_that_the_last_run_counts(sign_in: SignIn, language: str, words: str) -> None:
    case = cases.connected()
    browser = sign_in(case.applicant)
    browser.post("/valoda/", {"language": language, "next": "/"})
    assert words in pages.by_id(browser.get(f"/lietas/{case.id}/"), "evidence")


def test_case_that_waits_for_its_first_signature_says_how_to_make_it(sign_in: SignIn) -> None:
    case = cases.production_connected()
    said = pages.by_id(sign_in(case.applicant).get(f"/lietas/{case.id}/"), "next-action")
    assert "two-step.sh" in said
    assert "uzticams sniedzējs" in said


def test_english_pages_name_the_system_in_english(sign_in: SignIn) -> None:
    case = cases.connected()
    cases.door(case, "api.called", route="/v1/probe")
    case.view()
    browser = sign_in(case.applicant)
    browser.post("/valoda/", {"language": "en", "next": "/"})
    said = pages.by_id(browser.get(f"/lietas/{case.id}/"), "history")
    assert "E-signer" in said
    assert "E-parakstītājs" not in said
