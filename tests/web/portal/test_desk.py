"""The agency's desk: the queue, the certificates, the audit log; each for those whose it is."""

import zipfile

import pytest
from django.test import Client

from esigner import audit
from esigner.custody import jobs, statement, tasks
from esigner.registry import models
from esigner.registry.kinds import Role
from esigner.web.portal import paging
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases, queue

pytestmark = pytest.mark.django_db


def test_queue_lists_applications_requests_and_questions_that_wait(sign_in: SignIn) -> None:
    case, request = cases.requested()
    application_id, applicant = cases.submitted()
    sign_in(applicant).post("/konsultacijas/jauna/", {"topic": "other", "subject": "Jautājums", "text": "?"})
    page = pages.tree(sign_in(case.officer).get("/rinda/"))
    kinds = set(page.xpath("//tr[@data-kind]/@data-kind"))
    assert kinds == {"application", "request", "consultation"}
    assert {f"/pieteikumi/{application_id}/", f"/pieprasijumi/{request.id}/"} <= set(page.xpath("//tbody//a/@href"))


def test_queue_names_the_institution_of_a_question_and_beside_it_who_asks(sign_in: SignIn) -> None:
    case, stranger = cases.registered(), cases.person("Svešais Jautātājs")
    asked = {"topic": "other", "subject": "Jautājums", "text": "?"}
    sign_in(case.applicant).post("/konsultacijas/jauna/", asked | {"case": str(case.id)})
    sign_in(case.applicant).post("/konsultacijas/jauna/", asked)
    sign_in(stranger).post("/konsultacijas/jauna/", asked)
    rows = pages.tree(sign_in(case.officer).get("/rinda/")).xpath("//tr[@data-kind='consultation']")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    of_case, of_member, of_stranger = cells
    assert of_case[0] == of_member[0] == "Paraugu iestāde"
    assert of_stranger[0].startswith("Iestāde nav norādīta")
    assert of_stranger[2] == "Jautājums (jautā Svešais Jautātājs)"


@pytest.mark.attack
@pytest.mark.parametrize("address", ["/rinda/", "/sertifikati/", "/audits/"])
def test_desk_is_closed_to_institutions(sign_in: SignIn, address: str) -> None:
    assert sign_in(cases.person()).get(address).status_code == 403


def test_registrar_has_neither_certificates_nor_log(sign_in: SignIn) -> None:
    browser = sign_in(cases.registrar())
    assert [browser.get(address).status_code for address in ("/sertifikati/", "/audits/")] == [403, 403]


def test_pki_operator_sees_every_certificate_and_revokes(sign_in: SignIn) -> None:
    case = cases.connected()
    certificate = case.view().environments[0].certificates[0]
    browser = sign_in(cases.person("Pēteris Atslēga", role=Role.PKI_OPERATOR))
    address = f"/lietas/{case.id}/sertifikati/{certificate.id}/anulet/"
    assert address in pages.tree(browser.get("/sertifikati/")).xpath("//a/@href")
    browser.post(address, {"reason": "keyCompromise", "confirmed": "on"})
    page = pages.tree(browser.get("/sertifikati/"))
    row = page.xpath("//tr[@data-certificate=$id]", id=str(certificate.id))[0]
    assert "Anulēts" in row.text_content()


def test_auditor_filters_the_log_by_epak_number(sign_in: SignIn) -> None:
    case, other = cases.connected(), cases.other_institution()
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    page = browser.get("/audits/", {"case": case.view().epak_number, "event": "certificate"})
    events = [str(one.text_content()) for one in pages.tree(page).xpath("//tbody//th")]
    assert events == ["certificate.issued"]
    assert other.view().epak_number not in pages.words(page)


def verified(browser: Client) -> None:
    """Press the button, and be the worker."""
    browser.post("/audits/parbaude/")
    (job,) = queue.ordered(jobs.VERIFY)
    tasks.verify(**job)


def test_auditor_orders_a_verification_and_sees_its_result(sign_in: SignIn) -> None:
    """The walk along the whole log takes long: no page waits for it."""
    cases.connected()
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    assert "verification" not in browser.get("/audits/").content.decode().split('id="audit-verify"')[0]
    browser.post("/audits/parbaude/")
    browser.post("/audits/parbaude/")
    assert "Pārbaude notiek" in pages.by_id(browser.get("/audits/"), "verification")
    (job,) = queue.ordered(jobs.VERIFY)

    tasks.verify(**job)

    assert "Ķēde ir vesela." in pages.by_id(browser.get("/audits/"), "verification")
    assert [one.outcome for one in audit.events(event_prefix="audit.verified")] == ["ok"]
    browser.post("/valoda/", {"language": "en", "next": "/audits/"})
    assert "The chain is whole." in pages.by_id(browser.get("/audits/"), "verification")


