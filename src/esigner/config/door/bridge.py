"""Django as WSGI behind ASGI: a2wsgi, with threads that slow clients cannot occupy.

A WSGI application reads its body in a thread and waits there; a dozen clients that send a byte a second would hold
a dozen threads. So a body is first awaited without a thread, up to a megabyte; only longer ones are streamed through
a thread while they arrive, and these may have half of the threads at most.
"""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any, Final
from wsgiref.types import WSGIApplication

from a2wsgi import WSGIMiddleware

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

THREADS: Final = 12
AWAITED_BYTES: Final = 1024 * 1024
CHUNK_SECONDS: Final = 30.0
"""How long the next piece of a body may take."""
BODY_BYTES: Final = 1024 * 1024 * 1024
"""Longer bodies are refused at the door; what a document may be is the signing service's rule."""
HEALTH_PATH: Final = "/healthz"
FIGURES_PATH: Final = "/metrics"
_FORWARDED: Final = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-real-ip", b"clientaddress"})
"""Headers of proxies: behind one on this machine everybody seems to be on it."""


class BodyTooSlow(ConnectionError):
    """The client stopped sending in the middle of its body."""


class BodyCutOff(ConnectionError):
    """The client went away in the middle of its body; an OSError, so that Django does not take the rest for all."""


class Bridge:
    """The ASGI application that uvicorn calls."""

    def __init__(
        self, application: WSGIApplication, *, threads: int = THREADS, figures: Callable[[], str] | None = None
    ) -> None:
        """Take Django, the number of its threads, and what to tell of this process to those on the machine itself."""
        self._figures = figures
        self._wsgi = WSGIMiddleware(application, workers=threads)  # type: ignore[arg-type] # a2wsgi has types of its own for WSGI
        self._long_bodies = asyncio.Semaphore(max(1, threads // 2))

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] == HEALTH_PATH:
            await _answer(send, status=200, text="ok")
        elif scope["path"] == FIGURES_PATH and self._figures is not None and _is_local(scope):
            await _answer(send, status=200, text=self._figures())
        elif _announced_bytes(scope) > BODY_BYTES:
            await _answer(send, status=413, text="The body is too long.")
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Message, receive: Receive, send: Send) -> None:
        try:
            begin, more = await _await_body(receive)
        except BodyTooSlow:
            await _answer(send, status=408, text="The body took too long.")
            return
        except BodyCutOff:
            return
        if not more:
            await self._wsgi(scope, _replay(begin, more=False, then=receive), send)  # type: ignore[arg-type] # and for ASGI
            return
        async with self._long_bodies:
            await self._wsgi(scope, _replay(begin, more=True, then=receive), send)  # type: ignore[arg-type] # as above


async def _await_body(receive: Receive) -> tuple[bytes, bool]:
    """Give the body, or its first megabyte and True."""
    body = bytearray()
    while True:
        message = await _next(receive)
        body += message.get("body", b"")
        more = bool(message.get("more_body"))
        if not more or len(body) >= AWAITED_BYTES:
            return bytes(body), more


async def _next(receive: Receive) -> Message:
    try:
        message = await asyncio.wait_for(receive(), CHUNK_SECONDS)
    except TimeoutError as error:
        raise BodyTooSlow from error
    if message["type"] == "http.disconnect":
        raise BodyCutOff
    return message


def _replay(begin: bytes, *, more: bool, then: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": begin, "more_body": more}]

    async def receive() -> Message:
        return waiting.pop() if waiting else await _next(then)

    return receive


def _is_local(scope: Message) -> bool:
    """Whether it came by TCP from this machine and through no proxy."""
    try:
        address = ip_address((scope.get("client") or ("",))[0])
    except ValueError:
        return False
    return address.is_loopback and not _FORWARDED & {name.lower() for name, _ in scope["headers"]}


def _announced_bytes(scope: Message) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


async def _answer(send: Send, *, status: int, text: str) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    if status != 200:  # noqa: PLR2004 — the client is still sending: the connection is of no more use
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
