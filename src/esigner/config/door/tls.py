"""One TLS connection as a machine without sockets: bytes of the wire in, bytes of HTTP out, and back.

Python's `ssl` can ask for a client certificate only if it also verifies it against a fixed list. Here the door
validates the certificate itself on every request, against anchors in the database, so the TLS layer accepts any
certificate whose key the client proves to hold, and hands the chain on. pyOpenSSL allows exactly that.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from OpenSSL import SSL, crypto

RECORD_BYTES: Final = 16 * 1024
"""The maximum of a TLS record."""
READ_BYTES: Final = 64 * 1024


class TlsFailedError(Exception):
    """The connection broke the protocol; what `outgoing` returns now is the alert for the other side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFiles:
    """What a TLS server needs, all PEM."""

    certificate: Path
    """Leaf, its issuers may follow."""
    key: Path
    """Not encrypted."""
    chain: Path | None = None
    """The issuers, where they are in a file of their own."""
    ask_for_certificate: bool = False
    """Whether the client may show a certificate; it never must."""


def server_context(files: TlsFiles) -> SSL.Context:
    """Return the settings of a TLS server: TLS 1.2 or later, no renegotiation, no resumption."""
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.set_options(
        SSL.OP_NO_RENEGOTIATION | SSL.OP_NO_COMPRESSION | SSL.OP_NO_TICKET | SSL.OP_CIPHER_SERVER_PREFERENCE
    )
    # A resumed session shows the certificate but not its chain; a full handshake costs about a millisecond.
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_cipher_list(b"ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!MD5")
    context.use_certificate_chain_file(str(files.certificate))
    context.use_privatekey_file(str(files.key))
    context.check_privatekey()
    for issuer in _issuers(files.chain):
        context.add_extra_chain_cert(issuer)
    if files.ask_for_certificate:
        # VERIFY_PEER asks; the callback accepts: OpenSSL still checks that the client holds the key.
        context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_CLIENT_ONCE, lambda *_: True)
    return context


def _issuers(chain: Path | None) -> list[x509.Certificate]:
    """Return what is sent with the leaf: a root is left out, the client has it or must not learn it from us."""
    certificates = [] if chain is None else x509.load_pem_x509_certificates(chain.read_bytes())
    return [certificate for certificate in certificates if certificate.subject != certificate.issuer]


class TlsSession:
    """The server's side of one connection.

    Order: `receive` what came; `handshake` until it returns True; then `read` until it returns nothing. After each of
    these, and after `write` and `close`, send what `outgoing` returns.
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
        """Continue the handshake and return whether it is done.

        Raises:
            TlsFailedError: No common version or cipher, or a client certificate without its key.
        """
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return False
        except SSL.Error as error:
            raise TlsFailedError from error
        return True

    def read(self) -> bytes:
        """Return the next piece of plain text, empty when more bytes of the wire are needed or the client ended.

        Raises:
            TlsFailedError: A record was forged or broken, or the client asked for a renegotiation.
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
            raise TlsFailedError from error

    def write(self, data: bytes) -> None:
        """Encrypt; there is no limit here, the transport's own buffer slows the writer down.

        Raises:
            TlsFailedError: The connection is no longer good for writing.
        """
        view = memoryview(data)
        try:
            while view:
                view = view[self._connection.send(view) :]
        except SSL.Error as error:
            raise TlsFailedError from error

    def outgoing(self) -> bytes:
        """Return the bytes that are to be sent now."""
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
            # Before the end of the handshake there is no connection to close.
            return

    def client_chain(self) -> tuple[str, ...]:
        """Return what the client showed as PEM, leaf first; empty where it showed nothing.

        Copied as it came: whether it can be read is for the caller to find out.
        """
        leaf = self._connection.get_peer_certificate()
        if leaf is None:
            return ()
        # On the server's side OpenSSL leaves the leaf out of the chain.
        others = self._connection.get_peer_cert_chain() or []
        chain = dict.fromkeys(crypto.dump_certificate(crypto.FILETYPE_PEM, one) for one in (leaf, *others))
        return tuple(pem.decode("ascii") for pem in chain)
