"""Step 1.2 and 1.3 in the portal: filled in, prepared, signed, submitted, returned, registered."""

import json
from dataclasses import asdict
from typing import Any, Self
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from esigner.isolation import Party
from esigner.isolation.judging import AT_A_TIME, KEEPER
from esigner.onboarding import applications, terms
from esigner.onboarding.processes.eparakstitajs_standings import State
from esigner.wire import esigner
from esigner.wire.sessions import Session
from tests.web.portal import pages
from tests.web.portal.conftest import NOW, SignIn
from tests.world import cases
from tests.world import registry as registry_world

pytestmark = pytest.mark.django_db


def typed(**changed: str | list[str]) -> dict[str, Any]:
    """The form as a person fills it in."""
    plain = {name: value for name, value in asdict(cases.FORM).items() if name != "contacts"}
    contact = cases.FORM.contacts[0]
    contacts = {f"contacts-0-{part}": getattr(contact, part) for part in ("name", "email", "phone")}
    return {**plain, **contacts, "terms_read": "on", "action": "prepare", **changed}


def test_application_is_filled_in_prepared_and_offered_for_signing(sign_in: SignIn) -> None:
    person = cases.person()
    browser = sign_in(person)
    browser.get("/noteikumi/")
    page = browser.post("/pieteikumi/jauns/", typed(), follow=True)
    assert {"application-sign", "application-upload"} <= set(pages.forms(page))
    assert "Kārta: Iestāde" in pages.by_id(page, "turn")
    address = page.redirect_chain[-1][0]
    assert browser.get(f"{address}pieteikums.pdf").content.startswith(b"%PDF-")
    document = json.loads(browser.get(f"{address}pieteikums.json").content)
    assert terms.current().sha256 in json.dumps(document)


def test_what_was_typed_comes_back_as_it_was(sign_in: SignIn) -> None:
    person = cases.person()
    browser = sign_in(person)
    page = browser.post("/pieteikumi/jauns/", typed(action="save"), follow=True)
    application_id = UUID(page.redirect_chain[-1][0].split("/")[-2])
    assert applications.get(application_id=application_id, by=person, at=NOW).form == cases.FORM
    again = browser.get(f"/pieteikumi/{application_id}/labot/")
    form = pages.form(again, "application")
    assert form["purpose"].strip() == cases.FORM.purpose
    assert form["contacts-0-name"] == cases.FORM.contacts[0].name


