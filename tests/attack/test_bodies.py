"""Strangers who hold connections and bodies at the doors of a whole installation."""

import json
import socket
import ssl
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.acceptance.journey.cast import CITY
from tests.acceptance.journey.story import Story
from tests.attack.honest import PATIENCE_SECONDS, Honest
from tests.attack.tally import Row

STRANGER = "127.0.0.1"
"""The same address as that of the honest: nothing but their behaviour tells them apart."""
HEAD = "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000\r\nContent-Type: {kind}\r\n\r\n"


def hold(stack: ExitStack, url: str, content: bytes, *, context: ssl.SSLContext | None) -> bool:
    """Open a connection and keep it, with this much said; False where the door did not let it in."""
    parts = urlsplit(url)
    try:
        held = stack.enter_context(socket.create_connection((STRANGER, parts.port or 0), timeout=PATIENCE_SECONDS))
        if context is not None:
            held = stack.enter_context(context.wrap_socket(held, server_hostname="localhost"))
        held.sendall(content)
    except OSError:
        return False
    return True


@pytest.mark.parametrize("number", [400])
def test_dripping_uploads_without_certificate_starve_nobody(story: Story, row: Row, number: int) -> None:
    system = story.party(CITY).systems["test"]
    context = ssl.create_default_context(cafile=str(system.credentials.door_ca))
    content = HEAD.format(path="/v1/validations", kind="application/octet-stream").encode() + b"x"

    def upload() -> httpx.Response:
        session = system.open_session(format="asice", documents=[{"name": "a.bin"}])
        return system.call("PUT", urlsplit(session["documents"][0]["uploadUrl"]).path, content=iter([b"x" * 300_000]))

    honest = Honest(upload)
    with ExitStack() as stack, honest.working():
        held = [hold(stack, system.api_url, content, context=context) for _ in range(number)]

    row.tried, row.answered, row.starved = len(held), honest.answered, honest.starved
    assert (honest.reasons, row.answered > 0) == ([], True)


@pytest.mark.parametrize("number", [400])
def test_dripping_forms_starve_nobody(story: Story, row: Row, number: int) -> None:
    content = HEAD.format(path="/konts/login/", kind="application/x-www-form-urlencoded").encode() + b"x"
    honest = Honest(lambda: httpx.get(f"{story.installation.url('portal')}/noteikumi/", timeout=PATIENCE_SECONDS))

    with ExitStack() as stack, honest.working():
        held = [hold(stack, story.installation.url("portal"), content, context=None) for _ in range(number)]

    row.tried, row.answered, row.starved = len(held), honest.answered, honest.starved
    assert (honest.reasons, row.answered > 0) == ([], True)


def test_bodies_over_the_limit_are_refused_by_every_door(story: Story, row: Row) -> None:
    answers = [
        httpx.post(f"{story.installation.url(door)}/", content=body, timeout=PATIENCE_SECONDS)
        for door, kib in (("portal", 256), ("sign_test", 64), ("trust", 64))
        for body in (b"x" * (kib * 1024 + 1), iter([b"x" * (kib * 1024 + 1)]))
    ]
    answers.append(story.party(CITY).systems["test"].call("POST", "/v1/signatures", content=b"x" * (1024 * 1024 + 1)))

    row.tried, row.got_in = len(answers), sum("BODY_TOO_LONG" not in answer.text for answer in answers)
    assert {answer.status_code for answer in answers} == {413}
    assert row.got_in == 0


def test_json_in_chunks_is_read_at_once(story: Story, row: Row) -> None:
    """As .NET and Node send it: without a length."""
    body = json.dumps({"format": "asice", "documents": [{"name": "a.bin"}]}).encode()
    answer = (
        story.party(CITY)
        .systems["test"]
        .call("POST", "/v1/sessions", content=iter([body[:9], body[9:]]), headers={"Content-Type": "application/json"})
    )
    row.tried, row.answered = 1, int(answer.is_success)
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 201
