"""What the API's description does not have is refused by name."""

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from esigner import audit
from tests.web.api.test_sessions import open_session, upload
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db
JSON = "application/json"
SESSION: dict[str, Any] = {"format": "asice", "documents": [{"name": "a.txt"}]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/probe"),
        ("POST", "/v1/sessions"),
        ("PUT", "/v1/sessions/x/documents/y"),
        ("GET", "/v1/sessions/x"),
        ("DELETE", "/v1/sessions/x"),
        ("GET", "/v1/sessions/x/result"),
        ("POST", "/v1/sessions/x/completion"),
        ("POST", "/v1/sessions/x/signatures"),
        ("PUT", "/v1/sessions/x/signatures/y"),
        ("POST", "/v1/signatures"),
        ("PUT", "/v1/signatures"),
        ("POST", "/v1/validations"),
        ("POST", "/v1/validations/detached"),
    ],
)
def test_unknown_parameter_is_named(system: Client, method: str, path: str) -> None:
    answer = system.generic(method, f"{path}?polcy=etsi", b"{}", content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "QUERY_PARAMETER_UNKNOWN")
    assert "polcy" in answer.json()["detail"]


def test_parameter_given_twice_is_named(system: Client) -> None:
    answer = system.post("/v1/validations?policy=lv&policy=etsi", b"x", content_type="application/octet-stream")
    assert (answer.status_code, answer.json()["code"]) == (400, "QUERY_PARAMETER_REPEATED")
    assert "policy" in answer.json()["detail"]


def document(**fields: object) -> dict[str, Any]:
    return SESSION | {"documents": [{"name": "a.txt", **fields}]}


