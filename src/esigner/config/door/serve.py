"""Runs one door in this process until it is told to stop."""

import asyncio
import contextlib
import functools
import os
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.types import WSGIApplication

import uvicorn
from OpenSSL import SSL

from esigner.config import variables
from esigner.config.door.bridge import Bridge
from esigner.config.door.http import HttpProtocol
from esigner.config.door.manner import Manner
from esigner.config.door.protocol import TlsProtocol
from esigner.config.door.shares import Connections, connections
from esigner.config.door.tls import TlsFiles, server_context
from esigner.wire import exposition, metrics

GRACE_SECONDS = 8
KEEP_ALIVE_SECONDS = 20
TICK = 50
"""In tenths of a second, as uvicorn counts."""


class DoorServer(uvicorn.Server):
    """uvicorn that says when it accepts requests, ticks, and ends quietly when told to."""

    def __init__(
        self, config: uvicorn.Config, *, on_ready: Callable[[], None], tick: Callable[[], None] | None = None
    ) -> None:
        """Take what is to be called once the door is open, and every few seconds from then on."""
        super().__init__(config)
        self._on_ready = on_ready
        self._tick = tick
        self._ticking: asyncio.Future[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door and say so."""
        await super().startup(sockets)
        self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        """Tick in a thread, unless the last tick is not over."""
        is_idle = self._ticking is None or self._ticking.done()
        if self._tick is not None and is_idle and counter % TICK == 0:
            self._ticking = asyncio.get_running_loop().run_in_executor(None, self._tick)
        return await super().on_tick(counter)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave out uvicorn's second raising of the signal: an ordered end is exit status 0."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def serve(
    application: WSGIApplication,
    *,
    listener: socket.socket,
    tls: TlsFiles | None,
    on_ready: Callable[[], None] = lambda: None,
    manner: Manner = Manner(),  # noqa: B008 — frozen
) -> None:
    """Answer requests on a bound socket until SIGTERM or SIGINT.

    Forwarding headers are never believed here: the address of a client is the one of its connection.
    """
    config = uvicorn.Config(
        _make_bridge(application, manner),
        factory=True,
        http=_protocol(tls, manner),
        ws="none",
        lifespan="off",
        loop="uvloop",
        interface="asgi3",
        proxy_headers=False,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    DoorServer(config, on_ready=on_ready, tick=manner.tick).run(sockets=[listener])
    with contextlib.suppress(Exception):
        manner.at_end()
    # Threads that wait for a client that went away must not keep an ended door alive.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _make_bridge(application: WSGIApplication, manner: Manner) -> Callable[[], Bridge]:
    told = variables.flag("ESIGNER_METRICS")
    figures = (lambda: exposition.text(metrics.figures())) if told else None
    return lambda: Bridge(application, figures=figures, manner=manner)


def _protocol(tls: TlsFiles | None, manner: Manner) -> type[asyncio.Protocol]:
    counted = connections(processes=manner.processes)
    # uvicorn only calls it: anything that makes a protocol will do.
    if tls is None:
        return functools.partial(HttpProtocol, connections=counted, door=manner.door)  # type: ignore[return-value] # see above
    context = server_context(tls)
    return functools.partial(_make_protocol, context, tls.ask_for_certificate, counted, manner.door)  # type: ignore[return-value] # see above


def _make_protocol(
    context: SSL.Context,
    asks: bool,  # noqa: FBT001 — bound by position, with the others
    counted: Connections,
    door: str,
    **given: Any,  # noqa: ANN401 — uvicorn's arguments are passed on untouched
) -> TlsProtocol:
    loop = given["_loop"] or asyncio.get_running_loop()
    http = HttpProtocol(**given, door=door)
    return TlsProtocol(context=context, http=http, asks=asks, loop=loop, connections=counted)
