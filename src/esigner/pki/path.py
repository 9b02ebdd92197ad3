"""From a certificate to a trust anchor, at a time, for a purpose."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from cryptography import x509


class Purpose(StrEnum):
    """What the certificate is to be used for."""

    CLIENT = "client"
    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    SERVER = "server"


def validate(
    certificate: x509.Certificate,
    *,
    anchors: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate] = (),
    at: datetime,
    purpose: Purpose,
) -> tuple[x509.Certificate, ...]:
    """Give the path: the certificate first, the anchor last.

    An anchor may be a root or an issuing CA; it may also be the certificate itself.

    Raises:
        CertificateUntrusted: No path to an anchor.
        CertificateExpired: A certificate of the path was past its validity at `at`.
        CertificateNotYetValid: A certificate of the path was not yet valid.
        CertificateWrongPurpose: keyUsage or extendedKeyUsage do not allow the purpose.

    Standard: RFC 5280 6.1 (without policies and name constraints: a CA that carries constraints is refused).

    """
    raise NotImplementedError
