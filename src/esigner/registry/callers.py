"""Whether a certificate is registered here at all: the cheap question before the gate's, one index look-up.

It admits nobody. A door asks it before it reads a long body, and the gate still judges the request.
"""

from esigner.registry import models
from esigner.registry.kinds import CertificateStatus, CertificateUse


def is_registered(*, fingerprint_sha256: str) -> bool:
    """Return whether a client's certificate with this fingerprint (hex) is registered and not revoked."""
    return models.Certificate.objects.filter(
        fingerprint_sha256=fingerprint_sha256, use=CertificateUse.CLIENT.value, status=CertificateStatus.ACTIVE.value
    ).exists()
