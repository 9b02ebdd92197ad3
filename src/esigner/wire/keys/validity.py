"""Whether a key's certificate is in force, checked before the key signs: a signature at another time is worthless."""

from datetime import datetime
from enum import StrEnum

from cryptography import x509

from esigner.wire.keys.errors import SignerCertificateEndedError, SignerCertificateNotYetValidError


class OutOfTime(StrEnum):
    """What to do with a certificate that is not in force."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    """For tests of others' validators, and seals kept for themselves alone."""


def check(certificate: x509.Certificate, *, at: datetime, out_of_time: OutOfTime) -> None:
    """Refuse to sign with a certificate that is not in force.

    Raises:
        SignerCertificateEndedError: It was in force before.
        SignerCertificateNotYetValidError: It will be.
    """
    if out_of_time is OutOfTime.ACCEPTED:
        return
    if at > certificate.not_valid_after_utc:
        raise SignerCertificateEndedError(ended_at=certificate.not_valid_after_utc.isoformat())
    if at < certificate.not_valid_before_utc:
        raise SignerCertificateNotYetValidError(begins_at=certificate.not_valid_before_utc.isoformat())
