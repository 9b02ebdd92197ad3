"""What is known of a caller's certificate: the cheap question before the gate's, one index look-up.

It admits nobody. A door asks it before it does anything for a caller, and the gate still judges the request.
"""

from esigner.registry import models
from esigner.registry.kinds import CertificateStatus, CertificateUse


def status(*, fingerprint_sha256: str) -> CertificateStatus | None:
    """Return the status of a client's certificate with this fingerprint (hex); None where none is registered."""
    found = models.Certificate.objects.filter(
        fingerprint_sha256=fingerprint_sha256, use=CertificateUse.CLIENT.value, client__isnull=False
    ).values_list("status", flat=True)
    first = found.first()
    return None if first is None else CertificateStatus(first)
