"""A session over the API, as an institution's system drives it."""

import base64
import hashlib
import io
import zipfile
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client
from pytest_django import Settings

from esigner import audit
from esigner.ades import Format, Level
from esigner.signing.models import Answer
from esigner.signing.sessions import SignatureStart
from tests.world.pdfs import pdf
from tests.world.sessions import ORIGIN, Installation
from tests.world.signatures import signed

pytestmark = pytest.mark.django_db

JSON = "application/json"
NAMES = ("Līgums ar ā, č un ņ.txt", "pielikums.bin")


def open_session(system: Client, **fields: object) -> dict[str, Any]:
    body: dict[str, object] = {
        "format": "asice",
        "level": "LT",
        "documents": [{"name": name} for name in NAMES],
        **fields,
    }
    answer = system.post("/v1/sessions", body, content_type=JSON)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def upload(system: Client, session: dict[str, Any]) -> dict[str, Any]:
    for document in session["documents"]:
        path = "/" + document["uploadUrl"].split("/", 3)[3]
        answer = system.put(path, document["name"].encode() * 1000, content_type="application/octet-stream")
        assert answer.status_code == 200, answer.content
    return dict(answer.json())


def sign(  # the test client's answer has no public type
    system: Client,
    installation: Installation,
    session: dict[str, Any],
    persona: str = "anna",
    claims: dict[str, Any] | None = None,
) -> Any:  # noqa: ANN401 - as above
    certificate = installation.persona(persona).public_bytes(Encoding.DER)
    url = f"/v1/sessions/{session['id']}/signatures"
    body = {"signingCertificate": base64.b64encode(certificate).decode(), **(claims or {})}
    answer = system.post(url, body, content_type=JSON)
    assert answer.status_code == 201, answer.content
    start = answer.json()
    value = installation.value(
        SignatureStart(
            signature_id=start["signatureId"],
            data_to_sign=base64.b64decode(start["dataToSign"]),
            digest=base64.b64decode(start["digest"]),
            digest_algorithm=start["digestAlgorithm"],
            signature_algorithm=start["signatureAlgorithm"],
        ),
        persona,
    )
    body = {"signatureValue": base64.b64encode(value).decode()}
    return system.put(f"{url}/{start['signatureId']}", body, content_type=JSON)


def test_two_step_signing_from_open_to_download(system: Client, installation: Installation) -> None:
    session = open_session(system)
    assert session["status"] == "OPEN"
    assert upload(system, session)["status"] == "READY"

    signed = sign(system, installation, session)

    assert signed.status_code == 200
    assert signed.json()["status"] == "SIGNED"
    result = system.get(f"/v1/sessions/{session['id']}/result")
    content = result.getvalue()
    assert set(NAMES) <= set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    assert result["Content-Type"] == "application/vnd.etsi.asic-e+zip"
    assert result["Request-Id"]


def test_calls_leave_evidence_in_the_audit(system: Client, installation: Installation) -> None:
    session = open_session(system)

    called = [one for one in audit.events(client=str(installation.client.id)) if one.event == "api.called"]

    assert [(one.data["method"], one.data["route"], one.data["status"]) for one in called] == [
        ("POST", "v1/sessions", 201)
    ]
    opened = audit.events(subject=session["id"], event_prefix="signing.session.opened")
    assert opened[0].request_id == called[0].request_id
    assert {one.actor for one in (*opened, *called)} == {installation.client.actor}
    assert {one.institution for one in (*opened, *called)} == {str(installation.client.institution_id)}
    assert opened[0].at == called[0].at, "one act, one time"


def test_revoked_signer_is_refused_and_the_session_can_be_signed_by_another(
    system: Client, installation: Installation
) -> None:
    session = open_session(system)
    upload(system, session)

    refused = sign(system, installation, session, "liga")

    assert (refused.status_code, refused.json()["code"]) == (409, "SIGNER_CERTIFICATE_REVOKED")
    now = system.get(f"/v1/sessions/{session['id']}").json()
    assert now["status"] == "READY"
    assert now["signatures"][0]["failure"]["code"] == "SIGNER_CERTIFICATE_REVOKED"
    assert sign(system, installation, session, "anna").json()["status"] == "SIGNED"


