"""What people and programs type that no page wants: private keys, NUL, halves of characters, megabytes; never a 500."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from esigner.onboarding import models, prose
from esigner.registry.kinds import Role
from tests.web.portal import pages
from tests.web.portal.conftest import SignIn
from tests.web.portal.test_applications import typed
from tests.world import cases, openssl

pytestmark = [pytest.mark.django_db, pytest.mark.attack]

SECRET = openssl.key().decode()
BODY = SECRET.splitlines()[1]
QUESTION = {"topic": "other", "case_id": "", "environment": "", "subject": "Temats", "text": "Teksts"}


def stored(word: str) -> list[str]:
    """The tables in which a text stands anywhere."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{word}%"])  # noqa: S608 - names of our tables
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def refused(page: Any, code: str = "kompromitēt") -> None:  # noqa: ANN401 - Django's answer of a test client
    assert page.status_code == 422
    assert code in pages.words(page)
    assert BODY not in page.content.decode()
    assert stored(BODY) == []


def test_stored_finds_what_is_stored(sign_in: SignIn) -> None:
    sign_in(cases.person()).post("/konsultacijas/jauna/", {**QUESTION, "text": f"Vārds {BODY[::-1]}"})
    assert "onboarding_consultationentry" in stored(BODY[::-1])


@pytest.mark.parametrize("field", ["subject", "text", "request_ids"])
def test_private_key_in_a_question(sign_in: SignIn, field: str) -> None:
    refused(sign_in(cases.person()).post("/konsultacijas/jauna/", {**QUESTION, field: f"Lūk: {SECRET}"}))
    assert not models.Consultation.objects.exists()


@pytest.mark.parametrize("field", ["institution_name", "purpose", "contacts-0-name", "contacts-0-email", "address"])
def test_private_key_in_an_application(sign_in: SignIn, field: str) -> None:
    refused(sign_in(cases.person()).post("/pieteikumi/jauns/", typed(action="save", **{field: SECRET})))
    assert not models.Application.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("csr", SECRET),
        ("csr", cases.csr().decode() + SECRET),
        ("csr_file", SECRET),
        ("certificate", SECRET),
        ("chain", SECRET),
        ("certificate_file", SECRET),
        ("chain_file", SECRET),
        ("nonce_signature", SECRET),
        ("nonce_signature_file", SECRET),
        ("networks-0-label", SECRET),
        ("networks-0-cidr", SECRET),
        ("return_origins", SECRET),
    ],
)
@pytest.mark.parametrize("action", ["check", "submit"])
def test_private_key_in_a_connection(sign_in: SignIn, field: str, value: str, action: str) -> None:
    case = cases.declared_tested()
    given: Any = SimpleUploadedFile("fails.pem", value.encode()) if field.endswith("_file") else value
    kind = "csr" if field.startswith("csr") else "certificate"
    before = models.ConnectionRequest.objects.count()
    page = sign_in(case.applicant).post(
        f"/lietas/{case.id}/pieslegums/production/",
        {"networks-0-cidr": "8.8.4.0/24", "key_kind": kind, "action": action, field: given},
    )
    assert page.status_code == (422 if action == "submit" or field.startswith(("net", "ret")) else 200)
    assert "kompromitēt" in pages.words(page)
    assert BODY not in page.content.decode()
    assert stored(BODY) == []
    assert models.ConnectionRequest.objects.count() == before


