"""A door that is killed after its commit, or frozen before it: the key gets the first answer, or is done exactly once.

The door is a real process behind TLS; a proxy before PostgreSQL stops it at its commit. The second call goes to another
door.
"""

import base64
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.test import Client
from pytest_django import Settings

from esigner import audit
from esigner.registry import networks
from esigner.signing import sessions
from esigner.signing.models import Answer, Session, Signature
from esigner.signing.states import SignatureState, Status
from esigner.web.api.openapi import openapi_document
from esigner.wire import breaker, revocation_lists
from tests.world import crash, queue
from tests.world.held_commits import HeldCommits, Place, held_commits
from tests.world.installation import PROGRAM, free_ports
from tests.world.sessions import Installation, by_officer, install, trust_services

pytestmark = [pytest.mark.lifecycle, pytest.mark.django_db(transaction=True)]

JSON = "application/json"
KEY = {"Idempotency-Key": "vienreiz"}


@dataclass(kw_only=True)
class Doors:
    """A real door that may be killed or frozen, and another one in this process."""

    installation: Installation
    commits: HeldCommits
    process: crash.Doomed
    api: str
    caller: httpx.Client
    other: Client
    answers: list[httpx.Response] = field(default_factory=list)

    def begin(self, path: str, body: dict[str, Any], *, words: bytes, place: Place) -> threading.Thread:
        """Call the real door and return once it stands at the place."""
        self.commits.words, self.commits.place = words, place
        call = threading.Thread(target=self._call, args=(path, body), daemon=True)
        call.start()
        self.process.wait_until(self.commits.reached.is_set, what="it is held")
        return call

    def _call(self, path: str, body: dict[str, Any]) -> None:
        try:
            self.answers.append(self.caller.post(path, json=body, headers=KEY))
        except httpx.TransportError:
            return  # the door is dead

    def again(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401 - Django's test answer
        """Send the very same call to the other door."""
        content = httpx.Request("POST", f"{self.api}{path}", json=body).content
        return self.other.post(path, content, content_type=JSON, headers=KEY)


@pytest.fixture
def doors(settings: Settings, state: Path, door: Callable[..., None], tmp_path: Path) -> Iterator[Doors]:
    """An API door of the test environment as a process, behind its proxy."""
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    port = free_ports()["api_test"]
    api = f"https://localhost:{port}"
    settings.ESIGNER_URLS = {**settings.ESIGNER_URLS, "api_test": api}
    door("api", "test")
    queue.forget()
    revocation_lists.forget()
    breaker.forget()
    with ExitStack() as stack:
        trust, url = stack.enter_context(trust_services())
        made = install(trust=trust, url=url)
        machine = [networks.Network(cidr="127.0.0.1/32", label="test"), networks.Network(cidr="::1/128", label="test")]
        networks.allow(client_id=made.client.id, networks=machine, act=by_officer(at=made.at))
        commits = stack.enter_context(held_commits())
        process = stack.enter_context(crash.doomed())
        process.start(
            PROGRAM, "serve", "api", "--environment", "test", trust=url, ESIGNER_PORT_API_TEST=str(port),
            ESIGNER_URL_API_TEST=api, DATABASE_URL=commits.url,
        )  # fmt: skip
        caller = stack.enter_context(caller_of(made, api, folder=tmp_path))
        process.wait_until(lambda: listens(caller), what="the door answers")
        other = Client(**made.headers())
        yield Doors(installation=made, commits=commits, process=process, api=api, caller=caller, other=other)
    queue.forget()
    breaker.forget()


def caller_of(made: Installation, api: str, *, folder: Path) -> httpx.Client:
    """Return a client that presents the institution's certificate."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_text(made.certificate.public_bytes(Encoding.PEM).decode() + made.chain_pem)
    key.write_bytes(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # our own door on loopback
    context.load_cert_chain(certificate, key)
    return httpx.Client(
        base_url=api, verify=context, headers={"EPAK-Number": made.client.epak_number}, trust_env=False,
        timeout=crash.PATIENCE_SECONDS,
    )  # fmt: skip


def listens(caller: httpx.Client) -> bool:
    try:
        return caller.get("/healthz").is_success
    except httpx.TransportError:
        return False


# --- The calls that take the key: path, body, words of the statement whose commit is the effect ---------------------


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call that takes the key."""

    path: str
    body: dict[str, Any]
    words: bytes
    count: Callable[[], int]
    """How often the effect is in the database."""
    once: int = 1


def opening(doors: Doors) -> Call:
    body = {"format": "asice", "documents": [{"name": "a.txt", "content": base64.b64encode(b"Sveiki").decode()}]}
    return Call(path="/v1/sessions", body=body, words=b'INSERT INTO "signing_session"', count=Session.objects.count)


def preparing(doors: Doors) -> Call:
    return Call(
        path=f"/v1/sessions/{doors.installation.open().id}/signatures", body=signer(doors),
        words=b'INSERT INTO "signing_signature"', count=Signature.objects.count,
    )  # fmt: skip


def preparing_several(doors: Doors) -> Call:
    opened = [doors.installation.open().id for _ in range(2)]
    return Call(
        path="/v1/signatures", body={"sessions": opened, **signer(doors)},
        words=b'INSERT INTO "signing_signature"', count=Signature.objects.count, once=2,
    )  # fmt: skip


def completing(doors: Doors) -> Call:
    made = doors.installation
    session = made.open()
    made.trust.reachable = False
    assert made.sign(session).status is Status.SIGNING
    made.trust.reachable = True
    breaker.forget()
    return Call(
        path=f"/v1/sessions/{session.id}/completion", body={}, words=b"signing.signature.finalized",
        count=lambda: len(audit.events(event_prefix="signing.signature.finalized")),
    )  # fmt: skip


def signer(doors: Doors) -> dict[str, str]:
    der = doors.installation.persona().public_bytes(Encoding.DER)
    return {"signingCertificate": base64.b64encode(der).decode()}


CALLS = {
    "openSession": opening,
    "startSignature": preparing,
    "startSignatures": preparing_several,
    "completeSession": completing,
}


def test_every_operation_with_a_key_is_here() -> None:
    operations = [one for path in openapi_document()["paths"].values() for one in path.values()]
    keyed = [
        one["operationId"]
        for one in operations
        if any(parameter.get("name") == "Idempotency-Key" for parameter in one.get("parameters", []))
    ]
    assert sorted(keyed) == sorted(CALLS)


@pytest.mark.parametrize("operation", CALLS)
def test_door_killed_after_its_commit_has_done_it_once(doors: Doors, operation: str) -> None:
    call = CALLS[operation](doors)
    doors.begin(call.path, call.body, words=call.words, place=Place.COMMITTED)
    assert call.count() >= 1, "it is committed"
    doors.process.kill()

    first, second = doors.again(call.path, call.body), doors.again(call.path, call.body)

    assert first.status_code in {200, 201}, first.content
    assert second.content == first.content
    assert call.count() == call.once
    assert doors.answers == []
    went_on(doors, operation, first.json())


def went_on(doors: Doors, operation: str, answer: dict[str, Any]) -> None:
    """The answer that was kept is of use: what it names goes on to its end."""
    made = doors.installation
    match operation:
        case "openSession":
            assert sessions.view(session_id=answer["id"], client_id=str(made.client.id), at=made.now()).documents
        case "completeSession":
            assert answer["status"] == "SIGNED"
        case "startSignature":
            assert Signature.objects.get(id=answer["signatureId"]).state == SignatureState.PREPARED.value
        case _:
            started = [one["signature"]["signatureId"] for one in answer["items"]]
            assert Signature.objects.filter(id__in=started, state=SignatureState.PREPARED.value).count() == 2


@pytest.mark.parametrize("operation", [one for one in CALLS if one != "completeSession"])
def test_door_killed_before_its_commit_has_done_nothing(doors: Doors, operation: str) -> None:
    call = CALLS[operation](doors)
    doors.begin(call.path, call.body, words=call.words, place=Place.COMMIT)
    doors.process.kill()
    assert call.count() == 0
    assert not Answer.objects.exists()

    answer = doors.again(call.path, call.body)

    assert answer.status_code in {200, 201}, answer.content
    assert call.count() == call.once


def test_second_call_waits_briefly_for_a_frozen_first_and_then_gets_its_answer(doors: Doors) -> None:
    call = opening(doors)
    running = doors.begin(call.path, call.body, words=call.words, place=Place.STATEMENT)

    told = doors.again(call.path, call.body)
    assert (told.status_code, told.json()["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert told["Retry-After"] == "1"
    doors.commits.go.set()
    running.join()

    (first,) = doors.answers
    assert first.status_code == 201
    assert doors.again(call.path, call.body).content == first.content
    assert call.count() == 1


def test_second_call_that_waits_gets_the_answer_as_soon_as_it_is_there(doors: Doors) -> None:
    call = opening(doors)
    running = doors.begin(call.path, call.body, words=call.words, place=Place.STATEMENT)
    waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND strpos(query, 'signing_answer') > 0"

    def let_go() -> None:
        crash.wait_until(lambda: doors.process.watch.execute(waits).fetchone(), what="the second call waits")
        doors.commits.go.set()

    releasing = threading.Thread(target=let_go, daemon=True)
    releasing.start()
    second = doors.again(call.path, call.body)
    releasing.join()
    running.join()

    (first,) = doors.answers
    assert second.content == first.content
    assert call.count() == 1