@pytest.mark.parametrize(
    ("body", "member"),
    [
        (document(size=True), "documents.0.size"),
        (document(size="1"), "documents.0.size"),
        (document(size=1.0), "documents.0.size"),
        (document(name=1), "documents.0.name"),
        (document(media_type="text/plain"), "documents.0.media_type"),
        (document(mediaTyp="text/plain"), "documents.0.mediaTyp"),
        (SESSION | {"signers": [{"order": True}]}, "signers.0.order"),
        (SESSION | {"signers": [{"order": 10**30}]}, "signers.0.order"),
        (SESSION | {"return_url": "https://iestade.example"}, "return_url"),
        (SESSION | {"levle": "LT"}, "levle"),
        (SESSION | {"level": 1}, "level"),
        (SESSION | {"language": True}, "language"),
    ],
)
def test_member_of_another_type_or_name_is_named(system: Client, body: dict[str, Any], member: str) -> None:
    answer = system.post("/v1/sessions", body, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
    assert [one["member"] for one in answer.json()["errors"]] == [member]


@pytest.mark.parametrize("at", ["1700000000", "yesterday", "1e9"])
def test_moment_is_iso_8601(system: Client, at: str) -> None:
    answer = system.post(f"/v1/validations?at={at}", b"x", content_type="application/octet-stream")
    assert (answer.status_code, answer.json()["errors"][0]["member"]) == (422, "at")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"format": "asice", "format": "pdf", "documents": []}', "format"),
        ('{"format": "asice", "documents": [{"name": "a", "size": NaN}]}', "NaN"),
        ("[" * 100_000, "body"),
        ("{", "body"),
    ],
)
def test_json_that_can_be_read_in_two_ways_is_refused(system: Client, text: str, named: str) -> None:
    answer = system.post("/v1/sessions", text, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
    assert named in answer.json()["detail"]


@pytest.mark.attack
@pytest.mark.parametrize("name", ["\ud800", "a\x00b", "\x1b[2J"])
def test_name_that_no_table_can_hold_is_refused(system: Client, name: str) -> None:
    answer = system.post("/v1/sessions", json.dumps(document(name=name)), content_type=JSON)
    assert 400 <= answer.status_code < 500
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"HTTP_CONTENT_ENCODING": "gzip"}, 415, "CONTENT_ENCODING_NOT_SUPPORTED"),
        ({"HTTP_CONTENT_ENCODING": "br"}, 415, "CONTENT_ENCODING_NOT_SUPPORTED"),
        ({"HTTP_CONTENT_RANGE": "bytes 0-9/100"}, 400, "CONTENT_RANGE_NOT_SUPPORTED"),
        ({"CONTENT_TYPE": "multipart/form-data; boundary=x"}, 415, "MEDIA_TYPE_NOT_SUPPORTED"),
    ],
)
@pytest.mark.parametrize("path", ["document", "/v1/validations"])
def test_what_is_no_document_is_never_taken_for_one(
    system: Client, path: str, headers: dict[str, Any], status: int, code: str
) -> None:
    session = open_session(system, documents=[{"name": "a.bin"}])
    document_path = "/" + session["documents"][0]["uploadUrl"].split("/", 3)[3]
    method, target = ("PUT", document_path) if path == "document" else ("POST", path)
    answer = system.generic(method, target, gzip.compress(b"x"), content_type="application/octet-stream", **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert system.get(f"/v1/sessions/{session['id']}").json()["documents"][0]["uploaded"] is False


def test_compressed_json_is_refused_by_name(system: Client) -> None:
    answer = system.post(
        "/v1/sessions", gzip.compress(json.dumps(SESSION).encode()), content_type=JSON, HTTP_CONTENT_ENCODING="gzip"
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "CONTENT_ENCODING_NOT_SUPPORTED")


@pytest.mark.parametrize("path", ["/v1/probe", "/v1/openapi.json", "session"])
def test_head_is_answered_wherever_get_is(system: Client, path: str) -> None:
    session = open_session(system)
    target = f"/v1/sessions/{session['id']}" if path == "session" else path
    whole, head = system.get(target), system.head(target)
    assert (whole.status_code, head.status_code, head.content) == (200, 200, b"")
    assert head["Content-Type"] == whole["Content-Type"]
    assert head["Content-Length"] == whole["Content-Length"]


def test_head_is_recorded_as_head(system: Client) -> None:
    """Evidence is made of calls: a look at the headers is no call of the operation."""
    system.head("/v1/probe")
    assert audit.events(event_prefix="api.called")[-1].data["method"] == "HEAD"


def test_head_is_refused_where_there_is_no_get(system: Client) -> None:
    answer = system.head("/v1/validations")
    assert (answer.status_code, answer["Allow"]) == (405, "OPTIONS, POST")


def test_options_tells_the_methods(system: Client) -> None:
    session = open_session(system)
    answer = system.options(f"/v1/sessions/{session['id']}")
    assert (answer.status_code, answer["Allow"]) == (204, "DELETE, GET, HEAD, OPTIONS")


def test_session_can_still_be_used(system: Client) -> None:
    assert upload(system, open_session(system))["status"] == "READY"


JSON_CALLS = [("POST", "/v1/sessions"), ("POST", "/v1/sessions/x/signatures"), ("PUT", "/v1/sessions/x/signatures/y")]
JSON_CALLS += [("POST", "/v1/signatures"), ("PUT", "/v1/signatures"), ("POST", "/v1/validations/detached")]
NO_JSON = ["application/x-www-form-urlencoded", "", "text/plain", "application/json; charset=utf-16", "text/json"]


@pytest.mark.parametrize(("method", "path"), JSON_CALLS)
@pytest.mark.parametrize("media_type", NO_JSON)
def test_json_says_that_it_is_json(system: Client, method: str, path: str, media_type: str) -> None:
    answer = system.generic(method, path, json.dumps(SESSION), content_type=media_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "MEDIA_TYPE_NOT_SUPPORTED")
    assert "application/json" in answer.json()["detail"]
    assert media_type in answer.json()["detail"]


@pytest.mark.parametrize("media_type", [JSON, "application/json; charset=utf-8", 'Application/JSON; charset="UTF-8"'])
def test_json_in_utf_8_is_taken(system: Client, media_type: str) -> None:
    assert system.post("/v1/sessions", json.dumps(SESSION), content_type=media_type).status_code == 201


@pytest.mark.parametrize(
    ("body", "member", "reason", "said"),
    [
        (b"{", "body", "json_invalid", "this is not JSON"),
        (b"format=asice", "body", "json_invalid", "this is not JSON"),
        (b"[]", "body", "json_object_expected", "a JSON object is needed"),
        (b"null", "body", "json_object_expected", "a JSON object is needed"),
        (b"", "body", "body_empty", "the request has no content"),
        ('{"format": "asice"}'.encode("utf-16"), "body", "utf8_expected", "this is not UTF-8"),
        (b"[" * 100_000, "body", "json_too_deep", "nested too deeply"),
        (b'{"format": "asice", "format": "pdf"}', "format", "member_twice", "given twice"),
        (b'{"f\\u202e": 1, "f\\u202e": 2}', "f\ufffd", "member_twice", "given twice"),
        (b'{"size": NaN}', "NaN", "number_not_json", "no such number"),
    ],
)
def test_unreadable_json_is_told_why(system: Client, *, body: bytes, member: str, reason: str, said: str) -> None:
    # The test's client names no type for an empty body unless it is told to.
    answer = system.generic("POST", "/v1/sessions", body, CONTENT_TYPE=JSON, headers={"accept-language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (422, "REQUEST_INVALID")
    assert answer.json()["errors"] == [{"member": member, "reason": reason}]
    assert f"{member} – " in answer.json()["detail"]
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-11-20T12:00:00", 422),
        ("2026-11-20", 422),
        ("2026-11-20 12:00:00Z", 422),
        ("2026-11-20T12:00:00+02:00", 200),
        ("2026-11-20T12:00:00Z", 200),
    ],
)
def test_moment_has_a_zone(system: Client, at: str, status: int) -> None:
    raw = system.post("/v1/validations", b"x", content_type="application/octet-stream", query_params={"at": at})
    body = {"signature": "eA==", "files": [{"name": "a.txt", "content": "eA=="}], "at": at}
    detached = system.post("/v1/validations/detached", body, content_type=JSON)
    assert (raw.status_code, detached.status_code) == (status, status)
    if status != 200:
        assert raw.json()["errors"] == [{"member": "at", "reason": "date_time_with_zone_expected"}]


def test_validation_of_nothing_is_refused(system: Client) -> None:
    answer = system.post("/v1/validations", b"", content_type="application/octet-stream", CONTENT_LENGTH="0")
    assert (answer.status_code, answer.json()["code"]) == (400, "BODY_MISSING")


def test_refused_name_is_shown_as_it_can_be(system: Client) -> None:
    answer = system.post("/v1/sessions", document(name="L\u012bgums\x1b[2J\u202e.pdf"), content_type=JSON)
    assert answer.json()["code"] == "DOCUMENT_NAME_INVALID"
    assert "„L\u012bgums\ufffd[2J\ufffd.pdf”" in answer.json()["detail"]


ADDRESSES = ["/", "/v1", "/v1/", "/v1/openapi.json", "/v1/openapi.json/", "/v1/docs", "/v1/nothing", "/v1/probe"]
ADDRESSES += ["/v1/sessions", "/v1/sessions/x", "/v1/sessions/x/documents/y", "/v1/sessions/x/result"]
ADDRESSES += ["/v1/sessions/x/completion", "/v1/sessions/x/signatures", "/v1/sessions/x/signatures/y"]
ADDRESSES += ["/v1/signatures", "/v1/validations", "/v1/validations/detached", "/v1//", "/v1/sessions/"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "x"]


@pytest.mark.parametrize("method", METHODS)
def test_no_address_and_method_is_a_fault_of_ours(system: Client, method: str) -> None:
    for address in ADDRESSES:
        for body, media_type in ((b"", ""), (b"{}", JSON), (b"x", "application/octet-stream")):
            answer = system.generic(method, address, body, content_type=media_type)
            assert answer.status_code < 500, (address, body)
            is_told = answer.status_code < 400 or answer["Content-Type"] == "application/problem+json"
            assert is_told, (address, answer.status_code)
            assert answer.status_code != 405 or answer["Allow"]


def test_front_of_the_version_is_no_address(system: Client) -> None:
    answer = system.get("/v1/")
    assert (answer.status_code, answer.json()["code"]) == (404, "PATH_NOT_FOUND")


@pytest.mark.usefixtures("installation")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_description_can_only_be_read(stranger: Client, method: str) -> None:
    answer = stranger.generic(method, "/v1/openapi.json", b"{}", content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_probe_writes_times_in_one_way(system: Client, installation: Installation) -> None:
    admitted = system.get("/v1/probe").json()["certificate"]
    refused = Client(**installation.headers() | {"REMOTE_ADDR": "192.0.2.7"}).get("/v1/probe").json()["certificate"]
    assert (refused["notBefore"], refused["notAfter"]) == (admitted["notBefore"], admitted["notAfter"])
    assert refused["notAfter"].endswith("Z")


@pytest.mark.attack
@pytest.mark.parametrize(
    "body",
    [
        b'{"format":"asice","documents":[' + b",".join([b'{"nam":1}'] * 200_000) + b"]}",
        b'{"format":"asice",' + b",".join(b'"m%d":1' % number for number in range(200_000)) + b"}",
        b'{"format":"asice","documents":[' + b",".join([b"{}"] * 19_000) + b"]}",
    ],
)
def test_answer_to_many_faults_is_short(system: Client, body: bytes) -> None:
    answer = system.post("/v1/sessions", body, content_type="application/json")

    assert answer.status_code in {413, 422}
    assert len(answer.content) < 10_000
    assert answer.json()["code"] in {"REQUEST_INVALID", "BODY_TOO_LARGE"}
