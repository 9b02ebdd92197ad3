"""The one place where HTTP leaves this machine: time-outs, size caps, no delay, no redirects."""

import atexit
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPException, HTTPResponse, IncompleteRead
from typing import Final
from urllib.parse import unquote_to_bytes

import httpx

from esigner.wire import keepalive
from esigner.wire.errors import (
    AddressInvalidError,
    AnswerInvalidError,
    AnswerTooLargeError,
    ServiceFailedError,
    ServiceRefusedError,
    UnreachableError,
)

DEFAULT_TIMEOUT_SECONDS: Final = 10.0
MAX_ANSWER_BYTES: Final = 1024 * 1024

_PORTS: Final = {"http": 80, "https": 443}
_LABEL_CHARACTERS: Final = 63
_HEADERS: Final = {"User-Agent": "esigner", "Accept-Encoding": "identity"}
_CHUNK_BYTES: Final = 64 * 1024
_OK: Final = range(200, 300)
_MAY_PASS: Final = frozenset({408, 425, 429})
_SERVER_ERROR: Final = 500
# Headers and body leave in two writes: with Nagle's algorithm and delayed acknowledgements that costs 40 ms.
_NO_DELAY: Final = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)


close = keepalive.close
"""Close the connections that this process keeps; the next exchange opens new ones."""
atexit.register(close)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A 2xx answer, read to its end."""

    status: int
    body: bytes
    content_type: str


def connections(
    *, verify: ssl.SSLContext | bool = True, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
) -> httpx.Client:
    """Return a client for conversations of many kinds of requests: connections kept, the environment ignored."""
    return httpx.Client(
        transport=httpx.HTTPTransport(verify=verify, socket_options=_NO_DELAY, trust_env=False),
        timeout=timeout_seconds,
        follow_redirects=False,
        trust_env=False,
        headers=_HEADERS,
    )


def exchange(
    method: str,
    url: str,
    *,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    limit_bytes: int = MAX_ANSWER_BYTES,
    may_reach: Callable[[str], bool] | None = None,
) -> Answer:
    """Return the 2xx answer to one request.

    The time-out is for the whole exchange: a server that sends a byte now and then does not hold us. With `may_reach`
    the addresses of the host are judged after the resolver has given them, and the connection goes to those and is
    not kept: an address that a stranger wrote shares nothing with our own.

    Raises:
        AddressInvalidError: Not http or https.
        AddressRefusedError: `may_reach` refused an address of the host.
        UnreachableError: No connection or no answer in time.
        ServiceFailedError: 5xx, 408, 425 or 429.
        ServiceRefusedError: Any other status that is not 2xx, redirects included.
        AnswerTooLargeError: More than `limit_bytes`.
        AnswerInvalidError: Compressed, though we did not ask for it.
    """
    parsed = _parsed(url)
    service = parsed.service
    sent = {**parsed.headers, **_HEADERS, **(headers or {})}
    pool = keepalive.shared() if may_reach is None else keepalive.Pool(keeps=False)
    connection = pool.take(parsed.origin, until=time.monotonic() + timeout_seconds, may_reach=may_reach)
    response: HTTPResponse | None = None
    try:
        connection.request(method, parsed.target, body=content, headers=sent)
        response = connection.getresponse()
        raise_for_status(response.status, service=service)
        _check_plain(response, service=service)
        body = _read(response, service=service, limit_bytes=limit_bytes)
    except (OSError, HTTPException) as error:
        raise UnreachableError(service=service) from error
    finally:
        pool.give_back(connection, response)
    return Answer(status=response.status, body=body, content_type=response.headers.get("content-type", ""))


def service_name(url: str) -> str:
    """Return host and port for messages: paths and queries may hold tokens."""
    return _parsed(url).service


def raise_for_status(status: int, *, service: str) -> None:
    """Accept 2xx; raise what says whether a second try may help for anything else."""
    if status in _OK:
        return
    if may_pass(status):
        raise ServiceFailedError(service=service, http_status=status)
    raise ServiceRefusedError(service=service, http_status=status)


def may_pass(status: int) -> bool:
    """Return whether the same request may succeed later."""
    return status in _MAY_PASS or status >= _SERVER_ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """An address in the parts that an exchange needs."""

    origin: tuple[str, str, int]
    target: str
    service: str
    headers: Mapping[str, str]
    """Authorization, where the address holds a name and a password."""


@lru_cache(maxsize=1024)
def _parsed(url: str) -> _Address:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise AddressInvalidError(service=url[:80]) from error
    if parsed.scheme not in _PORTS or not parsed.host:
        raise AddressInvalidError(service=url[:80])
    credentials = b64encode(unquote_to_bytes(parsed.userinfo)).decode()
    host = parsed.raw_host.decode("ascii").strip("[]")
    # A label that is empty or too long is not a socket failure but a UnicodeError of `socket.getaddrinfo`.
    if not all(0 < len(label) <= _LABEL_CHARACTERS for label in host.removesuffix(".").split(".")):
        raise AddressInvalidError(service=url[:80])
    return _Address(
        origin=(parsed.scheme, host, parsed.port or _PORTS[parsed.scheme]),
        target=parsed.raw_path.decode("ascii"),
        service=parsed.netloc.decode("ascii"),
        headers={"Authorization": f"Basic {credentials}"} if parsed.userinfo else {},
    )


def _check_plain(response: HTTPResponse, *, service: str) -> None:
    # We ask for no compression, and refuse it: it may unpack to a thousand times its size.
    if response.headers.get("content-encoding", "identity") != "identity":
        raise AnswerInvalidError(service=service, reason="CONTENT_ENCODING")


def _read(response: HTTPResponse, *, service: str, limit_bytes: int) -> bytes:
    if (response.length or 0) > limit_bytes:
        raise AnswerTooLargeError(service=service, limit_bytes=limit_bytes)
    body = bytearray()
    while chunk := response.read(_CHUNK_BYTES):
        body += chunk
        if len(body) > limit_bytes:
            raise AnswerTooLargeError(service=service, limit_bytes=limit_bytes)
    if response.length:  # http.client returns a body that was cut off as if it were whole
        raise IncompleteRead(bytes(body), response.length)
    return bytes(body)
