"""Telling an institution's system that a session changed."""

from collections.abc import Mapping


def post(
    url: str,
    *,
    body: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    timeout_seconds: float = 10.0,
) -> int:
    """Post the JSON body and give the HTTP status (2xx); no redirect is followed.

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused: The receiver will not take it.

    """
    raise NotImplementedError
