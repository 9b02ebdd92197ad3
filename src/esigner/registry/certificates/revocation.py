"""Revoking a certificate, and reporting its status to responders and lists."""

from uuid import UUID

from cryptography import x509
from django.db import transaction

from esigner import audit
from esigner.pki import ocsp
from esigner.registry import clients, jobs, models
from esigner.registry.certificate_records import Certificate, read
from esigner.registry.errors import (
    CertificateAlreadyRevokedError,
    CertificateNotFoundError,
    RevocationReasonUnknownError,
)
from esigner.registry.kinds import CertificateStatus, RevocationReason


def revoke(*, certificate_id: UUID, reason: str, act: audit.Act) -> Certificate:
    """Revoke permanently; the gate reads the table at every request, so the next call is refused.

    Args:
        certificate_id: Which.
        reason: A `RevocationReason`.
        act: Its time goes into the CRL and the OCSP answers.

    Raises:
        CertificateNotFoundError: No such id.
        CertificateAlreadyRevokedError: It was revoked before.
        RevocationReasonUnknownError: Not a reason of the list.
    """
    if reason not in set(RevocationReason):
        raise RevocationReasonUnknownError(reason=reason)
    with transaction.atomic():
        row = models.Certificate.objects.select_for_update().filter(pk=certificate_id).first()
        if row is None:
            raise CertificateNotFoundError(id=str(certificate_id))
        if row.status == CertificateStatus.REVOKED.value:
            raise CertificateAlreadyRevokedError
        row.status, row.revoked_at, row.revocation_reason = CertificateStatus.REVOKED.value, act.at, str(reason)
        row.save(update_fields=["status", "revoked_at", "revocation_reason"])
        data: dict[str, audit.JSON] = {"fingerprintSha256": row.fingerprint_sha256, "reason": str(reason)}
        if row.client is not None:
            clients.record("certificate.revoked", row.client, act=act, subject=str(row.id), data=data)
        else:
            audit.record(event="certificate.revoked", act=act, subject=str(row.id), data=data)
        if row.authority:
            jobs.publish_list(authority=row.authority)
    return read(row)


def status(issuer: str, serial: int) -> ocsp.Status:
    """Return what the responder of the authority says about a serial; a serial never issued is unknown."""
    row = models.Certificate.objects.filter(authority=issuer, serial=f"{serial:x}").first()
    if row is None:
        return ocsp.UNKNOWN
    if row.status == CertificateStatus.ACTIVE.value:
        return ocsp.GOOD
    return ocsp.Status(
        state=ocsp.State.REVOKED, revoked_at=row.revoked_at, reason=x509.ReasonFlags(row.revocation_reason)
    )
