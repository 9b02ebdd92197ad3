"""Django as WSGI behind ASGI: a2wsgi, with threads that slow clients cannot occupy.

1. health and figures, which are answered without Django
2. what the head alone decides: whether it is HTTP, whether the name is ours, whether the announced body is too long
3. who it is counted for: the certificate, where it is registered, else the address
4. the body, whole, without a thread; of callers whose certificate is not registered it is not taken at all
5. a thread, in the party's turn; an answer that the client takes too slowly is cut off
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from io import BytesIO
from ipaddress import ip_address
from typing import Final, cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from a2wsgi import WSGIMiddleware

from esigner.config.door import head, refusing
from esigner.config.door.bodies import Body, Intake, Message, Receive
from esigner.config.door.errors import BodyCutOffError, BodyTooLongError, DoorRefusedError, HostUnknownError
from esigner.config.door.limits import Row, row_of
from esigner.config.door.manner import Manner
from esigner.config.door.pace import Pace, Rate
from esigner.config.door.shares import BODIES, THREADS, Counted, Turns

Send = Callable[[Message], Awaitable[None]]

ANSWER_RATE: Final = Rate(grace_seconds=60.0, bytes_a_second=64 * 1024)
"""How slowly a client may take its answer."""
LINGER_SECONDS: Final = 2.0
LINGER_BYTES: Final = 32 * 1024 * 1024
"""What is still taken, and thrown away, of an unwanted body: a client that is cut off while it sends may
never read why."""
HEALTH_PATH: Final = "/healthz"
FIGURES_PATH: Final = "/metrics"
_FORWARDED: Final = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-real-ip", b"clientaddress"})
"""Headers of proxies: behind one on this machine everybody seems to be on it."""
_BODY: Final = "esigner.body"


class Bridge:
    """The ASGI application that uvicorn calls."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        figures: Callable[[], str] | None = None,
        manner: Manner = Manner(),  # noqa: B008 — frozen
    ) -> None:
        """Take Django, what to report to callers on this machine about this process, and this door's manner."""
        self._figures = figures
        self._manner = manner
        self._wsgi = WSGIMiddleware(_with_whole_body(application), workers=THREADS.whole)  # type: ignore[arg-type] # a2wsgi has types of its own for WSGI
        self._turns = Turns()
        self._bodies = Counted(BODIES)
        self._intake = Intake(folder=manner.spool)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refused = scope.get("esigner.refused")
        if refused is None and scope["path"] == HEALTH_PATH:  # (1)
            await _say(send, "ok")
        elif refused is None and scope["path"] == FIGURES_PATH and self._figures is not None and _is_local(scope):
            await _say(send, self._figures())
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            row = self._judge(scope)  # (2)
            if scope["path"] == "*":
                await _start(send, 204, [(b"allow", ", ".join(sorted(head.METHODS)).encode())])
                await send({"type": "http.response.body"})
                return
            await self._serve(scope, receive, send, row=row)
        except DoorRefusedError as error:
            await self._refuse(error, scope, receive, send)

    def _judge(self, scope: Message) -> Row | None:
        """Return its row of the table, or refuse it where the head alone decides."""
        if scope.get("esigner.refused") is not None:
            raise cast("DoorRefusedError", scope["esigner.refused"])
        name, hosts = head.host_of(scope["headers"]), self._manner.hosts
        if hosts and name is not None and not any(_is_host(name, own) for own in hosts):
            raise HostUnknownError
        row = row_of(self._manner.limits, door=self._manner.door, method=scope["method"], path=scope["path"])
        if row is not None and _announced_bytes(scope) > row.limit_bytes:
            raise BodyTooLongError(limit_bytes=row.limit_bytes)
        return row

    async def _serve(self, scope: Message, receive: Receive, send: Send, *, row: Row | None) -> None:
        party, is_known = await self._party(scope)  # (3)
        limit_bytes, is_heavy = (row.limit_bytes, row.is_heavy) if row is not None else (None, False)
        if not is_known and _has_body(scope):
            # The gate will say why it keeps the caller out; what the caller sends does not matter here.
            scope[_BODY], last = None, _Last(send, receive)
            await self._work(scope, send=last, party=party)
            await last.end()
            return
        if not _has_body(scope):
            scope[_BODY] = Body(file=BytesIO(), size_bytes=0)
            await self._work(scope, send=send, party=party, is_heavy=is_heavy)
            return
        try:
            with self._bodies.held(party):
                body = await self._intake.take(receive, limit_bytes=limit_bytes, party=party)  # (4)
        except BodyCutOffError:
            return
        try:
            scope[_BODY] = body
            await self._work(scope, send=send, party=party, is_heavy=is_heavy)
        finally:
            self._intake.give_back(party, body)

    async def _party(self, scope: Message) -> tuple[str, bool]:
        """Return the party that the request is counted for, and whether its body is to be read."""
        fingerprint = str(scope.get("esigner.fingerprint", ""))
        address = str((scope.get("client") or ("",))[0])
        if self._manner.knows is None:
            return fingerprint or address, True
        is_known = bool(fingerprint) and await self._manner.knows(fingerprint)
        return (fingerprint, True) if is_known else (address, False)

    async def _work(self, scope: Message, *, send: Send, party: str, is_heavy: bool = False) -> None:
        async with self._turns.turn(party, is_heavy=is_heavy):  # (5)
            answer = _Answer(send, scope)
            try:
                await self._wsgi(scope, _nothing_more, answer)  # type: ignore[arg-type] # as above, for ASGI
            finally:
                answer.stop()

    async def _refuse(self, error: DoorRefusedError, scope: Message, receive: Receive, send: Send) -> None:
        headers, body = refusing.answer(error, door=self._manner.door, headers=scope["headers"])
        last = _Last(send, receive)
        await _start(last, error.status, headers)
        await last({"type": "http.response.body", "body": body})
        await last.end()


