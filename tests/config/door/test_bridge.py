"""The bridge alone: what Django sees of bodies that come slowly, partly or not at all."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from esigner.config.door import bridge
from esigner.config.door.bridge import AWAITED_BYTES, BODY_BYTES, BodyCutOff, Bridge


class Recorder:
    """A WSGI application that keeps what it read, or why it could not."""

    def __init__(self) -> None:
        self.bodies: list[int] = []
        self.failures: list[type[BaseException]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            self.bodies.append(len(environ["wsgi.input"].read()))
        except OSError as error:
            self.failures.append(type(error))
        start_response("200 OK", [])
        return [b"seen"]


def scope(path: str = "/", **headers: str) -> dict[str, Any]:
    return {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "http_version": "1.1", "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


def exchange(application: Recorder, messages: Iterator[dict[str, Any]], **headers: str) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        message = next(messages, None)
        if message is None:
            await asyncio.sleep(3600)
        return message or {}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        await Bridge(application)(scope(**headers), receive, send)

    asyncio.run(run())
    return sent


def piece(size: int, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def test_short_body_is_whole_before_the_application_is_asked() -> None:
    application = Recorder()
    sent = exchange(application, iter([piece(5, more=True), piece(5, more=False)]))
    assert application.bodies == [10]
    assert b"".join(message.get("body", b"") for message in sent) == b"seen"


def test_application_is_not_asked_when_a_short_body_is_cut_off() -> None:
    application = Recorder()
    sent = exchange(application, iter([piece(5, more=True), {"type": "http.disconnect"}]))
    assert (application.bodies, application.failures, sent) == ([], [], [])


def test_application_gets_an_error_when_a_long_body_is_cut_off() -> None:
    """Never a shorter document: a2wsgi alone would end it as if it were whole."""
    application = Recorder()
    exchange(application, iter([piece(AWAITED_BYTES, more=True), {"type": "http.disconnect"}]))
    assert (application.bodies, application.failures) == ([], [BodyCutOff])


@pytest.mark.attack
def test_body_that_comes_too_slowly_is_answered_408(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "CHUNK_SECONDS", 0.05)
    application = Recorder()
    sent = exchange(application, iter([piece(5, more=True)]))
    assert sent[0]["status"] == 408
    assert application.bodies == []


@pytest.mark.attack
def test_body_announced_too_long_is_answered_413_unread() -> None:
    application = Recorder()
    sent = exchange(application, iter([]), content_length=str(BODY_BYTES + 1))
    assert sent[0]["status"] == 413
    assert application.bodies == []


def asked(client: tuple[str, int] | None, *, figures: bool = True, header: str = "host") -> bytes:
    """Give what is answered at /metrics."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return piece(0, more=False)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    at_figures = scope("/metrics", **{header: "203.0.113.9"}) | {
        "client": client,
        "server": ("127.0.0.1", 1),
        "scheme": "http",
    }
    bridge_of = Bridge(Recorder(), figures=(lambda: "figures") if figures else None)
    asyncio.run(bridge_of(at_figures, receive, send))
    return b"".join(message.get("body", b"") for message in sent)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.8.8.8"])
def test_figures_are_told_on_the_machine_itself(address: str) -> None:
    assert asked((address, 1)) == b"figures"


@pytest.mark.attack
@pytest.mark.parametrize("client", [None, ("", 0), ("203.0.113.9", 1), ("192.168.1.1", 1), ("localhost", 1)])
def test_figures_are_told_to_nobody_else(client: tuple[str, int] | None) -> None:
    assert asked(client) == b"seen"


@pytest.mark.attack
@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via", "x_real_ip", "clientaddress"])
def test_figures_are_not_told_through_a_proxy(header: str) -> None:
    assert asked(("127.0.0.1", 1), header=header) == b"seen"


def test_figures_are_told_only_where_they_are_switched_on() -> None:
    assert asked(("127.0.0.1", 1), figures=False) == b"seen"
