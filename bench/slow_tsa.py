"""A time-stamping authority that is some way off: it answers with real tokens, and late.

It runs in a process of its own, so that its work is not ours. Its clock stands a few minutes ago, so that revocation in
hand is younger.
"""

import asyncio
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from multiprocessing.connection import Connection

from esigner.pki import tsa
from esigner.pki.tsa import TimestampUnit
from tests.world.signing_pki import SigningPki

_SERIALS = count(1)
_CLOCK = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)


@contextmanager
def slow_tsa(world: SigningPki, *, delay_seconds: float) -> Iterator[str]:
    """Serve until the block ends; give the address."""
    unit = TimestampUnit(certificate=world.tsu.certificate, key=world.tsu.key, chain=world.chain)  # type: ignore[arg-type]  # P-256
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("fork")  # keys have no other way into another process
    process = context.Process(target=_serve, args=(unit, delay_seconds, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/tsa"
    finally:
        process.terminate()
        process.join()


def _serve(unit: TimestampUnit, delay_seconds: float, parent: Connection) -> None:
    asyncio.run(_answering(unit, delay_seconds, parent))


async def _answering(unit: TimestampUnit, delay_seconds: float, parent: Connection) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(partial(_Protocol, unit, delay_seconds), "127.0.0.1", 0, backlog=1024)
    parent.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


class _Protocol(asyncio.Protocol):
    """One kept connection: a request, the delay, the answer."""

    def __init__(self, unit: TimestampUnit, delay_seconds: float) -> None:
        self._unit, self._delay, self._received = unit, delay_seconds, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if not end or len(body) < int(length or 0):
            return
        self._received = b""
        asyncio.get_running_loop().call_later(self._delay, self._answer, body)

    def _answer(self, query: bytes) -> None:
        body = tsa.answer(query, tsu=self._unit, serial=next(_SERIALS), at=_CLOCK)
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)
