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

from esigner.config import environment
from esigner.config.door.bridge import Bridge
from esigner.config.door.http import HttpProtocol
from esigner.config.door.protocol import TlsProtocol
from esigner.config.door.tls import TlsFiles, server_context
from esigner.wire import exposition, metrics

GRACE_SECONDS = 8
KEEP_ALIVE_SECONDS = 20


class DoorServer(uvicorn.Server):
    """uvicorn that says when it accepts requests, and ends quietly when told to."""

    def __init__(self, config: uvicorn.Config, *, on_ready: Callable[[], None]) -> None:
        """Take what is to be called once the door is open."""
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the door and say so."""
        await super().startup(sockets)
        self._on_ready()

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
) -> None:
    """Answer requests on a bound socket until SIGTERM or SIGINT.

    Forwarding headers are never believed here: the address of a client is the one of its connection.
    """
    config = uvicorn.Config(
        _make_bridge(application),
        factory=True,
        http=_protocol(tls),
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
    DoorServer(config, on_ready=on_ready).run(sockets=[listener])
    # Threads that wait for a client that went away must not keep an ended door alive.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _make_bridge(application: WSGIApplication) -> Callable[[], Bridge]:
    told = environment.flag("ESIGNER_METRICS")
    return lambda: Bridge(application, figures=(lambda: exposition.text(metrics.figures())) if told else None)


def _protocol(tls: TlsFiles | None) -> type[asyncio.Protocol]:
    if tls is None:
        return HttpProtocol
    context = server_context(tls)
    # uvicorn only calls it: whatever makes a protocol will do.
    return functools.partial(_make_protocol, context, tls.ask_for_certificate)  # type: ignore[return-value] # see above


def _make_protocol(context: SSL.Context, asks: bool, **given: Any) -> TlsProtocol:  # noqa: ANN401, FBT001 — uvicorn's arguments are passed on untouched
    loop = given["_loop"] or asyncio.get_running_loop()
    return TlsProtocol(context=context, http=HttpProtocol(**given), asks=asks, loop=loop)
