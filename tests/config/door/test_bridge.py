"""The bridge alone: what Django sees of bodies that come slowly, partly, too long or not at all."""

import asyncio
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from esigner.config.door import answering, bodies
from esigner.config.door.bridge import Bridge
from esigner.config.door.callers import Callers, Standing
from esigner.config.door.errors import BodyCutOffError
from esigner.config.door.limits import Row
from esigner.config.door.manner import Manner
from esigner.config.door.pace import Rate
from esigner.config.door.whole_body import LettingGo

API = Manner(door="api", limits=(Row(door="api", path=re.compile(".*"), limit_bytes=1000),))
HURRIED = Rate(grace_seconds=0.05, bytes_a_second=1e9)


class Recorder:
    """A WSGI application that keeps what it read, or why it could not."""

    def __init__(self) -> None:
        self.bodies: list[int] = []
        self.lengths: list[str] = []
        self.failures: list[type[BaseException]] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            self.bodies.append(len(environ["wsgi.input"].read()))
        except OSError as error:
            self.failures.append(type(error))
        self.lengths.append(environ.get("CONTENT_LENGTH", ""))
        start_response("200 OK", [])
        return [b"seen"]


def scope(path: str = "/", **headers: str) -> dict[str, Any]:
    return {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "http_version": "1.1", "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


def exchange(
    application: Recorder, messages: Iterator[dict[str, Any]], *, manner: Manner = API, **headers: str
) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        message = next(messages, None)
        if message is None:
            await asyncio.sleep(3600)
        return message or {}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def run() -> None:
        await Bridge(application, manner=manner)(scope(**headers), receive, send)

    asyncio.run(run())
    return sent


def piece(size: int, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


def problem(sent: list[dict[str, Any]]) -> tuple[int, str]:
    """Return status and code of a problem document."""
    document = json.loads(b"".join(message.get("body", b"") for message in sent))
    return sent[0]["status"], document["code"]


@pytest.mark.parametrize("sizes", [(5, 5), (bodies.MEMORY_BYTES, bodies.MEMORY_BYTES, 1)])
def test_body_is_whole_before_the_application_is_asked(sizes: tuple[int, ...]) -> None:
    application = Recorder()
    last = len(sizes) - 1
    pieces = (piece(size, more=number < last) for number, size in enumerate(sizes))
    sent = exchange(application, pieces, manner=Manner(), transfer_encoding="chunked")
    assert (application.bodies, application.lengths) == ([sum(sizes)], [str(sum(sizes))])
    assert b"".join(message.get("body", b"") for message in sent) == b"seen"


def test_application_is_not_asked_when_a_body_is_cut_off() -> None:
    application = Recorder()
    sent = exchange(application, iter([piece(5, more=True), {"type": "http.disconnect"}]), content_length="10")
    assert (application.bodies, application.failures, sent) == ([], [], [])


@pytest.mark.attack
def test_body_that_comes_too_slowly_is_answered_408(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "RATE", HURRIED)
    monkeypatch.setattr(answering, "LINGER_SECONDS", 0.01)
    application = Recorder()
    sent = exchange(application, iter([piece(5, more=True)]), content_length="10")
    assert problem(sent) == (408, "BODY_TOO_SLOW")
    assert application.bodies == []


@pytest.mark.attack
def test_drops_do_not_buy_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes at once after the last one; what counts is how many came since the beginning."""
    monkeypatch.setattr(bodies, "RATE", HURRIED)
    monkeypatch.setattr(answering, "LINGER_BYTES", 0)
    drops = (piece(1, more=True) for _ in iter(int, 1))
    assert problem(exchange(Recorder(), drops, manner=Manner(door="api"), transfer_encoding="chunked"))[0] == 408


@pytest.mark.attack
def test_body_announced_too_long_is_answered_413_unread() -> None:
    application = Recorder()
    sent = exchange(application, iter([piece(0, more=False)]), content_length="1001")
    assert problem(sent) == (413, "BODY_TOO_LONG")
    assert application.bodies == []


@pytest.mark.attack
def test_body_in_chunks_is_answered_413_when_it_has_become_too_long() -> None:
    application = Recorder()
    pieces = [piece(600, more=True)] * 2 + [piece(0, more=False)]
    sent = exchange(application, iter(pieces), transfer_encoding="chunked")
    assert problem(sent) == (413, "BODY_TOO_LONG")
    assert application.bodies == []


def test_body_for_which_the_disk_has_no_room_is_answered_503(monkeypatch: pytest.MonkeyPatch) -> None:
    """/dev/full cannot be written: every write ends in ENOSPC."""
    full = Path("/dev/full")
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", lambda *_, **__: full.open("wb", buffering=0))
    application = Recorder()
    sent = exchange(application, iter([piece(5, more=False)]), content_length="5")
    assert problem(sent) == (503, "DOOR_FULL")
    assert (b"retry-after", b"60") in sent[0]["headers"]
    assert application.bodies == []


@pytest.mark.attack
def test_body_of_a_stranger_is_never_taken() -> None:
    """The application is asked all the same: it says why the caller is kept out."""
    asked_for: list[str] = []

    def look(fingerprint: str) -> Standing:
        asked_for.append(fingerprint)
        return Standing.STRANGER

    application = Recorder()
    taken = iter([piece(500, more=True), piece(500, more=False)])
    manner = Manner(door="api", register=Callers(look))
    exchange(application, taken, manner=manner, content_length="1000")
    assert (application.bodies, application.failures) == ([], [BodyCutOffError])
    assert asked_for == []


@pytest.mark.parametrize(
    ("standing", "bodies_read"), [(Standing.CLIENT, [4]), (Standing.NOT_KNOWN, [4]), (Standing.KEPT_OUT, [])]
)
def test_body_is_read_of_whoever_may_be_a_client(standing: Standing, bodies_read: list[int]) -> None:
    """Where nobody could be asked, the gate may know a moment later: then the body must be there."""
    application = Recorder()
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return piece(4, more=False)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    manner = Manner(door="api", register=Callers(lambda _: standing))
    request = scope(content_length="4") | {"esigner.fingerprint": "f"}
    asyncio.run(Bridge(application, manner=manner)(request, receive, send))
    assert application.bodies == bodies_read
    assert sent[0]["status"] == 200


def asked(client: tuple[str, int] | None, *, figures: bool = True, header: str = "host") -> bytes:
    """Return what is answered at /metrics."""
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


class Closable:
    """An answer that notes when it was closed."""

    def __init__(self, ends: list[str]) -> None:
        self._ends = ends

    def __iter__(self) -> Iterator[bytes]:
        """Return its one piece."""
        yield b"seen"

    def close(self) -> None:
        self._ends.append("closed")


def test_thread_lets_go_after_its_answer_where_many_are_at_work() -> None:
    ends: list[str] = []
    answering = LettingGo(lambda *_: Closable(ends), let_go=lambda: ends.append("let go"), kept=2)
    answers = [answering({}, lambda *_: lambda _: None) for _ in range(3)]
    for answer in answers:
        assert list(answer) == [b"seen"]
        answer.close()  # type: ignore[attr-defined] # WSGI's own, which the type does not have
    assert ends == ["closed", "let go", "closed", "closed"]
