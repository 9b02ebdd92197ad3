"""Django as WSGI behind ASGI: a2wsgi, with threads that slow clients cannot occupy.

1. health and figures, which are answered without Django
2. what the head alone decides: whether it is HTTP, whether the name is ours, whether the announced body is too long
3. who it is counted for: the certificate, where it is registered, else the address
4. strangers are held to a tempo, and have two threads for them all, which are none of the others'
5. the body, whole, without a thread; of callers whose certificate does not count it is not taken at all
6. a thread, in the party's turn, of those for the kind of work; an answer that the client takes too slowly is cut off
"""

from collections.abc import Callable
from io import BytesIO
from ipaddress import ip_address
from typing import Final, cast
from wsgiref.types import WSGIApplication

from a2wsgi import WSGIMiddleware

from esigner.config.door import head, refusing
from esigner.config.door.answering import Answer, Last, Send
from esigner.config.door.bodies import Body, Intake, Message, Receive
from esigner.config.door.brakes import Strangers
from esigner.config.door.callers import Standing
from esigner.config.door.errors import BodyCutOffError, BodyTooLongError, DoorRefusedError, HostUnknownError
from esigner.config.door.limits import Row, Work, row_of
from esigner.config.door.manner import Manner
from esigner.config.door.shares import (
    AUTHORITIES,
    AUTHORITIES_KEPT,
    BODIES,
    STRANGERS_THREADS,
    THREADS,
    Counted,
    Share,
    Turns,
)
from esigner.config.door.whole_body import BODY, LettingGo, with_whole_body
from esigner.config.health.report import Report

HEALTH_PATH: Final = "/healthz"
FIGURES_PATH: Final = "/metrics"
_FORWARDED: Final = frozenset({b"forwarded", b"via", b"x-forwarded-for", b"x-real-ip", b"clientaddress"})
"""Headers of proxies: behind one on this machine everybody seems to be on it."""


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
        whole = with_whole_body(application)
        self._quick = _Threads(whole, threads=THREADS)
        waiting = LettingGo(whole, let_go=manner.let_go, kept=AUTHORITIES_KEPT)
        self._waiting = _Threads(waiting, threads=AUTHORITIES)
        self._strangers = _Threads(whole, threads=Share(whole=STRANGERS_THREADS, each=STRANGERS_THREADS))
        self._brakes = Strangers()
        self._bodies = Counted(BODIES)
        self._intake = Intake(folder=manner.spool)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        refused = scope.get("esigner.refused")
        if refused is None and scope["path"] == HEALTH_PATH:  # (1)
            await self._tell_health(send)
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
        party, standing = await self._party(scope)  # (3)
        if standing is Standing.STRANGER:
            async with self._brakes.turn(party):  # (4)
                # Registered a moment ago, perhaps: what is remembered keeps nobody out.
                party, standing = await self._party(scope, fresh=True)
                if standing is Standing.STRANGER:
                    await self._answer_unread(self._strangers, scope, receive, send, party="")
                    return
        if standing is Standing.KEPT_OUT and _has_body(scope):
            await self._answer_unread(self._quick, scope, receive, send, party=party)
            return
        await self._answer_whole(scope, receive, send, row=row, party=party)

    async def _answer_unread(
        self, threads: "_Threads", scope: Message, receive: Receive, send: Send, *, party: str
    ) -> None:
        """Answer without the body: the gate will say why it keeps the caller out, whatever the caller sends."""
        if not _has_body(scope):
            scope[BODY] = Body(file=BytesIO(), size_bytes=0)
            await threads.work(scope, send, party=party)
            return
        scope[BODY], last = None, Last(send, receive)
        await threads.work(scope, last, party=party)
        await last.end()

    async def _answer_whole(self, scope: Message, receive: Receive, send: Send, *, row: Row | None, party: str) -> None:
        limit_bytes, work = (row.limit_bytes, row.work) if row is not None else (None, Work.QUICK)
        threads = self._waiting if work is Work.WAITING else self._quick
        if not _has_body(scope):
            scope[BODY] = Body(file=BytesIO(), size_bytes=0)
            await threads.work(scope, send, party=party, is_heavy=work is Work.HEAVY)
            return
        try:
            with self._bodies.held(party):
                body = await self._intake.take(receive, limit_bytes=limit_bytes, party=party)  # (5)
        except BodyCutOffError:
            return
        try:
            scope[BODY] = body
            await threads.work(scope, send, party=party, is_heavy=work is Work.HEAVY)  # (6)
        finally:
            self._intake.give_back(party, body)

    async def _party(self, scope: Message, *, fresh: bool = False) -> tuple[str, Standing]:
        """Return the party that the request is counted for, and who that is."""
        fingerprint = str(scope.get("esigner.fingerprint", ""))
        address = str((scope.get("client") or ("",))[0])
        if self._manner.register is None:
            return fingerprint or address, Standing.CLIENT
        if not fingerprint:
            return address, Standing.STRANGER
        standing = await self._manner.register.standing(fingerprint, fresh=fresh)
        return (fingerprint if standing is Standing.CLIENT else address), standing

    async def _tell_health(self, send: Send) -> None:
        report = await self._manner.health() if self._manner.health is not None else Report(lines=())
        await _say(send, report.text, status=report.status)

    async def _refuse(self, error: DoorRefusedError, scope: Message, receive: Receive, send: Send) -> None:
        headers, body = refusing.answer(error, door=self._manner.door, headers=scope["headers"])
        last = Last(send, receive)
        await _start(last, error.status, headers)
        await last({"type": "http.response.body", "body": body})
        await last.end()


class _Threads:
    """Threads for one kind of work, and who waits for one."""

    def __init__(self, application: WSGIApplication, *, threads: Share) -> None:
        self._wsgi = WSGIMiddleware(application, workers=threads.whole)  # type: ignore[arg-type] # a2wsgi has types of its own for WSGI
        self._turns = Turns(threads)

    async def work(self, scope: Message, send: Send, *, party: str, is_heavy: bool = False) -> None:
        """Have a thread answer, in the party's turn."""
        async with self._turns.turn(party, is_heavy=is_heavy):
            answer = Answer(send, scope)
            try:
                await self._wsgi(scope, _nothing_more, answer)  # type: ignore[arg-type] # as above, for ASGI
            finally:
                answer.stop()


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


async def _say(send: Send, text: str, *, status: int = 200) -> None:
    body = text.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await _start(send, status, headers)
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, headers: refusing.Headers) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
