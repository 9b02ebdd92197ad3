"""Who is at the other end of the TLS connection: the certificate from exactly one source, and the address.

`embedded`: our own TLS door puts the chain into the ASGI scope; no header is looked at.
`nginx`: nginx puts the escaped PEM into one header on a unix socket. The headers' names hold neither dash nor
underscore: WSGI writes both as underscore, so a name with one could be forged as `X_Client_Cert`.

Anything unexpected means: no certificate; that one came and could not be read is told apart.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from cryptography import x509
from django.http import HttpRequest

from esigner.pkix import fields, loading
from esigner.pkix.errors import CertificatePartUnreadableError

EMBEDDED: Final = "embedded"
NGINX: Final = "nginx"
CERTIFICATE_VARIABLE: Final = "HTTP_CLIENTCERTIFICATE"
"""Header `Clientcertificate: $ssl_client_escaped_cert`."""
ADDRESS_VARIABLE: Final = "HTTP_CLIENTADDRESS"
"""Header `Clientaddress: $remote_addr`."""
PEM_BYTES: Final = 16 * 1024
CHAIN_LENGTH: Final = 10
"""Issuers of the peer that are looked at."""

_ESCAPED = re.compile(r"[A-Za-z0-9%+/=\-_.~]+")
_ONE_BLOCK = re.compile(rb"\s*-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The other end of the connection."""

    certificate: x509.Certificate | None
    is_unreadable: bool
    """A certificate came that cannot be read, or is larger than `PEM_BYTES`; `certificate` is None then."""
    chain: tuple[x509.Certificate, ...]
    """What the peer sent beside its certificate; proves nothing."""
    address: str


def of(request: HttpRequest, *, source: str) -> Peer:
    """Return the peer of the request; an unknown source gives a peer without certificate."""
    if source == EMBEDDED:
        return _embedded(request)
    if source == NGINX:
        return _behind_nginx(request)
    return Peer(certificate=None, is_unreadable=False, chain=(), address="")


def _embedded(request: HttpRequest) -> Peer:
    scope: Mapping[str, Any] = request.META.get("asgi.scope") or {}
    tls = (scope.get("extensions") or {}).get("tls") or {}
    texts = tls.get("client_cert_chain") or []
    texts = texts[: 1 + CHAIN_LENGTH]
    blocks = [text.encode() for text in texts if isinstance(text, str) and _ONE_BLOCK.fullmatch(text.encode())]
    certificate = _parse(blocks[0]) if blocks and len(blocks) == len(texts) else None
    # The rest only helps to find a path: an odd issuer, or too many, do not make the caller another.
    issuers = [] if certificate is None else map(_parse, blocks[1:])
    return Peer(
        certificate=certificate,
        is_unreadable=bool(texts) and certificate is None,
        chain=tuple(one for one in issuers if one is not None),
        address=request.META.get("REMOTE_ADDR", ""),
    )


def _behind_nginx(request: HttpRequest) -> Peer:
    if _is_address(request.META.get("REMOTE_ADDR", "")):
        # Came by TCP, so not from nginx: whatever the headers say was written by the caller.
        return Peer(certificate=None, is_unreadable=False, chain=(), address=request.META["REMOTE_ADDR"])
    address = request.META.get(ADDRESS_VARIABLE, "")
    escaped = request.META.get(CERTIFICATE_VARIABLE, "")
    certificate = None
    if 0 < len(escaped) <= 3 * PEM_BYTES and _ESCAPED.fullmatch(escaped):
        certificate = _parse(unquote_to_bytes(escaped))
    return Peer(
        certificate=certificate,
        is_unreadable=bool(escaped) and certificate is None,
        chain=(),
        address=address if _is_address(address) else "",
    )


@lru_cache(maxsize=256)
def _parse(pem: bytes) -> x509.Certificate | None:
    if len(pem) > PEM_BYTES or not _ONE_BLOCK.fullmatch(pem):
        return None
    try:
        certificate = loading.load_pem(pem)[0]
        fields.public_key(certificate)
    except (CertificatePartUnreadableError, IndexError):  # any failure means: no certificate
        return None
    return certificate


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