def test_what_waits_for_the_chain_is_shown_first_and_says_so(sign_in: SignIn) -> None:
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    audit.chain_all()
    audit.record(event="one.fresh", act=audit.by_system(at=cases.AT))
    first = pages.tree(browser.get("/audits/")).xpath("//tbody/tr[1]/*")
    assert [str(one.text_content()).strip() for one in (first[0], first[2])] == ["gaida ķēdi", "one.fresh"]


@pytest.mark.attack
def test_nobody_but_an_auditor_orders_a_verification(sign_in: SignIn) -> None:
    assert sign_in(cases.registrar()).post("/audits/parbaude/").status_code == 403
    assert sign_in(cases.person("Aija Auditore", role=Role.AUDITOR)).get("/audits/parbaude/").status_code == 405
    assert queue.ordered(jobs.VERIFY) == []


def walked(browser: Client, address: str, xpath: str) -> list[list[str]]:
    """Return what each page of a list shows, following its links to the end."""
    found, following = [], [address]
    while following:
        page = pages.tree(browser.get(following[0]))
        found.append([str(one) for one in page.xpath(xpath)])
        following = page.xpath("//nav[@class='pager']/a[@rel='next']/@href")
    return found


@pytest.mark.parametrize("filters", ["", "?event=one", "?environment=test", "?event=one.a&environment=test"])
def test_the_log_comes_by_the_page(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, filters: str) -> None:
    monkeypatch.setattr(paging, "ROWS", 2)
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    for number in range(5):
        name = "one.a" if number % 2 else "one.b"
        audit.record(event=name, act=audit.by_system(at=cases.AT), environment="test", data={"number": number})
    audit.chain_all()

    shown = walked(browser, f"/audits/{filters}", "//tbody/tr/td[1]/text()")

    everything = [one for page in shown for one in page]
    assert everything == sorted(everything, key=int, reverse=True)
    assert len(set(everything)) == len(everything) >= (2 if "one.a" in filters else 5)
    assert all(len(page) <= 2 for page in shown)


def test_every_certificate_is_on_one_page_of_the_list(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS", 2)
    case = cases.production_connected()
    browser = sign_in(cases.person("Pēteris Atslēga", role=Role.PKI_OPERATOR))
    shown = walked(browser, "/sertifikati/", "//tr/@data-certificate")

    everything = {str(one.pk) for one in models.Certificate.objects.filter(use="client")}
    assert [one for page in shown for one in page] == list(dict.fromkeys(one for page in shown for one in page))
    assert {one for page in shown for one in page} == everything
    assert case.view().epak_number in pages.words(browser.get("/sertifikati/"))


@pytest.mark.attack
@pytest.mark.parametrize("mark", ["x", "-1", "9" * 30, "2026-01-01_x", "2026-01-01T00:00:00_" + "0" * 32])
@pytest.mark.parametrize("address", ["/audits/", "/sertifikati/"])
def test_a_mark_that_is_none_shows_the_first_page(sign_in: SignIn, address: str, mark: str) -> None:
    cases.connected()
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    assert pages.tree(browser.get(address, {"pirms": mark})).xpath("//tbody/tr")


def test_auditor_sees_that_an_exported_head_is_not_in_the_log(sign_in: SignIn) -> None:
    cases.connected()
    ahead = statement.content(audit.Head(sequence=10**6, hash="0" * 64), at=cases.AT)
    statement.folder().mkdir()
    with zipfile.ZipFile(statement.folder() / "000001000000-0.asice", "w") as archive:
        archive.writestr(statement.NAME, ahead)
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    verified(browser)

    told = pages.by_id(browser.get("/audits/"), "verification")

    assert "beigas ir nogrieztas" in told
    assert "Eksportētās galvas" not in told


def test_filter_that_fits_nothing_shows_nothing(sign_in: SignIn) -> None:
    cases.connected()
    page = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR)).get("/audits/", {"case": "EPAK-1900-00001"})
    assert not pages.tree(page).xpath("//tbody/tr")
