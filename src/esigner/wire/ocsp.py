"""Certificate status over HTTP (RFC 6960 appendix A)."""

from cryptography import x509


def fetch(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    url: str | None = None,
    timeout_seconds: float = 10.0,
) -> bytes:
    """Give the DER OCSPResponse for the certificate, whatever status it states; signature and nonce verified.

    Args:
        certificate: Whose status is asked.
        issuer: Who issued it.
        url: The responder; by default the one named in the certificate's AIA.
        timeout_seconds: For the whole exchange.

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused, AnswerTooLarge, AnswerInvalid: A second try will not help.

    """
    raise NotImplementedError
