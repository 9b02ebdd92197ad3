"""One TLS connection as a machine without sockets: bytes of the wire in, bytes of HTTP out, and back.

Python's `ssl` can ask for a client certificate only if it also verifies it against a fixed list. Here the door
validates the certificate itself on every request, against anchors in the database, so the TLS layer accepts any
certificate whose key the client proves to hold, and hands the chain on. pyOpenSSL allows exactly that.
"""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import SSL

RECORD_BYTES: Final = 16 * 1024
"""A TLS record holds no more."""
READ_BYTES: Final = 64 * 1024


class TlsFailed(Exception):
    """The connection broke the protocol; what `outgoing` gives now is the alert for the other side."""


def server_context(*, certificate: Path, key: Path, ask_for_certificate: bool) -> SSL.Context:
    """Give the settings of a TLS server: TLS 1.2 or later, no renegotiation, no resumption.

    Args:
        certificate: PEM, leaf first, then its issuers.
        key: PEM, not encrypted.
        ask_for_certificate: Whether the client may show a certificate; it never must.
    """
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(
        SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION | SSL.OP_NO_TICKET | SSL.OP_CIPHER_SERVER_PREFERENCE
    )
    # A resumed session shows the certificate but not its chain; a full handshake costs about a millisecond.
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_cipher_list(b"ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!MD5")
    context.use_certificate_chain_file(str(certificate))
    context.use_privatekey_file(str(key))
    context.check_privatekey()
    if ask_for_certificate:
        # VERIFY_PEER asks; the callback accepts: OpenSSL still checks that the client holds the key.
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_CLIENT_ONCE, lambda *_: True)
    return context


class TlsSession:
    """The server's side of one connection.

    Order: `receive` what came; `handshake` until it says True; then `read` until it gives nothing. After each of
    these, and after `write` and `close`, send what `outgoing` gives.
    """

    def __init__(self, context: SSL.Context) -> None:
        """Begin before the client's first byte."""
        self._connection = SSL.Connection(context, None)
        self._connection.set_accept_state()
        self.ended = False
        """True once the client has said that it will send no more (close_notify)."""

    def receive(self, data: bytes) -> None:
        """Take bytes from the wire."""
        view = memoryview(data)
        while view:
            view = view[self._connection.bio_write(bytes(view)) :]

    def handshake(self) -> bool:
        """Go on with the handshake and say whether it is done.

        Raises:
            TlsFailed: No common version or cipher, or a client certificate without its key.
        """
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            raise TlsFailed from error
        return True

    def read(self) -> bytes:
        """Give the next piece of plain text, empty when more bytes of the wire are needed or the client ended.

        Raises:
            TlsFailed: A record was forged or broken, or the client asked for a renegotiation.
        """
        if self.ended:
            return b""
        try:
            return self._connection.recv(RECORD_BYTES)
        except SSL.WantReadError:
            return b""
        except SSL.ZeroReturnError:
            self.ended = True
            return b""
        except SSL.Error as error:
            raise TlsFailed from error

    def write(self, data: bytes) -> None:
        """Encrypt; there is no limit here, the transport's own buffer holds the writer back.

        Raises:
            TlsFailed: The connection is no longer good for writing.
        """
        view = memoryview(data)
        try:
            while view:
                view = view[self._connection.send(view) :]
        except SSL.Error as error:
            raise TlsFailed from error

    def outgoing(self) -> bytes:
        """Give the bytes that are to be sent now."""
        pieces = []
        while True:
            try:
                pieces.append(self._connection.bio_read(READ_BYTES))
            except SSL.Error:
                return b"".join(pieces)

    def close(self) -> None:
        """Prepare the close_notify, so that the client can tell the end from a cut."""
        try:
            self._connection.shutdown()
        except SSL.Error:
            # Before the end of the handshake there is nothing to say farewell to.
            return

    def client_chain(self) -> tuple[str, ...]:
        """Give what the client showed as PEM, leaf first; empty where it showed nothing or nothing readable."""
        try:
            leaf = self._connection.get_peer_certificate(as_cryptography=True)
            if leaf is None:
                return ()
            # On the server's side OpenSSL leaves the leaf out of the chain.
            others = self._connection.get_peer_cert_chain(as_cryptography=True) or []
            chain = [leaf, *(certificate for certificate in others if certificate != leaf)]
            return tuple(certificate.public_bytes(Encoding.PEM).decode("ascii") for certificate in chain)
        except ValueError:
            return ()
