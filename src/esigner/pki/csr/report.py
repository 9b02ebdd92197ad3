"""The checks on a certificate signing request, and the judgement."""

from dataclasses import dataclass
from typing import Final

from cryptography import x509

from esigner.pki.checks import Check

NAMES: Final[tuple[str, ...]] = (
    "SIZE",
    "ONE_PEM_BLOCK",
    "PRIVATE_KEY_UPLOADED",
    "CSR_PARSE",
    "CSR_SIGNATURE",
    "SIGNATURE_ALGORITHM",
    "KEY_TYPE",
    "RSA_EXPONENT",
    "KEY_SMALL_PRIMES",
    "KEY_ROCA",
    "KEY_FERMAT",
    "KEY_BLOCKLIST",
    "KEY_REUSED_TEST_PRODUCTION",
    "KEY_REUSED_OTHER_CLIENT",
    "KEY_ALREADY_PENDING",
    "SUBJECT_COUNTRY",
    "SUBJECT_ORGANISATION",
    "SUBJECT_ORGANISATION_IDENTIFIER",
    "CN_LENGTH",
    "CN_NOT_IP",
    "NO_CA_REQUESTED",
    "NO_FOREIGN_EKU",
    "NO_EMAIL_OR_URI_SAN",
)
"""Every check, in report order; a report always contains all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsrReport:
    """All named checks of one request."""

    checks: tuple[Check, ...]
    request: x509.CertificateSigningRequest | None
    """None if it could not be read, or a private key came with it."""
    pem: str
    """Only the request in PEM, re-encoded: what may be stored; empty if `request` is None."""
    passed: bool
    """No check FAILED; warnings do not block."""
