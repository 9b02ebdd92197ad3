"""One certificate as the registry keeps it: stored, read, found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.pki.keys import spki_sha256
from esigner.pkix import fields, loading
from esigner.registry import models
from esigner.registry.errors import CertificateNotFoundError
from esigner.registry.kinds import CertificateSource, CertificateStatus, CertificateUse

AT_MOST: Final = 50
"""Certificates of one client that are shown together; a page of all clients' has the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate that we issued or registered."""

    id: UUID
    client_id: UUID | None
    """None where it belongs to no client: personas, seals, responders."""
    use: CertificateUse
    fingerprint_sha256: str
    serial: str
    """Lower-case hex."""
    subject: str
    """RFC 4514."""
    issuer: str
    not_before: datetime
    not_after: datetime
    status: CertificateStatus
    source: CertificateSource
    pem: str
    chain_pem: str
    """Issuers, nearest first."""
    registered_at: datetime
    revoked_at: datetime | None
    revocation_reason: str

    def is_valid(self, *, at: datetime) -> bool:
        """Return whether it is neither revoked nor outside its validity."""
        return self.status is CertificateStatus.ACTIVE and self.not_before <= at <= self.not_after

    def certificate(self) -> x509.Certificate:
        """Return it parsed."""
        return loading.load_pem(self.pem.encode())[0]

    def chain(self) -> tuple[x509.Certificate, ...]:
        """Return its issuers parsed."""
        return tuple(loading.load_pem(self.chain_pem.encode()))


def get(certificate_id: UUID | str) -> Certificate:
    """Return the certificate.

    Raises:
        CertificateNotFoundError: No such id.
    """
    row = models.Certificate.objects.filter(pk=certificate_id).first()
    if row is None:
        raise CertificateNotFoundError(id=str(certificate_id))
    return read(row)


def of_client(client_id: UUID) -> list[Certificate]:
    """Return the client's certificates, the newest first: of those in force and of those revoked at most AT_MOST."""
    rows = models.Certificate.objects.filter(client_id=client_id).order_by("-registered_at")
    found = [read(row) for status in CertificateStatus for row in rows.filter(status=status.value)[:AT_MOST]]
    return sorted(found, key=lambda one: one.registered_at, reverse=True)


def active_of_client(client_id: UUID) -> Iterator[Certificate]:
    """Yield every certificate of the client that is not revoked, however many there are."""
    rows = models.Certificate.objects.filter(client_id=client_id, status=CertificateStatus.ACTIVE.value)
    return map(read, rows.order_by("-registered_at").iterator(chunk_size=500))


def newest_active(client_id: UUID) -> Certificate | None:
    """Return the client's newest certificate that is not revoked."""
    rows = models.Certificate.objects.filter(client_id=client_id, status=CertificateStatus.ACTIVE.value)
    row = rows.order_by("-registered_at").first()
    return read(row) if row else None


def store(
    certificate: x509.Certificate,
    *,
    use: CertificateUse,
    at: datetime,
    authority: str = "",
    client: models.Client | None = None,
    chain: Sequence[x509.Certificate] = (),
) -> models.Certificate:
    """Return the row of a new certificate; without the name of one of our authorities it is a third party's."""
    return models.Certificate.objects.create(
        use=use.value,
        source=(CertificateSource.ISSUED if authority else CertificateSource.THIRD_PARTY).value,
        authority=authority,
        client=client,
        fingerprint_sha256=fingerprint(certificate),
        spki_sha256=spki_sha256(certificate.public_key()),
        serial=f"{certificate.serial_number:x}",
        subject=fields.subject(certificate).text,
        issuer=fields.issuer(certificate).text,
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        status=CertificateStatus.ACTIVE.value,
        pem=certificate.public_bytes(Encoding.PEM).decode(),
        chain_pem="".join(one.public_bytes(Encoding.PEM).decode() for one in chain),
        registered_at=at,
    )


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate, lower-case hex: what a door recognises it by."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def read(row: models.Certificate) -> Certificate:
    """Return the row as a value."""
    return Certificate(
        id=row.id, client_id=row.client_id, use=CertificateUse(row.use), fingerprint_sha256=row.fingerprint_sha256,
        serial=row.serial, subject=row.subject, issuer=row.issuer, not_before=row.not_before, not_after=row.not_after,
        status=CertificateStatus(row.status), source=CertificateSource(row.source), pem=row.pem,
        chain_pem=row.chain_pem, registered_at=row.registered_at, revoked_at=row.revoked_at,
        revocation_reason=row.revocation_reason,
    )  # fmt: skip
