"""The asyncio side of TLS: between the socket's transport and uvicorn's HTTP protocol."""

import asyncio
import hashlib
import ssl
from collections.abc import Callable, Iterable
from typing import Any, Final, cast

from OpenSSL import SSL
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from esigner.config.door.errors import ShareUsedUpError
from esigner.config.door.http import HttpProtocol
from esigner.config.door.shares import Connections
from esigner.config.door.tls import TlsFailedError, TlsSession

HANDSHAKE_SECONDS: Final = 10.0
STALL_SECONDS: Final = 60.0
"""How long a client may take nothing of what is waiting for it."""


class TlsTransport(asyncio.Transport):
    """What the HTTP protocol writes to: encrypts, and passes pauses and the end on to the socket's transport."""

    def __init__(self, *, raw: asyncio.Transport, session: TlsSession, resume: Callable[[], None]) -> None:
        """Take the socket's transport and the session whose handshake is done."""
        super().__init__()
        self._raw = raw
        self._session = session
        self._resume = resume
        self.paused = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Encrypt and send."""
        if self._raw.is_closing():
            return
        try:
            self._session.write(bytes(data))
        except TlsFailedError:
            self._raw.abort()
            return
        self._raw.write(self._session.outgoing())

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        """Encrypt and send in one piece."""
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        """Send the close_notify and what is waiting, then close."""
        if self._raw.is_closing():
            return
        self._session.close()
        self._raw.write(self._session.outgoing())
        self._raw.close()

    def abort(self) -> None:
        """Close at once."""
        self._raw.abort()

    def is_closing(self) -> bool:
        """Return whether writing is still of use."""
        return self._raw.is_closing()

    def is_reading(self) -> bool:
        """Return whether the HTTP protocol wants more."""
        return not self.paused

    def pause_reading(self) -> None:
        """Hold the client back."""
        self.paused = True
        if not self._raw.is_closing():
            self._raw.pause_reading()

    def resume_reading(self) -> None:
        """Pass on what was decrypted meanwhile, then read on."""
        self.paused = False
        self._resume()

    def get_write_buffer_size(self) -> int:
        """Return the number of bytes that the socket has not taken yet."""
        return self._raw.get_write_buffer_size()

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 — asyncio's own signature
        """Return the socket's facts; `sslcontext` is how uvicorn tells https from http."""
        return self._session if name == "sslcontext" else self._raw.get_extra_info(name, default)


class TlsProtocol(asyncio.Protocol):
    """Makes the handshake, then feeds the HTTP protocol.

    A client that does not finish the handshake in time is dropped; while it dawdles it costs one socket and no
    thread, so others are served.
    """

    address = ""
    fingerprint = ""

    def __init__(
        self,
        *,
        context: SSL.Context,
        http: HttpProtocol,
        asks: bool,
        loop: asyncio.AbstractEventLoop,
        connections: Connections,
    ) -> None:
        """Take the protocol to feed; it learns of the connection when the handshake is done."""
        self._connections = connections
        self._began = loop.time()
        self._session = TlsSession(context)
        self._http = http
        self._asks = asks
        self._loop = loop
        self._raw: asyncio.Transport | None = None
        self._transport: TlsTransport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the handshake's clock."""
        # For a stream socket it is a Transport, though uvloop's is not a subclass of asyncio's.
        self._raw = cast("asyncio.Transport", transport)
        peer = self._raw.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        if not self._connections.admit(self):
            self._raw.abort()
            return
        self._timer = self._loop.call_later(HANDSHAKE_SECONDS, self._raw.abort)

    def data_received(self, data: bytes) -> None:
        """Decrypt and pass on."""
        if self._raw is None or self._raw.is_closing():
            return
        try:
            self._session.receive(data)
            if self._transport is None and not self._shake_hands(self._raw):
                return
            self._pass_on()
        except TlsFailedError:
            # The alert tells the client why.
            self._raw.write(self._session.outgoing())
            self._raw.close()

    def eof_received(self) -> bool:
        """End with the client: an answer to half a connection is of no use to it."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the HTTP protocol, if it ever knew."""
        self._stop_clock()
        self._connections.leave(self)
        if self._transport is not None:
            self._http.connection_lost(exc)

    def waits_since(self) -> float | None:
        """Return since when the client's next byte is waited for, from the handshake on."""
        return self._began if self._transport is None else self._http.waits_since()

    def turn_out(self) -> None:
        """End the connection to make room; before the end of the handshake nothing can be said."""
        if self._transport is not None:
            self._http.turn_out()
        elif self._raw is not None:
            self._raw.abort()

    def pause_writing(self) -> None:
        """Hold the application back; a client that takes nothing for long is dropped."""
        if self._transport is None:
            return
        self._http.flow.pause_writing()
        if self._raw is not None and self._timer is None:
            self._timer = self._loop.call_later(STALL_SECONDS, self._raw.abort)

    def resume_writing(self) -> None:
        """Let the application write on."""
        if self._transport is None:
            return
        self._stop_clock()
        self._http.flow.resume_writing()

    def _shake_hands(self, raw: asyncio.Transport) -> bool:
        done = self._session.handshake()
        raw.write(self._session.outgoing())
        if done:
            self._stop_clock()
            self._transport = TlsTransport(raw=raw, session=self._session, resume=self._resume)
            self._http.client_chain = self._session.client_chain() if self._asks else None
            self.fingerprint = self._http.fingerprint = _fingerprint(self._http.client_chain)
            self._http.connection_made(self._transport)
            if self.fingerprint and not self._connections.identify(self):
                self._http.refuse(ShareUsedUpError())
        return done

    def _pass_on(self) -> None:
        assert self._transport is not None  # noqa: S101 — called after the handshake only
        while not self._transport.paused and not self._transport.is_closing():
            plain = self._session.read()
            if not plain:
                break
            self._http.data_received(plain)
        if self._raw and not self._raw.is_closing():
            self._raw.write(self._session.outgoing())
        if self._session.ended and not self._is_answering():
            self._transport.close()

    def _is_answering(self) -> bool:
        """Return whether a whole request still waits for its answer; one that was cut off is not worth one."""
        # uvicorn calls it a cycle always; before the first request it is None.
        cycle = cast("RequestResponseCycle | None", self._http.cycle)
        return cycle is not None and not cycle.response_complete and not cycle.more_body

    def _resume(self) -> None:
        # Not at once: uvicorn resumes from inside calls that do not expect new data.
        self._loop.call_soon(self._read_on)

    def _read_on(self) -> None:
        if self._raw is None or self._transport is None or self._raw.is_closing():
            return
        self.data_received(b"")
        if not self._transport.paused and not self._raw.is_closing():
            self._raw.resume_reading()

    def _stop_clock(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _fingerprint(chain: tuple[str, ...] | None) -> str:
    """Return the SHA-256 of the leaf, hex."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(chain[0])).hexdigest() if chain else ""
