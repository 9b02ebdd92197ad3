import json
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509

from esigner.pki import profiles
from esigner.wire import errors
from esigner.wire.esigner import Client, NewDocument
from tests.world import certification as ca
from tests.world import loopback
from tests.world.loopback import Call, Reply

SESSION = {
    "id": "s1",
    "status": "OPEN",
    "documents": [{"id": "d1", "name": "Līgums.pdf", "uploadUrl": "https://x/v1/sessions/s1/documents/d1"}],
    "signingUrl": "https://x/s/t/",
    "expiresAt": "2026-11-22T13:00:00Z",
}


def reply(body: object, status: int = 200, kind: str = "application/json") -> Reply:
    return Reply(body=json.dumps(body).encode(), status=status, headers={"Content-Type": kind})


@contextmanager
def api(
    folder: Path, answer: Callable[[Call], Reply], *, server_of: str = "localhost"
) -> Iterator[tuple[Client, list[Call]]]:
    """A door with mutual TLS, and a client of it."""
    door = ca.below(ca.the_issuing(), profile=profiles.server(names=[server_of]))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = ca.write(folder, "door.pem", door.certificate, ca.the_issuing().certificate)
    tls.load_cert_chain(certificate, ca.write_key(folder, "door.key", door.key))
    tls.verify_mode = ssl.CERT_REQUIRED
    root = ca.write(folder, "root.pem", ca.the_root().certificate)
    tls.load_verify_locations(root)
    own = ca.the_client()
    with (
        loopback.http(answer, tls=tls) as server,
        Client(
            server.url,
            certificate=Path(ca.write(folder, "client.pem", own.certificate, ca.the_issuing().certificate)),
            key=Path(ca.write_key(folder, "client.key", own.key)),
            ca=Path(root),
            epak_number="EPAK-2026-00001",
            timeout_seconds=5,
        ) as client,
    ):
        yield client, server.calls


def test_every_call_carries_certificate_and_epak_number(tmp_path: Path) -> None:
    with api(tmp_path, lambda _: reply({"client": "x"})) as (client, calls):
        assert client.probe() == {"client": "x"}
    call = calls[0]
    assert (call.method, call.path) == ("GET", "/v1/probe")
    assert call.headers["epak-number"] == "EPAK-2026-00001"
    assert call.peer_certificate is not None
    assert x509.load_der_x509_certificate(call.peer_certificate) == ca.the_client().certificate


def test_open_session_sends_what_the_api_takes(tmp_path: Path) -> None:
    with api(tmp_path, lambda _: reply(SESSION, 201)) as (client, calls):
        session = client.open_session(
            format="asice",
            level="LT",
            documents=[NewDocument(name="a.txt", media_type="text/plain", content="ā".encode()),
                       NewDocument(name="Līgums.pdf", media_type="application/pdf")],
            return_url="https://iestade.example/atpakal",
            language="lv",
            idempotency_key="k1",
        )  # fmt: skip
    assert (calls[0].method, calls[0].path) == ("POST", "/v1/sessions")
    assert calls[0].headers["idempotency-key"] == "k1"
    assert json.loads(calls[0].body) == {
        "format": "asice",
        "level": "LT",
        "documents": [
            {"name": "a.txt", "mediaType": "text/plain", "content": b64encode("ā".encode()).decode()},
            {"name": "Līgums.pdf", "mediaType": "application/pdf"},
        ],
        "returnUrl": "https://iestade.example/atpakal",
        "language": "lv",
    }
    assert (session.id, session.status, session.signing_url) == ("s1", "OPEN", "https://x/s/t/")
    assert session.documents[0].upload_url.endswith("/d1")
    assert session.raw["expiresAt"] == session.expires_at


def test_documents_are_uploaded_as_bytes_or_pieces(tmp_path: Path) -> None:
    with api(tmp_path, lambda _: Reply(status=204)) as (client, calls):
        client.upload("s1", "d1", b"%PDF-1.7")
    assert (calls[0].method, calls[0].path) == ("PUT", "/v1/sessions/s1/documents/d1")
    assert calls[0].body == b"%PDF-1.7"


def test_status_result_and_cancel(tmp_path: Path) -> None:
    def answer(call: Call) -> Reply:
        return Reply(body=b"PK\x03\x04") if call.path.endswith("/result") else reply(SESSION | {"status": "SIGNED"})

    with api(tmp_path, answer) as (client, calls):
        assert client.status("s1").status == "SIGNED"
        assert client.result("s1") == b"PK\x03\x04"
        client.cancel("s1")
    assert [(call.method, call.path) for call in calls] == [
        ("GET", "/v1/sessions/s1"),
        ("GET", "/v1/sessions/s1/result"),
        ("DELETE", "/v1/sessions/s1"),
    ]


def test_signature_that_was_given_up_is_tried_again(tmp_path: Path) -> None:
    kept = "https://x/v1/sessions/s1/result?atLeast=B"

    def answer(call: Call) -> Reply:
        more = {"status": "SIGNED"} if call.method == "POST" else {"status": "FAILED", "keptUrl": kept}
        return reply(SESSION | more)

    with api(tmp_path, answer) as (client, calls):
        assert client.status("s1").kept_url == kept
        done = client.complete("s1")
    assert (done.status, done.kept_url) == ("SIGNED", "")
    assert (calls[1].method, calls[1].path) == ("POST", "/v1/sessions/s1/completion")


def test_a_problem_is_told_by_its_code(tmp_path: Path) -> None:
    problem = {"code": "CLIENT_CERTIFICATE_REVOKED", "title": "Sertifikāts ir anulēts", "requestId": "r1"}
    with (
        api(tmp_path, lambda _: reply(problem, 403, "application/problem+json")) as (client, _calls),
        pytest.raises(errors.ApiRefusedError) as caught,
    ):
        client.probe()
    assert caught.value.data == {
        "problem_code": "CLIENT_CERTIFICATE_REVOKED",
        "title": "Sertifikāts ir anulēts",
        "http_status": 403,
        "request_id": "r1",
    }
    assert "CLIENT_CERTIFICATE_REVOKED" in caught.value.detail().lv


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(status=404), errors.ServiceRefusedError),
        (
            Reply(status=403, body=b"{", headers={"Content-Type": "application/problem+json"}),
            errors.ServiceRefusedError,
        ),
        (reply({"code": "X"}, 503, "application/problem+json"), errors.ServiceFailedError),
        (reply({"code": "X"}, 429, "application/problem+json"), errors.ServiceFailedError),
        (Reply(body=b"<html>"), errors.AnswerInvalidError),
        (reply([1]), errors.AnswerInvalidError),
        (reply({"id": "s1"}), errors.AnswerInvalidError),
    ],
    ids=["404", "broken problem", "503", "429", "html", "list", "half a session"],
)
def test_other_answers_are_errors_of_the_wire(answer: Reply, kind: type[errors.WireError], tmp_path: Path) -> None:
    with api(tmp_path, lambda _: answer) as (client, _calls), pytest.raises(kind):
        client.status("s1")


def test_a_door_of_another_name_is_not_talked_to(tmp_path: Path) -> None:
    with api(tmp_path, lambda _: reply({}), server_of="elsewhere.example") as (client, calls):
        with pytest.raises(errors.UnreachableError):
            client.probe()
        assert not calls


def test_addresses_cannot_leave_their_place(tmp_path: Path) -> None:
    with api(tmp_path, lambda _: reply(SESSION)) as (client, calls):
        client.status("../../evil?x=1")
    assert calls[0].path == "/v1/sessions/..%2F..%2Fevil%3Fx%3D1"