def test_faults_stand_at_their_fields_and_in_a_summary_that_leads_there(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    browser.get("/noteikumi/")
    page = browser.post("/pieteikumi/jauns/", typed(registration_number="90000069282", formats=[]))
    assert page.status_code == 422
    found = pages.tree(page)
    assert found.xpath("//input[@name='registration_number']/@aria-invalid") == ["true"]
    links = found.xpath("//*[@id='error-summary']//a/@href")
    assert links
    assert all(found.xpath("//*[@id=$id]", id=str(link).removeprefix("#")) for link in links)


def test_it_cannot_be_prepared_before_the_terms_were_opened(sign_in: SignIn) -> None:
    page = sign_in(cases.person()).post("/pieteikumi/jauns/", typed())
    assert page.status_code == 409
    assert "Vispirms atveriet un izlasiet spēkā esošo Noteikumu redakciju" in pages.words(page)


def test_nobody_but_the_applicant_sees_the_draft(sign_in: SignIn) -> None:
    application_id, _ = cases.draft()
    stranger = sign_in(cases.person("Cits Cilvēks"))
    for page in ("", "labot/", "pieteikums.pdf", "pieteikums.json", "parakstits-fails/"):
        assert stranger.get(f"/pieteikumi/{application_id}/{page}").status_code == 404
    for page in ("sagatavot/", "parakstit/", "iesniegt/", "registret/", "atgriezt/", "noraidit/"):
        assert stranger.post(f"/pieteikumi/{application_id}/{page}").status_code in {302, 303, 403, 404}
    assert applications.get(application_id=application_id, by=cases.again(_), at=NOW).position.state is State.DRAFT


def test_signed_container_is_uploaded_and_every_check_is_shown(sign_in: SignIn) -> None:
    registry_world.authorities_founded(at=cases.AT)
    cases.trusted()
    application_id, person, rendering = cases.rendered()
    browser = sign_in(person)
    page = _upload(browser, application_id, cases.signed_container(rendering))
    assert "Kārta: Aģentūra" in pages.by_id(page, "turn")
    outcomes = pages.tree(page).xpath("//*[@id='checks']//li/@data-outcome")
    assert outcomes == ["passed"] * 5
    assert "application-upload" not in pages.forms(page)


@pytest.mark.attack
def test_changed_container_is_refused_with_the_check_that_failed(sign_in: SignIn) -> None:
    registry_world.authorities_founded(at=cases.AT)
    cases.trusted()
    application_id, person, rendering = cases.rendered()
    content = bytearray(cases.signed_container(rendering))
    content[content.index(b"institutionName") + 20] ^= 1
    page = _upload(sign_in(person), application_id, bytes(content))
    assert page.status_code == 422
    failed = pages.tree(page).xpath("//*[@id='refused-submission']//li[@data-outcome='failed']/@data-check")
    assert "SIGNATURES_PASSED" in failed


@pytest.mark.attack
def test_upload_beyond_the_share_of_an_account_is_told_when_to_come_again(sign_in: SignIn) -> None:
    cases.trusted()
    application_id, person, rendering = cases.rendered()
    browser, turns = sign_in(person), KEEPER.turns
    asks = [
        turns.ask([Party(name=f"account {person.id}", leaves=2)]) for _ in range(AT_A_TIME)
    ]  # the last two of them wait
    try:
        answer = _upload(browser, application_id, cases.signed_container(rendering))
        page = browser.get(f"/pieteikumi/{application_id}/")
    finally:
        for ask in reversed(asks):
            turns.end(ask)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "5")
    assert "VALIDATION_SHARE_USED_UP" in pages.words(answer)
    assert "application-upload" in pages.forms(page)


def test_upload_without_a_file_says_so(sign_in: SignIn) -> None:
    application_id, person, _ = cases.rendered()
    page = sign_in(person).post(f"/pieteikumi/{application_id}/iesniegt/", follow=True)
    assert "Izvēlieties parakstīto failu." in pages.words(page)


