"""Time-stamp answers (RFC 3161), in our own DER."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509

from esigner.pki.keys import PrivateKey

POLICY_TEST: Final = "2.25.206318297021593421117453890424270211831.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimestampUnit:
    """The unit that signs tokens."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...] = ()
    """Put beside the unit's certificate into the token where certReq asks; nearest issuer first."""
    policy: str = POLICY_TEST
    """Dotted OID."""
    accuracy_seconds: int = 1


def answer(
    request_der: bytes, *, tsu: TimestampUnit, serial: int, at: datetime
) -> bytes:
    """Give the DER TimeStampResp: granted with a token, or rejected with the failure named; never raises.

    Standard: RFC 3161 2.4.2; RFC 5816 (ESSCertIDv2).
    """
    raise NotImplementedError
