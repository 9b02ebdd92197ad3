"""A proxy before PostgreSQL that stops a call at a statement, at its COMMIT, or when that is done and nobody knows."""

import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from tests.world import crash

_PIECE_BYTES = 65536
_WORDS_BYTES = 512
"""More than any words that are looked for: they may come in two pieces."""


class Place(Enum):
    """Where a call is held."""

    STATEMENT = "statement"
    COMMIT = "commit"
    """Before it is done."""
    COMMITTED = "committed"
    """When it is done, before the answer."""


@dataclass(kw_only=True)
class HeldCommits:
    """Hands everything on until a transaction that says `words` comes to the place."""

    url: str
    """Of the database, by the proxy."""
    words: bytes = b""
    """Part of a statement; empty: nothing is held."""
    place: Place = Place.COMMITTED
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)


@contextmanager
def held_commits() -> Iterator[HeldCommits]:
    """Return the proxy before the test's database; at the end of the block nothing is held any more."""
    given = urlsplit(crash.database_url())
    asked = parse_qs(given.query)
    port = asked.get("port", ["5432"])[0]
    server = Path(asked["host"][0]) / f".s.PGSQL.{port}"
    with tempfile.TemporaryDirectory(prefix="esigner-") as folder, socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(Path(folder) / f".s.PGSQL.{port}"))
        listening.listen()
        proxy = HeldCommits(url=given._replace(query=f"host={quote(folder, safe='')}&port={port}").geturl())
        threading.Thread(target=_accept, args=(listening, server, proxy), daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.go.set()
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, server: Path, proxy: HeldCommits) -> None:
    with suppress(OSError):  # closed
        while True:
            client, _ = listening.accept()
            behind = socket.socket(socket.AF_UNIX)
            behind.connect(os.fspath(server))
            holds = threading.Event()
            threading.Thread(target=_ask, args=(client, behind, proxy, holds), daemon=True).start()
            threading.Thread(target=_answer, args=(behind, client, proxy, holds), daemon=True).start()


def _ask(client: socket.socket, server: socket.socket, proxy: HeldCommits, holds: threading.Event) -> None:
    said, is_it = b"", False
    with suppress(OSError), client, server:
        while piece := client.recv(_PIECE_BYTES):
            said = said[-_WORDS_BYTES:] + piece
            is_it = is_it or bool(proxy.words and proxy.words in said)
            if is_it and (b"COMMIT" in piece or proxy.place is Place.STATEMENT) and not proxy.go.is_set():
                holds.set()
                if proxy.place is not Place.COMMITTED:
                    proxy.reached.set()
                    proxy.go.wait()
            server.sendall(piece)
        server.shutdown(socket.SHUT_WR)
        proxy.go.wait()


def _answer(server: socket.socket, client: socket.socket, proxy: HeldCommits, holds: threading.Event) -> None:
    with suppress(OSError):
        while piece := server.recv(_PIECE_BYTES):
            if holds.is_set():
                proxy.reached.set()
                proxy.go.wait()
            client.sendall(piece)
