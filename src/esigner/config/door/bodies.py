"""The body of a request, read in whole before any thread works on it.

What is short stays in memory, the rest goes to a nameless file: a client that sends a byte a second costs a few
kilobytes and a descriptor, and no thread.
"""

import asyncio
import logging
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from esigner.config.door.errors import BodyCutOffError, BodyTooLongError, BodyTooSlowError, DoorFullError
from esigner.config.door.pace import Rate
from esigner.config.door.shares import SPOOLED_BYTES, Counted

log = logging.getLogger(__name__)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]

MEMORY_BYTES: Final = 128 * 1024
RATE: Final = Rate(grace_seconds=20.0, bytes_a_second=32 * 1024)
"""A body of 100 MiB may take 53 minutes."""
STALL_SECONDS: Final = 15.0
"""How long the next piece may take, however much came before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A whole body; `file` is at its beginning; its holder closes it."""

    file: IO[bytes]
    size_bytes: int


class Intake:
    """Takes in the bodies of one door."""

    def __init__(self, *, folder: Path | None = None, spooled: Counted | None = None) -> None:
        """Take where long bodies go (None: where the system keeps such files) and who counts their bytes."""
        self._folder = folder
        self._spooled = spooled or Counted(SPOOLED_BYTES)

    async def take(self, receive: Receive, *, limit_bytes: int | None, party: str) -> Body:
        """Return the body.

        Raises:
            BodyTooLongError: More came than the address takes.
            BodyTooSlowError: Less came than the rate requires.
            BodyCutOffError: The client went away.
            ShareUsedUpError, DoorBusyError: Too much is being taken in already.
            DoorFullError: The disk has no room.
        """
        file = tempfile.SpooledTemporaryFile(MEMORY_BYTES, dir=str(self._folder) if self._folder else None)  # noqa: SIM115 — handed on
        try:
            size = await self._fill(file, receive, limit_bytes=limit_bytes, party=party)
        except BaseException:
            self._give_back(party, file.tell())
            file.close()
            raise
        file.seek(0)
        return Body(file=file, size_bytes=size)

    def give_back(self, party: str, body: Body) -> None:
        """Forget a body that is done with."""
        body.file.close()
        self._give_back(party, body.size_bytes)

    def _give_back(self, party: str, size_bytes: int) -> None:
        if size_bytes:
            self._spooled.give_back(party, size_bytes)

    async def _fill(
        self, file: "tempfile.SpooledTemporaryFile[bytes]", receive: Receive, *, limit_bytes: int | None, party: str
    ) -> int:
        loop, size = asyncio.get_running_loop(), 0
        began = loop.time()
        while True:
            due = min(began + RATE.seconds_for(size), loop.time() + STALL_SECONDS)
            message = await _next(receive, due=due)
            piece: bytes = message.get("body", b"")
            size += len(piece)
            if limit_bytes is not None and size > limit_bytes:
                raise BodyTooLongError(limit_bytes=limit_bytes)
            if piece:
                self._spooled.take(party, len(piece))
                _keep(file, piece)
            if not message.get("more_body"):
                return size


def _keep(file: "tempfile.SpooledTemporaryFile[bytes]", piece: bytes) -> None:
    try:
        file.write(piece)
    except OSError as error:
        log.error("no room for a body: %s", error.strerror)  # noqa: TRY400 — the place says nothing more
        raise DoorFullError from error


async def _next(receive: Receive, *, due: float) -> Message:
    # A timeout strikes only where something waits, and bytes that are there already wait for nothing.
    if asyncio.get_running_loop().time() > due:
        raise BodyTooSlowError
    try:
        async with asyncio.timeout_at(due):
            message = await receive()
    except TimeoutError as error:
        raise BodyTooSlowError from error
    if message["type"] == "http.disconnect":
        raise BodyCutOffError
    return message
