"""Time stamps over HTTP (RFC 3161 3.4)."""

from typing import Final

from esigner.ades import timestamps
from esigner.ades.errors import AdesError
from esigner.wire import http
from esigner.wire.errors import AnswerInvalid

_HEADERS: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_MAX_BYTES: Final = 64 * 1024


def fetch(
    url: str,
    *,
    data_digest: bytes,
    algorithm: str,
    nonce: int,
    policy: str | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> bytes:
    """Give the DER TimeStampToken of the authority at `url` over the digest, verified against the request.

    Args:
        url: Where the authority answers `application/timestamp-query`.
        data_digest: Digest of what is to be stamped.
        algorithm: `SHA256`, `SHA384` or `SHA512`.
        nonce: Random, of the caller.
        policy: Dotted OID, asked for and insisted on; None takes the authority's own.
        timeout_seconds: For the whole exchange.

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused, AnswerTooLarge, AnswerInvalid: A second try will not help.
    """
    query = timestamps.request(data_digest, algorithm, nonce, policy=policy)
    answer = http.exchange(
        "POST", url, content=query, headers=_HEADERS, timeout_seconds=timeout_seconds, limit_bytes=_MAX_BYTES
    )
    try:
        token = timestamps.read_response(
            answer.body, digest=data_digest, algorithm=algorithm, nonce=nonce, policy=policy
        )
        in_time = _is_in_time(timestamps.read(token))
    except AdesError as error:
        raise AnswerInvalid(service=http.service_name(url), reason=error.code) from error
    if not in_time:
        raise AnswerInvalid(service=http.service_name(url), reason="TIMESTAMP_UNIT_EXPIRED")
    return token


def _is_in_time(token: timestamps.Token) -> bool:
    """Whether the unit's certificate was valid when it stamped; asked here too, where no anchors are at hand."""
    unit = token.certificate
    return unit is None or unit.not_valid_before_utc <= token.gen_time <= unit.not_valid_after_utc
