"""The one place where HTTP leaves this machine: time-outs, size caps, no delay, no redirects."""

import atexit
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from esigner.wire.errors import (
    AddressInvalid,
    AnswerInvalid,
    AnswerTooLarge,
    ServiceFailed,
    ServiceRefused,
    Unreachable,
)

DEFAULT_TIMEOUT_SECONDS: Final = 10.0
MAX_ANSWER_BYTES: Final = 1024 * 1024

_SCHEMES: Final = ("http", "https")
_OK: Final = range(200, 300)
_MAY_PASS: Final = frozenset({408, 425, 429})
_SERVER_ERROR: Final = 500
# Headers and body leave in two writes: with Nagle's algorithm and delayed acknowledgements that costs 40 ms.
_NO_DELAY: Final = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A 2xx answer, read to its end."""

    status: int
    body: bytes
    content_type: str


def connections(
    *, verify: ssl.SSLContext | bool = True, timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS
) -> httpx.Client:
    """Give a client as every part of this package uses it: connections are kept, the environment is ignored."""
    return httpx.Client(
        transport=httpx.HTTPTransport(verify=verify, socket_options=_NO_DELAY, trust_env=False),
        timeout=timeout_seconds,
        follow_redirects=False,
        trust_env=False,
        headers={"User-Agent": "esigner", "Accept-Encoding": "identity"},
    )


def exchange(
    method: str,
    url: str,
    *,
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = DEFAULT_TIMEOUT_SECONDS,
    limit_bytes: int = MAX_ANSWER_BYTES,
) -> Answer:
    """Give the 2xx answer to one request.

    The time-out is for the whole exchange: a server that sends a byte now and then does not hold us.

    Raises:
        AddressInvalid: Not http or https.
        Unreachable: No connection or no answer in time.
        ServiceFailed: 5xx, 408, 425 or 429.
        ServiceRefused: Any other status that is not 2xx, redirects included.
        AnswerTooLarge: More than `limit_bytes`.
        AnswerInvalid: Packed, though we did not ask for it.
    """
    service = service_name(url)
    deadline = time.monotonic() + timeout_seconds
    try:
        with _shared().stream(
            method, url, content=content, headers=dict(headers or {}), timeout=timeout_seconds
        ) as response:
            raise_for_status(response.status_code, service=service)
            _check_plain(response, service=service)
            body = _read(response.iter_raw(), service=service, limit_bytes=limit_bytes, deadline=deadline)
    except httpx.TransportError as error:
        raise Unreachable(service=service) from error
    return Answer(status=response.status_code, body=body, content_type=response.headers.get("content-type", ""))


def service_name(url: str) -> str:
    """Give host and port for messages: paths and queries may hold tokens."""
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise AddressInvalid(service=url[:80]) from error
    if parsed.scheme not in _SCHEMES or not parsed.host:
        raise AddressInvalid(service=url[:80])
    return parsed.netloc.decode("ascii")


def raise_for_status(status: int, *, service: str) -> None:
    """Accept 2xx; raise what says whether a second try may help for anything else."""
    if status in _OK:
        return
    if may_pass(status):
        raise ServiceFailed(service=service, http_status=status)
    raise ServiceRefused(service=service, http_status=status)


def may_pass(status: int) -> bool:
    """Say whether the same request may succeed later."""
    return status in _MAY_PASS or status >= _SERVER_ERROR


def close() -> None:
    """Close the connections that this process keeps; the next exchange opens new ones."""
    client = _clients.pop(os.getpid(), None)
    if client is not None:
        client.close()


_clients: Final[dict[int, httpx.Client]] = {}
"""By process: a forked child must not use, and not close, its parent's sockets."""
_opening: Final = threading.Lock()
atexit.register(close)


def _shared() -> httpx.Client:
    with _opening:
        process = os.getpid()
        if process not in _clients:
            _clients[process] = connections()
        return _clients[process]


def _check_plain(response: httpx.Response, *, service: str) -> None:
    # We ask for none, and what unpacks to a thousand times its size shall not.
    if response.headers.get("content-encoding", "identity") != "identity":
        raise AnswerInvalid(service=service, reason="CONTENT_ENCODING")


def _read(chunks: Iterator[bytes], *, service: str, limit_bytes: int, deadline: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit_bytes:
            raise AnswerTooLarge(service=service, limit_bytes=limit_bytes)
        if time.monotonic() > deadline:
            raise Unreachable(service=service)
    return bytes(body)
