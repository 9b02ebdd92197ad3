"""A door's own refusals as answers: problem documents (RFC 9457) for programs, two sentences for people."""

import json
import logging
import secrets
from collections.abc import Iterable
from typing import Final

from esigner.config.door.errors import DoorRefusedError
from esigner.web import language
from esigner.web.api import problems

log = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]

SPEAK_PROBLEMS: Final = frozenset({"api", "trust"})
"""Doors that are called by programs."""


def answer(error: DoorRefusedError, *, door: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> tuple[Headers, bytes]:
    """Return headers and body of the answer; `headers` are the request's, for the language asked for."""
    wish = next((value.decode("latin-1") for name, value in headers if name == b"accept-language"), "")
    chosen, request_id = language.chosen(wish), secrets.token_hex(16)
    log.info("request %s refused: %s", request_id, error.code)
    if door in SPEAK_PROBLEMS:
        kind = problems.MEDIA_TYPE
        members = problems.problem(error, language=chosen, request_id=request_id)
        body = json.dumps(members, ensure_ascii=False).encode()
    else:
        kind = "text/plain; charset=utf-8"
        body = f"{error.detail().lv}\n{error.detail().en}\n{error.code} {request_id}\n".encode()
    fields: Headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"request-id", request_id.encode()),
        # The client may still be sending: the connection is of no more use.
        (b"connection", b"close"),
    ]
    if error.retry_after_seconds is not None:
        fields.append((b"retry-after", str(error.retry_after_seconds).encode()))
    return fields, body


def raw(error: DoorRefusedError, *, door: str) -> bytes:
    """Return the whole answer as bytes, for a connection on which no request could be read."""
    headers, body = answer(error, door=door)
    lines = [f"HTTP/1.1 {error.status} {problems.TITLES[error.status].en}".encode()]
    lines += [name + b": " + value for name, value in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
