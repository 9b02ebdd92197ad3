"""Who holds how much of a door: no party can take the share of the others.

A *party* is what a request is counted for: a registered certificate, else the address. Everything here runs on the
door's event loop, so nothing is locked.
"""

import asyncio
import resource
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from esigner.config.door.errors import DoorBusyError, ShareUsedUpError


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a resource there is, and how much of it one party may hold."""

    whole: int
    each: int


THREADS: Final = Share(whole=12, each=8)
"""Requests that Django works on at the same time."""
HEAVY: Final = Share(whole=8, each=4)
"""Of these, requests that take seconds (`limits.Row.is_heavy`): pages go on meanwhile, for the same party too."""
AUTHORITIES: Final = Share(whole=32, each=24)
"""Threads besides these, of requests that wait for time-stamping authorities and responders (`limits.Work.WAITING`)."""
AUTHORITIES_KEPT: Final = 4
"""Of these, threads that keep their database connection while others are at work."""
STRANGERS_THREADS: Final = 2
"""Threads besides these, of callers whom nobody knows."""
WAITING: Final = Share(whole=512, each=128)
"""Requests that wait for a thread."""
BODIES: Final = Share(whole=256, each=64)
"""Bodies that are on their way."""
SPOOLED_BYTES: Final = Share(whole=4 * 1024**3, each=1024**3)
"""Bytes so far of bodies whose request is not answered yet."""
CONNECTIONS: Final = Share(whole=1000, each=200)
"""Connections of the door; of one address."""
CONNECTIONS_OF_CERTIFICATE: Final = 128
_OTHER_FILES: Final = 100
"""Descriptors that the process needs in addition to its connections: database, logs, files being read."""


class Counted:
    """Counts what parties hold of one share."""

    def __init__(self, share: Share) -> None:
        """Begin with no party holding anything."""
        self._share = share
        self._held: Counter[str] = Counter()
        self._sum = 0

    def take(self, party: str, amount: int = 1) -> None:
        """Count more for the party.

        Raises:
            ShareUsedUpError: The party would hold more than its share.
            DoorBusyError: All together would hold more than there is.
        """
        if self._held[party] + amount > self._share.each:
            raise ShareUsedUpError
        if self._sum + amount > self._share.whole:
            raise DoorBusyError
        self._held[party] += amount
        self._sum += amount

    def give_back(self, party: str, amount: int = 1) -> None:
        """Count less for the party."""
        self._sum -= amount
        self._held[party] -= amount
        if not self._held[party]:
            del self._held[party]

    @contextmanager
    def held(self, party: str) -> Iterator[None]:
        """Hold one inside."""
        self.take(party)
        try:
            yield
        finally:
            self.give_back(party)


class Turns:
    """Threads: a party that has its share at work waits, and holds up only itself."""

    def __init__(self, threads: Share = THREADS, waiting: Share = WAITING, heavy: Share = HEAVY) -> None:
        """Begin with every thread free."""
        self._threads = threads
        self._waiting = Counted(waiting)
        self._heavy = heavy
        self._all_heavy = asyncio.Semaphore(heavy.whole)
        self._own: dict[tuple[str, bool], tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, party: str, *, is_heavy: bool = False) -> AsyncIterator[None]:
        """Hold a turn while a thread works for the party.

        Raises:
            ShareUsedUpError, DoorBusyError: Too many are waiting already.
        """
        with self._waiting.held(party):
            async with AsyncExitStack() as stack:
                if is_heavy:
                    await stack.enter_async_context(stack.enter_context(self._line(party, is_heavy=True)))
                    await stack.enter_async_context(self._all_heavy)
                await stack.enter_async_context(stack.enter_context(self._line(party, is_heavy=False)))
                yield

    @contextmanager
    def _line(self, party: str, *, is_heavy: bool) -> Iterator[asyncio.Semaphore]:
        key, each = (party, is_heavy), (self._heavy if is_heavy else self._threads).each
        line, users = self._own.get(key) or (asyncio.Semaphore(each), 0)
        self._own[key] = (line, users + 1)
        try:
            yield line
        finally:
            users = self._own[key][1] - 1
            if users:
                self._own[key] = (line, users)
            else:
                del self._own[key]


class Connection(Protocol):
    """A connection as the accounting sees it."""

    address: str
    """Empty for one that came by a unix socket."""
    fingerprint: str
    """Of the certificate that the client proved to hold; empty for none."""

    def waits_since(self) -> float | None:
        """Return since when it has been the client's turn (loop time), None while it is ours."""

    def turn_out(self) -> None:
        """End the connection, with an answer where that is possible."""


class Connections:
    """Every connection of the door. At a cap a connection that keeps us waiting is closed, the longest first.

    So a client that speaks is served, even from an address from which others hold every place in silence.
    """

    def __init__(self, share: Share = CONNECTIONS, *, each_certificate: int = CONNECTIONS_OF_CERTIFICATE) -> None:
        """Begin empty."""
        self._share = share
        self._each_certificate = each_certificate
        self._all: dict[Connection, None] = {}
        self._addresses: Counter[str] = Counter()
        self._certificates: Counter[str] = Counter()

    def admit(self, connection: Connection) -> bool:
        """Count a new connection; False where there is no room and none could be closed."""
        address = connection.address
        if address and self._addresses[address] >= self._share.each and not self._make_room(address=address):
            return False
        if len(self._all) >= self._share.whole and not self._make_room(address=self._most_present()):
            return False
        self._all[connection] = None
        self._addresses[address] += 1
        return True

    def identify(self, connection: Connection) -> bool:
        """Count a connection for its certificate; False where that one has its share and none of it can go."""
        mark = connection.fingerprint
        if self._certificates[mark] >= self._each_certificate and not self._make_room(fingerprint=mark):
            connection.fingerprint = ""
            return False
        self._certificates[mark] += 1
        return True

    def leave(self, connection: Connection) -> None:
        """Count one less; a second time nothing happens."""
        if connection not in self._all:
            return
        del self._all[connection]
        for counter, key in ((self._addresses, connection.address), (self._certificates, connection.fingerprint)):
            counter[key] -= 1
            if counter[key] <= 0:
                del counter[key]

    def _most_present(self) -> str:
        return self._addresses.most_common(1)[0][0]

    def _make_room(self, *, address: str | None = None, fingerprint: str | None = None) -> bool:
        waiting = [
            (bool(one.fingerprint), since, one)
            for one in self._all
            if (address is None or one.address == address)
            and (fingerprint is None or one.fingerprint == fingerprint)
            and (since := one.waits_since()) is not None
        ]
        if not waiting:
            return False
        _, _, slowest = min(waiting, key=lambda row: row[:2])
        self.leave(slowest)
        slowest.turn_out()
        return True


def connections(*, processes: int = 1) -> Connections:
    """Return the accounting of this process: its part of the door's places, as far as it may have files open."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    places = CONNECTIONS.whole if most == resource.RLIM_INFINITY else min(CONNECTIONS.whole, (most - _OTHER_FILES) // 2)
    whole = max(10, places // processes)
    each = max(5, min(CONNECTIONS.each // processes, whole // 2))
    return Connections(Share(whole=whole, each=each), each_certificate=max(5, CONNECTIONS_OF_CERTIFICATE // processes))