def test_signing_sends_the_browser_to_the_e_signer_and_the_way_back_submits(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry_world.authorities_founded(at=cases.AT)
    cases.trusted()
    application_id, person, rendering = cases.rendered()
    service = Service(cases.signed_container(rendering))
    monkeypatch.setattr("esigner.web.portal.own_client.connect", lambda: service)
    browser = sign_in(person)
    answer = browser.post(f"/pieteikumi/{application_id}/parakstit/")
    assert answer["Location"] == Service.SIGNING_URL
    assert service.return_url.endswith(f"/pieteikumi/{application_id}/parakstits/")
    page = browser.get(f"/pieteikumi/{application_id}/parakstits/?session=s&status=SIGNED", follow=True)
    assert "Kārta: Aģentūra" in pages.by_id(page, "turn")


def test_coming_back_unsigned_says_so_and_submits_nothing(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    application_id, person, _ = cases.rendered()
    service = Service(b"", status="CANCELLED")
    monkeypatch.setattr("esigner.web.portal.own_client.connect", lambda: service)
    browser = sign_in(person)
    browser.post(f"/pieteikumi/{application_id}/parakstit/")
    page = browser.get(f"/pieteikumi/{application_id}/parakstits/?session=s&status=SIGNED", follow=True)
    assert "CANCELLED" in pages.words(page)
    assert pages.tree(page).get_element_by_id("collect").get("href") == f"/pieteikumi/{application_id}/parakstits/"
    assert "application-sign" in pages.forms(page)


def test_officer_returns_with_reasons_and_the_institution_reads_them(sign_in: SignIn) -> None:
    application_id, person = cases.submitted()
    officer = sign_in(cases.registrar())
    codes = [reason.code for reason in applications.REASONS[:2]]
    officer.post(
        f"/pieteikumi/{application_id}/atgriezt/", {"reasons": codes, "explanation": "Aprakstiet mērķi sīkāk."}
    )
    page = sign_in(person).get(f"/pieteikumi/{application_id}/")
    assert pages.tree(page).xpath("//*[@id='decision']//li/@data-reason") == codes
    assert "Aprakstiet mērķi sīkāk." in pages.by_id(page, "decision")
    assert "Kārta: Iestāde" in pages.by_id(page, "turn")


def test_return_without_a_reason_is_refused_at_the_field(sign_in: SignIn) -> None:
    application_id, _ = cases.submitted()
    page = sign_in(cases.registrar()).post(f"/pieteikumi/{application_id}/atgriezt/", {"explanation": "Kaut kas."})
    assert "Norādiet vismaz vienu iemeslu no saraksta." in pages.words(page)


def test_officer_registers_and_lands_on_the_case_with_its_number(sign_in: SignIn) -> None:
    registry_world.authorities_founded(at=cases.AT)
    application_id, _ = cases.submitted()
    page = sign_in(cases.registrar()).post(f"/pieteikumi/{application_id}/registret/", follow=True)
    assert pages.by_id(page, "epak-number").startswith("EPAK-")


def test_institution_may_not_decide(sign_in: SignIn) -> None:
    application_id, person = cases.submitted()
    assert sign_in(person).post(f"/pieteikumi/{application_id}/registret/").status_code == 403


def _upload(browser: Client, application_id: UUID, content: bytes) -> Any:  # noqa: ANN401 — Django's test answer
    file = SimpleUploadedFile("pieteikums.asice", content, "application/vnd.etsi.asic-e+zip")
    return browser.post(f"/pieteikumi/{application_id}/iesniegt/", {"signed_file": file}, follow=True)


class Service:
    """Stands for the E-signer: the journey and the browser tests use the real one."""

    SIGNING_URL = "http://localhost:8002/s/token/"

    def __init__(self, signed: bytes, status: str = "SIGNED") -> None:
        self.signed, self.state, self.return_url = signed, status, ""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""

    def open_session(self, *, documents: list[esigner.NewDocument], return_url: str, **_: object) -> Session:
        assert [one.media_type for one in documents] == ["application/pdf", "application/json"]
        self.return_url = return_url
        return self._session("OPEN")

    def status(self, _: str) -> Session:
        return self._session(self.state)

    def result(self, _: str) -> bytes:
        return self.signed

    def _session(self, status: str) -> Session:
        values: dict[str, Any] = dict.fromkeys(Session.__dataclass_fields__)
        return Session(**{**values, "id": "s", "status": status, "signing_url": self.SIGNING_URL, "documents": ()})


def test_files_to_be_signed_elsewhere_stand_where_it_is_said_to_download_them(sign_in: SignIn) -> None:
    application_id, person, _ = cases.rendered()
    page = pages.tree(sign_in(person).get(f"/pieteikumi/{application_id}/"))
    beside = page.xpath("//form[@id='application-upload']/..//a/@href")
    assert {f"/pieteikumi/{application_id}/pieteikums.{kind}" for kind in ("pdf", "json")} <= set(beside)


@pytest.mark.parametrize(
    ("language", "words"), [("lv", "saņemsim un iesniegsim paši"), ("en", "collected and submitted by itself")]
)
def test_while_a_signature_is_collected_the_page_says_so_and_does_not_ask_for_another_first(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    application_id, person, _ = cases.rendered()
    monkeypatch.setattr("esigner.web.portal.own_client.connect", lambda: Service(b""))
    browser = sign_in(person)
    browser.post("/valoda/", {"language": language, "next": "/"})
    before = pages.tree(browser.get(f"/pieteikumi/{application_id}/"))
    assert not before.xpath("//*[@id='signing-begun']")

    browser.post(f"/pieteikumi/{application_id}/parakstit/")

    page = browser.get(f"/pieteikumi/{application_id}/")
    assert words in pages.by_id(page, "signing-begun")
    found = pages.tree(page)
    assert found.xpath("//*[@id='signing-begun']//a[@id='collect']")
    assert found.xpath("//form[@id='application-sign']/button/@data-variant") == ["secondary"]
