"""Time stamps over HTTP (RFC 3161 3.4)."""

from datetime import UTC, datetime, timedelta
from typing import Final

from esigner.ades import timestamps
from esigner.ades.encoding.errors import AdesError
from esigner.wire import http
from esigner.wire.errors import AnswerInvalidError

_HEADERS: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_MAX_BYTES: Final = 64 * 1024
CLOCK_TOLERANCE: Final = timedelta(minutes=10)
"""How far a token's time may be from our clock's: an authority's is exact to a second, ours may not be."""


def fetch(
    url: str,
    *,
    data_digest: bytes,
    algorithm: str,
    nonce: int,
    policy: str | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> bytes:
    """Return the DER TimeStampToken of the authority at `url` over the digest, verified against the request.

    Args:
        url: Where the authority answers `application/timestamp-query`.
        data_digest: Digest of what is to be stamped.
        algorithm: `SHA256`, `SHA384` or `SHA512`.
        nonce: Random, of the caller.
        policy: Dotted OID, asked for and insisted on; None takes the authority's own.
        timeout_seconds: For the whole exchange.

    Raises:
        UnreachableError, ServiceFailedError: Try again later.
        ServiceRefusedError, AnswerTooLargeError, AnswerInvalidError: A second try will not help.
    """
    query = timestamps.request(data_digest, algorithm, nonce, policy=policy)
    answer = http.exchange(
        "POST", url, content=query, headers=_HEADERS, timeout_seconds=timeout_seconds, limit_bytes=_MAX_BYTES
    )
    try:
        token = timestamps.read_response(
            answer.body, digest=data_digest, algorithm=algorithm, nonce=nonce, policy=policy
        )
        reason = _fault(timestamps.read(token))
    except AdesError as error:
        raise AnswerInvalidError(service=http.service_name(url), reason=error.code) from error
    if reason:
        raise AnswerInvalidError(service=http.service_name(url), reason=reason)
    return token


def _fault(token: timestamps.Token) -> str | None:
    """Return what is wrong with the token's time; checked here too, where no anchors are at hand."""
    if abs(datetime.now(UTC) - token.gen_time) > CLOCK_TOLERANCE:
        return "TIMESTAMP_TIME_WRONG"
    unit = token.certificate
    in_time = unit is None or unit.not_valid_before_utc <= token.gen_time <= unit.not_valid_after_utc
    return None if in_time else "TIMESTAMP_UNIT_EXPIRED"
