"""Kept HTTP/1.1 connections of this process, with one deadline for a whole exchange, headers included.

httpx costs 4 ms of processor time a request among many threads, the standard library's client half of one; and its
time-outs start anew with each byte that arrives.
"""

import io
import os
import select
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from functools import cache
from http.client import HTTPConnection, HTTPResponse
from typing import Final

import httpx

from esigner.wire.errors import AddressRefusedError

MAX_IDLE: Final = 256
"""Connections that are kept to one server; more may be open at once."""

_Origin = tuple[str, str, int]
_TLS: Final = "https"


class Connection(HTTPConnection):
    """A connection whose every read and write ends by `until`."""

    def __init__(self, origin: _Origin, *, may_reach: Callable[[str], bool] | None = None) -> None:
        """Make a connection that is not yet open.

        Args:
            origin: Scheme, host, port.
            may_reach: Judges the addresses that the name has; asked once, and the connection goes only to what it saw.
        """
        super().__init__(origin[1], origin[2])
        self.origin = origin
        self.until = 0.0
        self._may_reach = may_reach

    def connect(self) -> None:
        """Open it; TLS where the address says so.

        Raises:
            AddressRefusedError: The name has an address that may not be reached.
        """
        opened = self._opened()
        try:
            # Else what does not fit one packet waits for the answer to the packet before it: 40 ms.
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.origin[0] == _TLS:
                opened.settimeout(remaining(self.until))
                opened = _tls().wrap_socket(opened, server_hostname=self.host)
        except BaseException:
            opened.close()
            raise
        self.sock = _Timed(opened, self)

    def _opened(self) -> socket.socket:
        """Return an open socket.

        Where addresses are judged, the resolver is asked once and its answer counts.
        """
        if self._may_reach is None:
            return socket.create_connection((self.host, self.port), timeout=remaining(self.until))
        answers = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        # A name with one internal address among others can be made to lead there at the second look-up.
        if not all(self._may_reach(address) for address in addresses):
            raise AddressRefusedError(service=f"{self.host}:{self.port}")
        return self._first_of(addresses)

    def _first_of(self, addresses: list[str]) -> socket.socket:
        for address in addresses[:-1]:
            try:
                return socket.create_connection((address, self.port), timeout=remaining(self.until))
            except OSError:
                continue
        return socket.create_connection((addresses[-1], self.port), timeout=remaining(self.until))

    def is_stale(self) -> bool:
        """Return whether the server closed it, or sent something unasked."""
        if self.sock is None:
            return True
        poll = select.poll()
        poll.register(self.sock.fileno(), select.POLLIN)
        return bool(poll.poll(0))


class _Timed:
    """The part of a socket that http.client uses, each call ending by the connection's deadline."""

    def __init__(self, inner: socket.socket, owner: Connection) -> None:
        self._inner, self._owner = inner, owner
        self._unsent = bytearray()
        self._readers, self._is_closed = 0, False

    def sendall(self, data: bytes) -> None:
        # http.client sends headers and body one after the other; one write for both takes half the time.
        self._unsent += data

    def receive_into(self, buffer: memoryview) -> int:
        self._inner.settimeout(remaining(self._owner.until))
        return self._inner.recv_into(buffer)

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._inner.settimeout(remaining(self._owner.until))
        self._inner.sendall(self._unsent)
        self._unsent = bytearray()
        self._readers += 1
        return io.BufferedReader(_Reads(self))

    def reader_left(self) -> None:
        self._readers -= 1
        self._close_if_unused()

    def fileno(self) -> int:
        return self._inner.fileno()

    def close(self) -> None:
        # http.client closes before it reads where the server will not keep the connection.
        self._is_closed = True
        self._close_if_unused()

    def _close_if_unused(self) -> None:
        if self._is_closed and not self._readers:
            self._inner.close()


class _Reads(io.RawIOBase):
    """What arrives; closing it leaves the connection open for the next request."""

    def __init__(self, source: _Timed) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader passes a memoryview
        return self._source.receive_into(buffer)

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._source.reader_left()


class Pool:
    """Idle connections, the latest used first."""

    def __init__(self, *, keeps: bool = True) -> None:
        """Make an empty pool; one that does not keep closes every connection that comes back."""
        self._idle: dict[_Origin, deque[Connection]] = defaultdict(deque)
        self._guard = threading.Lock()
        self.is_closed = not keeps

    def take(self, origin: _Origin, *, until: float, may_reach: Callable[[str], bool] | None = None) -> Connection:
        """Return a connection that the server has not closed, or a new one; it opens with its first request."""
        while (connection := self._pop(origin)) is not None:
            if not connection.is_stale():
                break
            connection.close()
        connection = connection or Connection(origin, may_reach=may_reach)
        connection.until = until
        return connection

    def give_back(self, connection: Connection, response: HTTPResponse | None) -> None:
        """Keep the connection if an answer was read to its end and the server keeps it too; close both otherwise."""
        if response is None or response.will_close or not response.isclosed():
            if response is not None:
                response.close()
            connection.close()
            return
        with self._guard:
            idle = self._idle[connection.origin]
            if not self.is_closed and len(idle) < MAX_IDLE:
                idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close what is idle; what is in use closes when it comes back."""
        with self._guard:
            self.is_closed = True
            idle = [one for queue in self._idle.values() for one in queue]
            self._idle.clear()
        for connection in idle:
            connection.close()

    def _pop(self, origin: _Origin) -> Connection | None:
        with self._guard:
            idle = self._idle.get(origin)
            return idle.pop() if idle else None


def shared() -> Pool:
    """Return the pool of this process: a forked child must not use, and not close, its parent's sockets."""
    with _opening:
        return _pools.setdefault(os.getpid(), Pool())


def close() -> None:
    """Close the connections that this process keeps; the next exchange opens new ones."""
    pool = _pools.pop(os.getpid(), None)
    if pool is not None:
        pool.close()


_pools: Final[dict[int, Pool]] = {}
_opening: Final = threading.Lock()


def remaining(until: float) -> float:
    """Return the seconds that are left.

    Raises:
        TimeoutError: None are.
    """
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
