"""The agency's desk: the queue, the certificates, the audit log; each for those whose it is."""

import zipfile

import pytest

from esigner import audit
from esigner.custody import statement
from esigner.registry.kinds import Role
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.world import cases

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


def test_auditor_filters_the_log_by_epak_number_and_verifies_the_chain(sign_in: SignIn) -> None:
    case, other = cases.connected(), cases.other_institution()
    browser = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR))
    page = browser.get("/audits/", {"case": case.view().epak_number, "event": "certificate", "verify": "1"})
    events = [str(one.text_content()) for one in pages.tree(page).xpath("//tbody//th")]
    assert events == ["certificate.issued"]
    assert "Ķēde ir vesela." in pages.by_id(page, "verification")
    assert other.view().epak_number not in pages.words(page)


def test_auditor_sees_that_an_exported_head_is_not_in_the_log(sign_in: SignIn) -> None:
    cases.connected()
    ahead = statement.content(audit.Head(sequence=10**6, hash="0" * 64), at=cases.AT)
    statement.folder().mkdir()
    with zipfile.ZipFile(statement.folder() / "000001000000-0.asice", "w") as archive:
        archive.writestr(statement.NAME, ahead)
    page = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR)).get("/audits/", {"verify": "1"})

    told = pages.by_id(page, "verification")

    assert "beigas ir nogrieztas" in told
    assert "Eksportētās galvas" not in told


def test_filter_that_fits_nothing_shows_nothing(sign_in: SignIn) -> None:
    cases.connected()
    page = sign_in(cases.person("Aija Auditore", role=Role.AUDITOR)).get("/audits/", {"case": "EPAK-1900-00001"})
    assert not pages.tree(page).xpath("//tbody/tr")
