"""Step 8: asked at any time, answered, closed."""

import pytest

from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

pytestmark = pytest.mark.django_db

QUESTION = {
    "topic": "other",
    "case_id": "",
    "environment": "",
    "subject": "Laika zīmogs",
    "text": "Vai tas ir vajadzīgs?",
}


def test_question_before_there_is_a_case_is_answered_and_closed(sign_in: SignIn) -> None:
    person = cases.person()
    browser = sign_in(person)
    page = browser.post("/konsultacijas/jauna/", QUESTION, follow=True)
    address = page.redirect_chain[-1][0]
    assert "Kārta: Aģentūra" in pages.by_id(page, "turn")
    officer = sign_in(cases.registrar())
    assert "Laika zīmogs" in pages.words(officer.get("/konsultacijas/"))
    officer.post(f"{address}rakstit/", {"text": "Jā, vismaz B-T līmenis."})
    page = browser.get(address)
    assert "Jā, vismaz B-T līmenis." in pages.by_id(page, "thread")
    assert "Kārta: Iestāde" in pages.by_id(page, "turn")
    page = browser.post(f"{address}slegt/", follow=True)
    assert "slēgta" in pages.by_id(page, "turn")
    assert "consultation-write" not in pages.forms(page)


def test_empty_question_is_refused_at_its_field(sign_in: SignIn) -> None:
    page = sign_in(cases.person()).post("/konsultacijas/jauna/", {**QUESTION, "text": ""})
    assert page.status_code == 422
    assert pages.tree(page).xpath("//textarea[@name='text']/@aria-invalid") == ["true"]


def test_failed_run_leads_to_a_question_that_is_filled_in(sign_in: SignIn) -> None:
    case = cases.connected()
    cases.signature(case, cases.session(case), code="SIGNER_CERTIFICATE_REVOKED")
    browser = sign_in(case.applicant)
    links = pages.tree(browser.get(f"/lietas/{case.id}/")).xpath(
        "//*[@id='evidence']//a[contains(@href, 'jauna')]/@href"
    )
    form = pages.form(browser.get(str(links[0])), "consultation")
    assert form["case_id"] == str(case.id)
    assert form["environment"] == "test"
    assert form["request_ids"]


@pytest.mark.attack
def test_question_may_not_name_another_institutions_case(sign_in: SignIn) -> None:
    case, other = cases.registered(), cases.other_institution()
    page = sign_in(other.applicant).post("/konsultacijas/jauna/", {**QUESTION, "case_id": str(case.id)})
    assert page.status_code == 422


@pytest.mark.attack
def test_stranger_does_not_see_the_thread(sign_in: SignIn) -> None:
    page = sign_in(cases.person()).post("/konsultacijas/jauna/", QUESTION, follow=True)
    address = page.redirect_chain[-1][0]
    stranger = sign_in(cases.person("Cits Cilvēks"))
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}rakstit/", {"text": "?"}).status_code == 404