class _Answer:
    """Passes an answer on, and cuts it off where the client takes it too slowly: a thread waits for it."""

    def __init__(self, send: Send, scope: Message) -> None:
        self._send = send
        self._scope = scope
        self._pace: Pace | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._pace = Pace(rate=ANSWER_RATE, late=self._scope.get("esigner.abort", lambda: None))
            if self._scope.get("esigner.last"):
                message["headers"] = [*message["headers"], (b"connection", b"close")]
        await self._send(message)
        if self._pace is not None:
            self._pace.moved(len(message.get("body", b"")))

    def stop(self) -> None:
        """Stop the clock."""
        if self._pace is not None:
            self._pace.stop()


class _Last:
    """Passes on the last answer of a connection whose client may still be sending an unwanted body."""

    def __init__(self, send: Send, receive: Receive) -> None:
        self._send = send
        self._receive = receive

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            fields = [field for field in message["headers"] if field[0] != b"connection"]
            message = {**message, "headers": [*fields, (b"connection", b"close")]}
        # The message that it is complete is held back: it closes the connection.
        await self._send({**message, "more_body": True})

    async def end(self) -> None:
        """Close, once the client has had a moment to read."""
        await self._linger()
        await self._send({"type": "http.response.body"})

    async def _linger(self) -> None:
        taken = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while taken < LINGER_BYTES:
                    message = await self._receive()
                    if not message.get("more_body"):
                        return
                    taken += len(message["body"])


def _with_whole_body(application: WSGIApplication) -> WSGIApplication:
    """Wrap the application so that its body is complete and has a length, however it came."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body: Body | None = environ["asgi.scope"][_BODY]
        environ["wsgi.input"] = _Unread() if body is None else body.file
        if body is not None and environ.pop("HTTP_TRANSFER_ENCODING", ""):
            environ["CONTENT_LENGTH"] = str(body.size_bytes)
        return application(environ, start_response)

    return wrapped


class _Unread:
    """A body that was not read in: reading it all the same is an error, not an empty document."""

    def read(self, size: int = -1) -> bytes:
        """Refuse."""
        del size
        raise BodyCutOffError

    readline = read


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def _has_body(scope: Message) -> bool:
    names = {name for name, _ in scope["headers"]}
    return b"transfer-encoding" in names or _announced_bytes(scope) > 0


def _is_host(name: str, own: str) -> bool:
    return name == own or (own.startswith(".") and name.endswith(own)) or own == "*"


def _is_local(scope: Message) -> bool:
    """Return whether it came by TCP from this machine and through no proxy."""
    try:
        address = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    return address.is_loopback and not _FORWARDED & {name.lower() for name, _ in scope["headers"]}


def _announced_bytes(scope: Message) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


async def _say(send: Send, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await _start(send, 200, headers)
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, headers: refusing.Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
