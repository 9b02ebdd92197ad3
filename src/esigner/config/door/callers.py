"""What a caller's certificate says about them before anything is done for them, remembered for a moment."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Final, Protocol

KNOWN_SECONDS: Final = 30.0
"""How long a revoked certificate's bodies may still be read in; the gate refuses the request."""
UNKNOWN_SECONDS: Final = 2.0
REMEMBERED: Final = 10_000


class Standing(StrEnum):
    """Who a caller is."""

    CLIENT = "client"
    """The certificate is registered: bodies are read in, and the caller has a client's share."""
    KEPT_OUT = "kept-out"
    """It was registered: the gate says why it no longer counts, and records each call."""
    STRANGER = "stranger"
    """None, or not registered."""
    NOT_KNOWN = "not-known"
    """Nobody could be asked: the gate will say what is wrong."""


class Register(Protocol):
    """Whoever can tell."""

    async def standing(self, fingerprint: str, *, fresh: bool = False) -> Standing:
        """Return the standing of the certificate with this SHA-256 (hex); fresh: asked now, not remembered."""


class Callers:
    """Asks `look`, which may wait for a database, in one thread of its own."""

    def __init__(self, look: Callable[[str], Standing]) -> None:
        """Take whom to ask."""
        self._look = look
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="callers")
        self._remembered: dict[str, tuple[Standing, float]] = {}

    async def standing(self, fingerprint: str, *, fresh: bool = False) -> Standing:
        """Return the standing of the certificate with this SHA-256 (hex); fresh: asked now, not remembered."""
        loop = asyncio.get_running_loop()
        answer, until = self._remembered.get(fingerprint, (Standing.NOT_KNOWN, 0.0))
        if until > loop.time() and not fresh:
            return answer
        answer = await loop.run_in_executor(self._thread, self._look, fingerprint)
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        seconds = {Standing.CLIENT: KNOWN_SECONDS, Standing.NOT_KNOWN: 0.0}.get(answer, UNKNOWN_SECONDS)
        self._remembered[fingerprint] = (answer, loop.time() + seconds)
        return answer
