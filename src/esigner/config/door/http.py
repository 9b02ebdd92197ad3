"""uvicorn's HTTP parser with what a door open to the world also needs: limits, and the client's certificate.

What a request's head may be is `head`'s business; a head that is refused is answered by the bridge, in its turn.
"""

import asyncio
from typing import Any, Final, cast

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from esigner.config.door import head, refusing
from esigner.config.door.errors import DoorBusyError, DoorRefusedError, HeadTooLongError, RequestMalformedError
from esigner.config.door.shares import Connections

HEAD_BYTES: Final = 64 * 1024
"""The request line and all headers together."""
HEAD_SECONDS: Final = 20.0
"""How long a client may take from its first byte (or the handshake) to the end of the headers."""
LINGER_SECONDS: Final = 1.0
"""How long what a refused client still sends is thrown away: closed at once, its system would throw the answer away."""
FRAME_BYTES: Final = 16
"""What chunking may cost for each byte of a body, plus HEAD_BYTES once: the rest is extensions and trailers."""


class HttpProtocol(HttpToolsProtocol):
    """Parses requests; slow or endless heads are cut off.

    Headers with an underscore are dropped: `X_Client_Cert` and `X-Client-Cert` become the same WSGI variable, and
    only the form with hyphens may reach it. Trailers are dropped: what comes after the body was not there when the
    request was judged (RFC 9110 6.5.1).
    """

    client_chain: tuple[str, ...] | None = None
    """What the TLS layer saw, leaf first; None on a door that asks for no certificate."""
    fingerprint = ""
    """SHA-256 of the leaf, hex; empty where there is none."""
    address = ""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        connections: Connections | None = None,
        door: str = "",
    ) -> None:
        """Take what uvicorn hands every protocol, and who counts connections (None: the layer below does)."""
        super().__init__(config, server_state, app_state, _loop)
        self._connections = connections
        self._door = door
        self._head_bytes = 0
        self._in_head = True
        self._wire_bytes = 0
        self._body_bytes = 0
        self._turn_since: float | None = self.loop.time()
        self._head_timer: asyncio.TimerHandle | None = None
        self._is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # uvicorn narrows it too
        """Start the clock for the first request's head, where there is room for the connection."""
        super().connection_made(transport)
        self.address = self.client[0] if self.client else ""
        if self._connections is not None and not self._connections.admit(self):
            self.refuse(DoorBusyError())
            return
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_clock()
        if self._connections is not None:
            self._connections.leave(self)
        super().connection_lost(exc)

    def waits_since(self) -> float | None:
        """Return since when the client's next byte is waited for; None while a whole request is being answered."""
        # uvicorn calls it a cycle always; before the first request it is None.
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_complete and not cycle.more_body:
            return None
        return self._turn_since

    def turn_out(self) -> None:
        """End the connection to make room, and say so where no answer has begun."""
        self.refuse(DoorBusyError())

    def data_received(self, data: bytes) -> None:
        """Count the bytes of an unfinished head before the parser keeps them."""
        if self.transport.is_closing() or self._is_refused:
            return
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                # A piece as long as this holds body as well only where the head ended in it.
                first, _, _ = data.partition(b"\r\n\r\n")
                if self._head_bytes - len(data) + len(first) > HEAD_BYTES:
                    self.refuse(HeadTooLongError())
                    return
            self._start_clock()
        elif self._is_padding(len(data)):
            self.refuse(RequestMalformedError())
            return
        super().data_received(data)

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser could not read, as this door answers everything."""
        del msg
        self.refuse(RequestMalformedError())

    def on_message_begin(self) -> None:
        """Put what the TLS layer saw into the scope, in the shape of the ASGI TLS extension."""
        super().on_message_begin()
        self._turn_since = self.loop.time()
        scope = cast("dict[str, Any]", self.scope)
        scope["esigner.fingerprint"], scope["esigner.abort"] = self.fingerprint, self.transport.abort
        if self.client_chain is not None:
            scope["extensions"] = {"tls": {"client_cert_chain": list(self.client_chain)}}

    def on_header(self, name: bytes, value: bytes) -> None:
        """Drop trailers, and headers whose name could be mistaken for another one."""
        if self._in_head and b"_" not in name:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Stop the clock, from here on the body has its own; and judge the head."""
        self._stop_clock()
        self._in_head = False
        self._wire_bytes = self._body_bytes = 0
        scope = cast("dict[str, Any]", self.scope)
        method, version = self.parser.get_method().decode("ascii"), self.parser.get_http_version()
        refused = head.refusal(method=method, target=self.url, version=version, headers=self.headers)
        scope["esigner.refused"] = refused
        # The parser has left HTTP for good after such a request: nothing that follows can be read.
        scope["esigner.last"] = self.parser.should_upgrade()
        if refused is None:
            self.headers[:] = head.with_host_of_target(self.headers, target=self.url)
        elif not self.url.startswith(b"/"):
            self.url = b"/"
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Count what is body, not framing."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Count anew for the next request on this connection."""
        super().on_message_complete()
        self._in_head = True
        self._head_bytes = 0

    def on_response_complete(self) -> None:
        """Wait for the next request from now on."""
        self._turn_since = self.loop.time()
        super().on_response_complete()

    def _is_padding(self, size_bytes: int) -> bool:
        """Count bytes of the wire within a body, and say whether they are mostly something else."""
        self._wire_bytes += size_bytes
        return self._wire_bytes - size_bytes > HEAD_BYTES + FRAME_BYTES * self._body_bytes

    def refuse(self, error: DoorRefusedError) -> None:
        """Say why, where no answer has begun, and close as soon as the client may have read it."""
        if self.transport.is_closing() or self._is_refused:
            return
        self._is_refused = True
        self._stop_clock()
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(refusing.raw(error, door=self._door))
            self._head_timer = self.loop.call_later(LINGER_SECONDS, self.transport.close)
        else:
            self.transport.close()

    def _start_clock(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_clock(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None
