"""Time stamps over HTTP (RFC 3161 3.4)."""


def fetch(
    url: str,
    *,
    data_digest: bytes,
    algorithm: str,
    nonce: int,
    timeout_seconds: float = 10.0,
) -> bytes:
    """Give the DER TimeStampToken of the authority at `url` over the digest, verified against the request.

    Args:
        url: Where the authority answers `application/timestamp-query`.
        data_digest: Digest of what is to be stamped.
        algorithm: `SHA256`, `SHA384` or `SHA512`.
        nonce: Random, of the caller.
        timeout_seconds: For the whole exchange.

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused, AnswerTooLarge, AnswerInvalid: A second try will not help.

    """
    raise NotImplementedError
