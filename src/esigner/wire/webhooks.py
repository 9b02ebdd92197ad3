"""Telling an institution's system that a session changed."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Final

from esigner.pki import destinations
from esigner.wire import http

_MAX_BYTES: Final = 64 * 1024


def post(
    url: str,
    *,
    body: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    allowed_ranges: frozenset[str] = frozenset(),
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> int:
    """Post the JSON body and return the HTTP status (2xx); no redirect is followed.

    The receiver's name was written by a stranger and its addresses may change after any check: they are judged
    here, after the resolver gave them, and the connection goes to what was judged.

    Args:
        url: http or https.
        body: At most what the receiver takes.
        headers: In addition to Content-Type.
        allowed_ranges: Names of `pki.networks.RANGES` that this installation allows.
        timeout_seconds: For the whole exchange.

    Raises:
        AddressRefusedError: The name leads into an internal network.
        UnreachableError, ServiceFailedError: Try again later.
        ServiceRefusedError, AnswerTooLargeError: The receiver will not take it.
    """
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    sent = {"Content-Type": "application/json", **(headers or {})}
    answer = http.exchange(
        "POST", url, content=content, headers=sent, timeout_seconds=timeout_seconds, limit_bytes=_MAX_BYTES,
        may_reach=partial(destinations.is_public, allowed_ranges=allowed_ranges),
    )  # fmt: skip
    return answer.status
