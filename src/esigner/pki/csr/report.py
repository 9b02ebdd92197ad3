"""What a certificate signing request is judged by, and the judgement."""

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
"""Every check, in the order a report lists them; a report always holds all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsrReport:
    """All named checks of one request."""

    checks: tuple[Check, ...]
    request: x509.CertificateSigningRequest | None
    """None where it could not be read, or where a private key came with it."""
    pem: str
    """The request alone in PEM, encoded anew: what may be stored; empty where `request` is None."""
    passed: bool
    """No check FAILED; warnings do not block."""