def test_repeated_post_with_one_key_opens_one_session(system: Client, installation: Installation) -> None:
    body = {"format": "asice", "documents": [{"name": "a.txt"}]}
    first = system.post("/v1/sessions", body, content_type=JSON, headers={"Idempotency-Key": "k1"})
    second = system.post("/v1/sessions", body, content_type=JSON, headers={"Idempotency-Key": "k1"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert first["Request-Id"] != second["Request-Id"]
    assert installation.events("signing.session.opened") == ["signing.session.opened"]


def test_one_key_for_two_requests_is_a_conflict(system: Client) -> None:
    for name, expected in (("a.txt", 201), ("b.txt", 409)):
        body = {"format": "asice", "documents": [{"name": name}]}
        answer = system.post("/v1/sessions", body, content_type=JSON, headers={"Idempotency-Key": "k1"})
        assert answer.status_code == expected
    assert answer.json()["code"] == "IDEMPOTENCY_KEY_MISMATCH"


def test_failed_call_gives_its_key_back(system: Client) -> None:
    headers = {"Idempotency-Key": "k1"}
    refused = system.post("/v1/sessions", {"format": "asice", "documents": []}, content_type=JSON, headers=headers)
    assert refused.json()["code"] == "DOCUMENTS_MISSING"

    body = {"format": "asice", "documents": [{"name": "a.txt"}]}
    assert system.post("/v1/sessions", body, content_type=JSON, headers=headers).status_code == 201


def test_return_url_of_a_stranger_is_refused(system: Client) -> None:
    body = {"format": "asice", "documents": [{"name": "a.txt"}], "returnUrl": "https://evil.example/back"}
    answer = system.post("/v1/sessions", body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "URL_ORIGIN_NOT_REGISTERED")


def test_cancel_ends_the_session(system: Client) -> None:
    session = open_session(system, returnUrl=f"{ORIGIN}/atpakal")

    assert system.delete(f"/v1/sessions/{session['id']}").json()["status"] == "CANCELLED"
    assert system.delete(f"/v1/sessions/{session['id']}").status_code == 200


def test_a_problem_speaks_the_language_asked_for(system: Client) -> None:
    latvian = system.get("/v1/sessions/00000000-0000-0000-0000-000000000000")
    english = system.get(
        "/v1/sessions/00000000-0000-0000-0000-000000000000", headers={"Accept-Language": "de, en;q=0.8, lv;q=0.5"}
    )

    assert latvian["Content-Type"] == "application/problem+json"
    assert latvian.json()["detail"] == "Tādas parakstīšanas sesijas nav."
    assert english.json()["detail"] == "There is no such signing session."
    assert english.json()["requestId"] == english["Request-Id"]


def test_unknown_members_are_named_but_values_are_not_repeated(system: Client) -> None:
    body = {"format": "asice", "documents": [{"name": "a.txt"}], "signers": [{"personalKode": "320000-00001"}]}
    answer = system.post("/v1/sessions", body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
    assert "personalKode" in answer.json()["detail"]
    assert "320000" not in answer.content.decode()


def test_wrong_member_of_a_choice_is_named_as_the_client_wrote_it(system: Client) -> None:
    body = {"signingCertificate": "", "place": {"town": "Rīga"}}
    answer = system.post("/v1/sessions/x/signatures", body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
    assert {one["member"] for one in answer.json()["errors"]} == {"place.town", "place"}


def test_size_that_no_file_has_is_refused(system: Client) -> None:
    row = {"name": "a.txt", "size": 2**63, "digest": {"algorithm": "SHA256", "value": "A" * 43 + "="}}
    answer = system.post("/v1/sessions", {"format": "asice", "documents": [row]}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")


def test_upload_without_length_is_refused(system: Client) -> None:
    session = open_session(system)
    path = "/" + session["documents"][0]["uploadUrl"].split("/", 3)[3]
    answer = system.generic("PUT", path, b"", content_type="application/octet-stream", CONTENT_LENGTH="")

    assert (answer.status_code, answer.json()["code"]) == (411, "CONTENT_LENGTH_REQUIRED")


def test_chunked_upload_through_our_own_door_needs_no_length(system: Client) -> None:
    session = open_session(system, documents=[{"name": "a.bin"}])
    path = "/" + session["documents"][0]["uploadUrl"].split("/", 3)[3]
    chunked: dict[str, Any] = {
        "CONTENT_LENGTH": "",
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": io.BytesIO(b"ab" * 9),
    }

    answer = system.generic("PUT", path, b"", content_type="application/octet-stream", **chunked)

    assert answer.status_code == 200, answer.content
    assert answer.json()["documents"][0]["size"] == 18


def test_upload_that_breaks_off_is_told_and_may_be_repeated(system: Client) -> None:
    session = open_session(system, documents=[{"name": "a.bin"}])
    path = "/" + session["documents"][0]["uploadUrl"].split("/", 3)[3]

    broken: dict[str, Any] = {"CONTENT_LENGTH": "8", "wsgi.input": io.BytesIO(b"half")}
    answer = system.generic("PUT", path, b"", content_type="application/octet-stream", **broken)

    assert (answer.status_code, answer.json()["code"]) == (400, "BODY_INCOMPLETE")
    assert system.put(path, b"whole", content_type="application/octet-stream").status_code == 200


def test_upload_over_the_cap_is_refused_before_reading(system: Client, settings: Settings) -> None:
    settings.ESIGNER_DOCUMENT_BYTES = 10
    session = open_session(system)
    path = "/" + session["documents"][0]["uploadUrl"].split("/", 3)[3]
    answer = system.put(path, b"x" * 11, content_type="application/octet-stream")

    assert (answer.status_code, answer.json()["code"]) == (413, "DOCUMENT_TOO_LARGE")


def test_method_and_path_that_do_not_exist_are_problems(system: Client) -> None:
    wrong_method = system.delete("/v1/probe")
    wrong_path = system.get("/v1/seals")

    assert (wrong_method.status_code, wrong_method.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert (wrong_path.status_code, wrong_path.json()["code"]) == (404, "PATH_NOT_FOUND")


def test_mistake_of_ours_is_a_bare_500(system: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        message = "secret detail"
        raise RuntimeError(message)

    monkeypatch.setattr("esigner.signing.sessions.view", broken)
    answer = system.get("/v1/sessions/00000000-0000-0000-0000-000000000000")

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert "secret" not in answer.content.decode()


def test_validation_of_a_signed_container(system: Client, installation: Installation) -> None:
    session = open_session(system)
    upload(system, session)
    sign(system, installation, session)
    content = system.get(f"/v1/sessions/{session['id']}/result").getvalue()

    answer = system.post("/v1/validations?name=l.asice", content, content_type="application/octet-stream")

    assert answer.status_code == 200, answer.content
    assert answer.json()["indication"] == "TOTAL-PASSED", answer.json()
    assert answer.json()["signatures"][0]["format"] == "XAdES-B-LT"


def test_validation_of_a_json_signature(system: Client) -> None:
    content = signed(form=Format.JADES, level=Level.LT)

    answer = system.post("/v1/validations?name=l.json", content, content_type="application/octet-stream")

    assert answer.status_code == 200, answer.content
    assert answer.json()["rule"] == "TIMESTAMP_NOT_TRUSTED", answer.json()
    assert answer.json()["signatures"][0]["format"] == "JAdES-B-LT"


def by_digest(name: str, algorithm: str = "SHA256") -> dict[str, Any]:
    content = name.encode() * 1000
    value = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    return {"name": name, "size": len(content), "digest": {"algorithm": algorithm, "value": value}}


def test_documents_by_digest_alone_give_a_container_that_the_client_fills(
    system: Client, installation: Installation
) -> None:
    session = open_session(system, documents=[by_digest(name) for name in NAMES])
    assert session["status"] == "READY"
    assert [(one["byDigest"], one["uploadUrl"]) for one in session["documents"]] == [(True, None)] * 2

    signed = sign(system, installation, session).json()

    result = system.get(f"/v1/sessions/{session['id']}/result")
    assert result["Content-Type"] == "application/zip"
    assert signed["resultName"].endswith(".parts.zip")
    whole = io.BytesIO(result.getvalue())
    with zipfile.ZipFile(whole, "a") as container:
        for name in NAMES:
            container.writestr(name, name.encode() * 1000)
    report = system.post("/v1/validations", whole.getvalue(), content_type="application/octet-stream").json()
    assert report["indication"] == "TOTAL-PASSED", report


@pytest.mark.parametrize(
    ("language", "words"), [("lv", "vajadzīga kontrolsumma pēc algoritma SHA256"), ("en", "A digest by SHA256")]
)
def test_digest_of_another_algorithm_is_refused_in_both_languages(system: Client, language: str, words: str) -> None:
    body = {"format": "asice", "documents": [by_digest("a.txt", "SHA512")]}
    answer = system.post("/v1/sessions", body, content_type=JSON, headers={"Accept-Language": language})

    assert (answer.status_code, answer.json()["code"]) == (422, "FILE_DIGEST_UNFIT")
    assert words in answer.json()["detail"]


def test_digests_beside_content_are_refused(system: Client) -> None:
    documents = [by_digest("a.txt"), {"name": "b.txt", "content": "QUJD"}]
    answer = system.post("/v1/sessions", {"format": "asice", "documents": documents}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (400, "DIGEST_DOCUMENTS_MIXED")


def test_content_that_is_no_base64_is_refused(system: Client) -> None:
    for content in ("%%%", "QUJ D", "QUJDRA", 7):
        body = {"format": "asice", "documents": [{"name": "a.txt", "content": content}]}
        assert system.post("/v1/sessions", body, content_type=JSON).json()["code"] == "REQUEST_INVALID"


def test_json_over_the_cap_is_refused(system: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = {"format": "asice", "documents": [{"name": "a.txt", "content": "QUJD" * 100}]}

    answer = system.post("/v1/sessions", body, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "ā"])
def test_odd_idempotency_key_is_refused(system: Client, key: str) -> None:
    body = {"format": "asice", "documents": [{"name": "a.txt"}]}
    answer = system.post("/v1/sessions", body, content_type=JSON, headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (400, "IDEMPOTENCY_KEY_INVALID")


def test_second_call_while_the_first_runs_is_told_to_wait(system: Client, installation: Installation) -> None:
    body = {"format": "asice", "documents": [{"name": "a.txt"}]}
    system.post("/v1/sessions", body, content_type=JSON, headers={"Idempotency-Key": "k1"})
    Answer.objects.update(status=None)

    answer = system.post("/v1/sessions", body, content_type=JSON, headers={"Idempotency-Key": "k1"})

    assert (answer.status_code, answer.json()["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")


def test_value_for_a_signature_that_is_not_there(system: Client) -> None:
    session = open_session(system)
    path = f"/v1/sessions/{session['id']}/signatures/00000000-0000-0000-0000-000000000000"

    answer = system.put(path, {"signatureValue": "QUJD"}, content_type=JSON)

    assert (answer.status_code, answer.json()["code"]) == (404, "SIGNATURE_NOT_FOUND")


def test_refused_call_leaves_its_code_in_the_audit(system: Client, installation: Installation) -> None:
    system.post("/v1/sessions", {"format": "asice", "documents": []}, content_type=JSON)

    called = audit.events(client=str(installation.client.id), event_prefix="api.called")[-1]
    assert (called.outcome, called.code, called.data["status"]) == ("failed", "DOCUMENTS_MISSING", 400)


def test_pdf_comes_back_as_pdf(system: Client, installation: Installation) -> None:
    content = base64.b64encode(pdf(pages=2)).decode()
    document = {"name": "Līgums.pdf", "mediaType": "application/pdf", "content": content}
    session = open_session(system, format="pdf", documents=[document])

    sign(system, installation, session, "janis")

    result = system.get(f"/v1/sessions/{session['id']}/result")
    assert result["Content-Type"] == "application/pdf"
    assert result.getvalue().startswith(b"%PDF-")
    assert "L%C4%ABgums.pdf" in result["Content-Disposition"]


def test_format_that_nobody_knows_is_refused(system: Client) -> None:
    body = {"format": "docx", "documents": [{"name": "a.txt"}]}
    answer = system.post("/v1/sessions", body, content_type=JSON)
    assert answer.status_code == 422
    assert answer.json()["code"]
