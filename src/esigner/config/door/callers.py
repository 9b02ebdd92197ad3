"""Whether a caller's certificate is registered, remembered for a moment: asked before every body."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

KNOWN_SECONDS: Final = 30.0
"""How long a revoked certificate's bodies may still be read in; the gate refuses the request."""
UNKNOWN_SECONDS: Final = 2.0
REMEMBERED: Final = 10_000


class Callers:
    """Asks `is_registered`, which may wait for a database, in one thread of its own."""

    def __init__(self, is_registered: Callable[[str], bool]) -> None:
        """Take whom to ask."""
        self._is_registered = is_registered
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="callers")
        self._remembered: dict[str, tuple[bool, float]] = {}

    async def knows(self, fingerprint: str) -> bool:
        """Return whether the certificate with this SHA-256 (hex) is registered."""
        loop = asyncio.get_running_loop()
        answer, until = self._remembered.get(fingerprint, (False, 0.0))
        if until > loop.time():
            return answer
        answer = await loop.run_in_executor(self._thread, self._is_registered, fingerprint)
        if len(self._remembered) >= REMEMBERED:
            self._remembered.clear()
        self._remembered[fingerprint] = (answer, loop.time() + (KNOWN_SECONDS if answer else UNKNOWN_SECONDS))
        return answer
