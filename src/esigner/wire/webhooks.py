"""Telling an institution's system that a session changed."""

import json
from collections.abc import Mapping
from typing import Final

from esigner.wire import http

_MAX_BYTES: Final = 64 * 1024


def post(
    url: str,
    *,
    body: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> int:
    """Post the JSON body and give the HTTP status (2xx); no redirect is followed.

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused, AnswerTooLarge: The receiver will not take it.
    """
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    answer = http.exchange(
        "POST", url, content=content, headers=sent, timeout_seconds=timeout_seconds, limit_bytes=_MAX_BYTES
    )
    return answer.status
