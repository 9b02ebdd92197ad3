"""uvicorn's HTTP parser with what a door open to the world needs besides: limits, and the client's certificate."""

import asyncio
from typing import Any, Final, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

HEAD_BYTES: Final = 64 * 1024
"""The request line and all headers together."""
HEAD_SECONDS: Final = 20.0
"""How long a client may take from its first byte (or the handshake) to the end of the headers."""


class HttpProtocol(HttpToolsProtocol):
    """Parses requests; slow or endless heads are cut off, headers with an underscore are dropped.

    `X_Client_Cert` and `X-Client-Cert` become the same WSGI variable: only the form with hyphens may reach it.
    """

    client_chain: tuple[str, ...] | None = None
    """What the TLS layer saw, leaf first; None on a door that asks for no certificate."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Take what uvicorn hands every protocol."""
        super().__init__(config, server_state, app_state, _loop)
        self._head_bytes = 0
        self._in_head = True
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # uvicorn narrows it too
        """Start the clock for the first request's head."""
        super().connection_made(transport)
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count the bytes of an unfinished head before the parser keeps them."""
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                # A piece as long as this holds body as well only where the head ended in it.
                head, _, _ = data.partition(b"\r\n\r\n")
                if self._head_bytes - len(data) + len(head) > HEAD_BYTES:
                    self.send_400_response("The head of the request is too long.")
                    return
            self._start_clock()
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Put what the TLS layer saw into the scope, in the shape of the ASGI TLS extension."""
        super().on_message_begin()
        if self.client_chain is not None:
            scope = cast("dict[str, Any]", self.scope)
            scope["extensions"] = {"tls": {"client_cert_chain": list(self.client_chain)}}

    def on_header(self, name: bytes, value: bytes) -> None:
        """Drop headers whose name could be mistaken for another one."""
        if b"_" not in name:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the clock: from here on the body has its own."""
        self._stop_clock()
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Count anew for the next request on this connection."""
        super().on_message_complete()
        self._in_head = True
        self._head_bytes = 0

    def _start_clock(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_clock(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
