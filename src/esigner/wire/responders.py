"""Certificate status over HTTP (RFC 6960 appendix A)."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from esigner.ades.rules import trust_rules
from esigner.ades.trust import revocation
from esigner.ades.trust.anchors import Trust
from esigner.ades.trust.validation_data import ValidationData
from esigner.pkix import answers, extensions, fields
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.wire import http
from esigner.wire.errors import AddressInvalidError, AnswerInvalidError, ServiceBusyError

_HEADERS: Final = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
_MAX_BYTES: Final = 64 * 1024
_NONCE_BYTES: Final = 32
_FRESH: Final = timedelta(hours=24)
"""How long an answer without nextUpdate holds: the validator's measure."""
_MAY_PASS: Final = frozenset({"INTERNAL_ERROR", "TRY_LATER"})
"""OCSPResponseStatus that invites a second try (RFC 6960 2.3)."""


def fetch(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    url: str | None = None,
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS,
) -> bytes:
    """Return the DER OCSPResponse for the certificate, whatever status it states; signature and nonce verified.

    An answer without a nonce is accepted, since many responders prepare theirs; one with another nonce is not.

    Args:
        certificate: Whose status is asked.
        issuer: Who issued it.
        url: The responder; by default the one named in the certificate's AIA.
        timeout_seconds: For the whole exchange.

    Raises:
        UnreachableError, ServiceFailedError, ServiceBusyError: Try again later.
        AddressInvalidError: No address given, and none in the certificate.
        ServiceRefusedError, AnswerTooLargeError, AnswerInvalidError: A second try will not help.
    """
    url = url or address(certificate)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    query = _request(certificate, issuer, nonce)
    answer = http.exchange(
        "POST", url, content=query, headers=_HEADERS, timeout_seconds=timeout_seconds, limit_bytes=_MAX_BYTES
    )
    reason = _fault(answer.body, certificate, issuer, nonce)
    if reason:
        kind = ServiceBusyError if reason in _MAY_PASS else AnswerInvalidError
        raise kind(service=http.service_name(url), reason=reason)
    return answer.body


def address(certificate: x509.Certificate) -> str:
    """Return the first responder that the certificate names (AIA).

    Raises:
        AddressInvalidError: It names none.
    """
    named = addresses(certificate)
    if not named:
        raise AddressInvalidError(service="OCSP")
    return named[0]


def addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the responders that the certificate names (AIA), in its order."""
    access = extensions.listed(certificate, x509.AuthorityInformationAccess) or ()
    return tuple(
        str(one.access_location.value) for one in access if one.access_method == AuthorityInformationAccessOID.OCSP
    )


def _request(certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes) -> bytes:
    # SHA-1 only names the issuer, and it is what every responder understands (RFC 5019 2.1.1).
    builder = ocsp.OCSPRequestBuilder().add_certificate_by_hash(
        hashlib.sha1(fields.of(issuer).subject_der, usedforsecurity=False).digest(),
        hashlib.sha1(fields.public_key_bits(issuer), usedforsecurity=False).digest(),
        certificate.serial_number,
        hashes.SHA1(),  # noqa: S303
    )
    builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
    return builder.build().public_bytes(Encoding.DER)


def _fault(body: bytes, certificate: x509.Certificate, issuer: x509.Certificate, nonce: bytes) -> str | None:
    try:
        answer = answers.load(body)
        if answer.nonce not in (None, nonce):
            return "NONCE_MISMATCH"
        if len(answer.singles) != 1:  # RFC 6960 allows more, but we asked about one
            return "OCSP_SEVERAL"
        single = answer.singles[0]
        if (single.next_update or single.this_update + _FRESH) <= datetime.now(UTC):  # RFC 6960 3.2
            return "OCSP_OUT_OF_DATE"
    except CertificatePartUnreadableError as error:
        return str(error.data.get("status", trust_rules.OCSP_MALFORMED.code))
    found, findings = revocation.statuses(
        certificate,
        issuer,
        evidence=ValidationData(ocsp_responses=(body,)),
        trust=Trust(),
        pool=(),
        at=datetime.now(UTC),
    )
    faults = [finding.rule.code for finding in findings if finding.rule is not trust_rules.OCSP_UNKNOWN]
    return None if found or not faults else faults[0]
