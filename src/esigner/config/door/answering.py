"""How an answer leaves the bridge: not too slowly, and read before the connection is closed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from esigner.config.door.bodies import Message, Receive
from esigner.config.door.pace import Pace, Rate

Send = Callable[[Message], Awaitable[None]]

ANSWER_RATE: Final = Rate(grace_seconds=60.0, bytes_a_second=64 * 1024)
"""How slowly a client may take its answer."""
LINGER_SECONDS: Final = 2.0
LINGER_BYTES: Final = 32 * 1024 * 1024
"""What is still taken, and thrown away, of an unwanted body: a client that is cut off while it sends may
never read why."""


class Answer:
    """Passes an answer on, and cuts it off where the client takes it too slowly: a thread waits for it."""

    def __init__(self, send: Send, scope: Message) -> None:
        """Take where the answer goes, and the request's scope."""
        self._send = send
        self._scope = scope
        self._pace: Pace | None = None

    async def __call__(self, message: Message) -> None:
        """Pass a message on; the clock starts with the first."""
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


class Last:
    """Passes on the last answer of a connection whose client may still be sending an unwanted body."""

    def __init__(self, send: Send, receive: Receive) -> None:
        """Take both directions of the connection."""
        self._send = send
        self._receive = receive

    async def __call__(self, message: Message) -> None:
        """Pass a message on, with the word that the connection ends."""
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
