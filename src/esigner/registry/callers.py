"""Whether a certificate is one of ours at all: the cheap question before the gate's, one look into an index.

It lets nobody in. A door asks it before it takes a long body from somebody, and the gate still judges the request.
"""

from esigner.registry import models
from esigner.registry.kinds import CertificateStatus, CertificateUse


def is_registered(*, fingerprint_sha256: str) -> bool:
    """Return whether a client's certificate with this fingerprint (hex) is registered and not revoked."""
    return models.Certificate.objects.filter(
        fingerprint_sha256=fingerprint_sha256, use=CertificateUse.CLIENT.value, status=CertificateStatus.ACTIVE.value
    ).exists()
