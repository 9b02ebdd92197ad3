"""Certificate revocation lists over HTTP."""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.wire import http
from esigner.wire.errors import AnswerInvalid

_MAX_BYTES: Final = 20 * 1024 * 1024
_PEM: Final = b"-----BEGIN X509 CRL-----"


def fetch(
    url: str,
    *,
    issuer: x509.Certificate | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
    limit_bytes: int = _MAX_BYTES,
) -> bytes:
    """Give the DER CRL at `url` (PEM is converted); its signature is verified where the issuer is given.

    Raises:
        Unreachable, ServiceFailed: Try again later.
        ServiceRefused, AnswerTooLarge, AnswerInvalid: A second try will not help.
    """
    answer = http.exchange("GET", url, timeout_seconds=timeout_seconds, limit_bytes=limit_bytes)
    service = http.service_name(url)
    try:
        load = x509.load_pem_x509_crl if answer.body.lstrip().startswith(_PEM) else x509.load_der_x509_crl
        revocation_list = load(answer.body)
    except ValueError as error:
        raise AnswerInvalid(service=service, reason="CRL_MALFORMED") from error
    if issuer is not None and not _is_signed_by(revocation_list, issuer):
        raise AnswerInvalid(service=service, reason="CRL_SIGNATURE")
    return revocation_list.public_bytes(Encoding.DER)


def _is_signed_by(revocation_list: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    is_named = revocation_list.issuer == issuer.subject
    return (
        is_named
        and isinstance(key, (rsa.RSAPublicKey, ec.EllipticCurvePublicKey))
        and (revocation_list.is_signature_valid(key))
    )