def test_private_key_in_a_form_whose_mark_or_session_is_over(sign_in: SignIn) -> None:
    strict = sign_in(cases.person())
    strict.handler.enforce_csrf_checks = True
    page = strict.post("/konsultacijas/jauna/", {**QUESTION, "text": SECRET}, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert "Temats" in page.content.decode()
    assert BODY not in page.content.decode()
    gone = Client()
    gone.post("/konsultacijas/jauna/", {**QUESTION, "text": SECRET})
    assert gone.session["typed_text"]["fields"]
    assert BODY not in str(dict(gone.session))


def test_private_key_chosen_as_the_signed_application(sign_in: SignIn) -> None:
    application_id, applicant, _ = cases.rendered()
    file = SimpleUploadedFile("atslega.pem", SECRET.encode())
    refused(sign_in(applicant).post(f"/pieteikumi/{application_id}/iesniegt/", {"signed_file": file}))


def test_private_key_in_an_officer_s_explanation(sign_in: SignIn) -> None:
    case, request = cases.requested()
    refused(sign_in(case.officer).post(f"/pieprasijumi/{request.id}/atgriezt/", {"explanation": SECRET}))


@pytest.mark.parametrize("value", ["%00", "a%00b", "%ED%A0%80", "%FF", "%F0%9F%98%80"])
@pytest.mark.parametrize(
    "address", ["/audits/?event=", "/audits/?case=", "/audits/?environment=", "/?x=", "/konts/ienakt/?next="]
)
def test_no_query_is_a_crash(sign_in: SignIn, address: str, value: str) -> None:
    browser = sign_in(cases.person(role=Role.AUDITOR))
    browser.raise_request_exception = False
    assert browser.get(address + value).status_code < 500


def test_nul_in_the_log_s_filter_is_refused_with_a_page(sign_in: SignIn) -> None:
    page = sign_in(cases.person(role=Role.AUDITOR)).get("/audits/?event=%00")
    assert page.status_code == 400
    assert pages.by_id(page, "error-code") == "INPUT_UNREADABLE"


@pytest.mark.parametrize("field", [*QUESTION, "cits"])
def test_nul_in_any_field_is_refused(sign_in: SignIn, field: str) -> None:
    browser = sign_in(cases.person())
    browser.raise_request_exception = False
    assert browser.post("/konsultacijas/jauna/", {**QUESTION, field: "a\0b"}).status_code == 400
    assert not models.Consultation.objects.exists()


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "idna", "unicode_escape", "nekas"])
def test_odd_encodings_are_refused(charset: str) -> None:
    browser = Client(raise_request_exception=False, headers={"accept-language": "lv"})
    for content_type in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        body = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\n+2AA-\r\n--x--\r\n'
        page = browser.generic("POST", "/valoda/?a=b", body, content_type=f"{content_type}; charset={charset}")
        assert page.status_code == 400


@pytest.mark.parametrize("field", ["subject", "text", "request_ids"])
def test_too_long_a_question_is_named_at_its_field(sign_in: SignIn, field: str) -> None:
    page = sign_in(cases.person()).post("/konsultacijas/jauna/", {**QUESTION, field: "a" * 3_000_000})
    assert page.status_code == 422
    assert len(page.content) < 100_000
    assert pages.tree(page).xpath(f"//*[@name='{field}']/@aria-invalid") == ["true"]


@pytest.mark.parametrize(
    "field", ["institution_name", "system_name", "representative_name", "contacts-0-name", "purpose"]
)
def test_a_name_of_megabytes_is_refused_at_its_field(sign_in: SignIn, field: str) -> None:
    page = sign_in(cases.person()).post("/pieteikumi/jauns/", typed(action="save", **{field: "a" * 3_000_000}))
    assert page.status_code == 422
    assert len(page.content) < 100_000
    assert pages.tree(page).xpath(f"//*[@name='{field}']/@aria-invalid") == ["true"]
    assert not models.Application.objects.exists()


@pytest.mark.parametrize("name", ["purpose", "institution_name", "contacts-0-name"])
@pytest.mark.parametrize("value", ["Parakstām 😀", "\uf0b7 līgumi"])
def test_what_the_document_cannot_show_is_named_at_its_field(sign_in: SignIn, name: str, value: str) -> None:
    browser = sign_in(cases.person())
    browser.get("/noteikumi/")
    page = browser.post("/pieteikumi/jauns/", typed(**{name: value}))
    assert page.status_code == 422
    assert pages.tree(page).xpath(f"//*[@name='{name}']/@aria-invalid") == ["true"]
    assert value[-6:].strip() in page.content.decode()


def test_numbers_typed_in_groups_are_taken(sign_in: SignIn) -> None:
    browser = sign_in(cases.person())
    browser.get("/noteikumi/")
    grouped = {
        "registration_number": "900 000 69 281",
        "monthly_volume": "1\u00a0500",
        "contacts-0-phone": "+371\u00a067 000 000",
    }
    page = browser.post("/pieteikumi/jauns/", typed(**grouped))
    assert page.status_code == 303
    form = models.Application.objects.get().form
    assert (form["registrationNumber"], form["monthlyVolume"]) == ("90000069281", "1500")


def test_a_date_that_is_none_is_not_passed_over(sign_in: SignIn) -> None:
    case = cases.connected()
    page = sign_in(case.applicant).post(
        f"/lietas/{case.id}/uzturesana/tikli/test/", {"networks-0-cidr": "8.8.8.0/24", "networks-0-valid_to": "rit"}
    )
    assert page.status_code == 422
    assert pages.tree(page).xpath("//*[@name='networks-0-valid_to']/@aria-invalid") == ["true"]


@pytest.mark.parametrize("spoiled", ["\x00", "\ud800"])
def test_prose_refuses_what_no_database_holds(spoiled: str) -> None:
    assert prose.is_unreadable(f"a{spoiled}b")
