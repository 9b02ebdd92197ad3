"""How fast the strangers of one address, and all strangers together, are answered: what is too fast is held.

An answer that is held costs a timer. To refuse at once would cost more: a caller that does not wait comes back at once,
with another handshake.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final

from esigner.config.door.shares import Counted, Share

HELD: Final = Share(whole=256, each=64)
"""Strangers' requests in progress; with as many more, an address still has connections left for those we know."""
ADDRESSES: Final = 10_000
"""That are remembered at a time."""
_PREFIX_BITS: Final = 64
"""Of an IPv6 address: one subscriber has all that is below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """So many at once, then so many a second."""

    burst: int
    a_second: float


OF_ADDRESS: Final = Tempo(burst=20, a_second=10.0)
OF_ALL: Final = Tempo(burst=100, a_second=50.0)


class Brake:
    """Lets requests through at a tempo, by the generic cell rate algorithm: one number for each key."""

    def __init__(self, tempo: Tempo) -> None:
        """Begin with every key at rest."""
        self._tempo = tempo
        self._busy_until: dict[str, float] = {}

    def wait_seconds(self, key: str, *, now: float) -> float:
        """Count one request and return how long it has to wait."""
        if len(self._busy_until) >= ADDRESSES:
            self._busy_until = {one: until for one, until in self._busy_until.items() if until > now}
        until = max(self._busy_until.get(key, now), now)
        self._busy_until[key] = until + 1 / self._tempo.a_second
        return max(until - now - (self._tempo.burst - 1) / self._tempo.a_second, 0.0)


class Strangers:
    """The brakes of a door."""

    def __init__(self, *, of_address: Tempo = OF_ADDRESS, of_all: Tempo = OF_ALL, held: Share = HELD) -> None:
        """Begin with nobody held."""
        self._of_address = Brake(of_address)
        self._of_all = Brake(of_all)
        self._held = Counted(held)

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Hold the request until it may be answered.

        Raises:
            ShareUsedUpError, DoorBusyError: Too many are held already.
        """
        key = _subscriber(address)
        with self._held.held(key):
            now = asyncio.get_running_loop().time()
            waits = (self._of_address.wait_seconds(key, now=now), self._of_all.wait_seconds("", now=now))
            await asyncio.sleep(max(waits))
            yield


def _subscriber(address: str) -> str:
    """Return whom the address belongs to: itself, or its network of 64 bits."""
    try:
        read = ip_address(address)
    except ValueError:
        return address
    return f"{int(read) >> (128 - _PREFIX_BITS):x}/{_PREFIX_BITS}" if isinstance(read, IPv6Address) else address
