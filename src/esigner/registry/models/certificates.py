"""Certificates, the keys that wait for one, challenges, anchors and test personas."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from esigner.registry.kinds import AnchorPurpose, CertificateSource, CertificateStatus, CertificateUse, Environment
from esigner.registry.models.clients import Client
from esigner.registry.models.institutions import Institution

_ENVIRONMENTS = [(one.value, one.title.lv) for one in Environment]


class Certificate(models.Model):
    """A certificate that we issued or registered; revoked, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    use = models.CharField(max_length=10, choices=[(one.value, one.value) for one in CertificateUse])
    source = models.CharField(max_length=12, choices=[(one.value, one.value) for one in CertificateSource])
    authority = models.CharField(max_length=60, blank=True)
    """Name of our authority that issued it; empty for a third party's."""
    client = models.ForeignKey(Client, on_delete=models.PROTECT, null=True, related_name="certificates")
    fingerprint_sha256 = models.CharField(max_length=64)
    spki_sha256 = models.CharField(max_length=64, db_index=True)
    serial = models.CharField(max_length=40)
    """Lower-case hex without leading zeros."""
    subject = models.TextField()
    issuer = models.TextField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    status = models.CharField(max_length=10, choices=[(one.value, one.value) for one in CertificateStatus])
    pem = models.TextField()
    chain_pem = models.TextField(blank=True)
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.CharField(max_length=30, blank=True)

    class Meta:
        """Constraints."""

        indexes: ClassVar = [
            models.Index(name="registry_cert_not_after", fields=["not_after"]),
            models.Index(
                "authority",
                "revoked_at",
                name="registry_cert_revoked",
                condition=Q(status=CertificateStatus.REVOKED.value),
            ),
            models.Index(fields=["client", "status", "registered_at"], name="registry_cert_of_client"),
            models.Index(
                "registered_at", "id", name="registry_cert_of_clients", condition=Q(use=CertificateUse.CLIENT.value)
            ),
        ]
        constraints: ClassVar = [
            # A simulated provider's certificate is known as its own and, once registered, as the client's.
            models.UniqueConstraint(name="registry_certificate_once", fields=["fingerprint_sha256", "use"]),
            models.UniqueConstraint(
                name="registry_certificate_serial_once", fields=["authority", "serial"], condition=~Q(authority="")
            ),
            models.CheckConstraint(
                name="registry_certificate_revocation",
                condition=Q(status=CertificateStatus.ACTIVE.value, revoked_at__isnull=True, revocation_reason="")
                | (Q(status=CertificateStatus.REVOKED.value, revoked_at__isnull=False) & ~Q(revocation_reason="")),
            ),
            models.CheckConstraint(
                name="registry_certificate_client",
                condition=Q(use=CertificateUse.CLIENT.value, client__isnull=False)
                | (~Q(use=CertificateUse.CLIENT.value) & Q(client__isnull=True)),
            ),
            models.CheckConstraint(
                name="registry_certificate_source",
                condition=Q(source=CertificateSource.THIRD_PARTY.value, authority="")
                | (Q(source=CertificateSource.ISSUED.value) & ~Q(authority="")),
            ),
            models.CheckConstraint(name="registry_certificate_validity", condition=Q(not_before__lt=F("not_after"))),
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class PendingKey(models.Model):
    """A key of a CSR that waits for a decision, so that it is not submitted twice."""

    spki_sha256 = models.CharField(primary_key=True, max_length=64)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    environment = models.CharField(max_length=10, choices=_ENVIRONMENTS)
    request = models.CharField(max_length=60)
    """Id of the request it waits in, as text."""
    held_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the digest."""
        return self.spki_sha256


class Challenge(models.Model):
    """A text that an institution signs to prove that it holds a key; good once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT)
    text = models.TextField(unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class Anchor(models.Model):
    """A certificate that an environment trusts for one purpose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(max_length=10, choices=_ENVIRONMENTS)
    purpose = models.CharField(max_length=10, choices=[(one.value, one.value) for one in AnchorPurpose])
    fingerprint_sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=200)
    pem = models.TextField()
    added_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="registry_anchor_once", fields=["environment", "purpose", "fingerprint_sha256"]
            ),
        ]

    def __str__(self) -> str:
        """Return the label."""
        return self.label


class Persona(models.Model):
    """A person who does not exist and signs in the test environment; the key is a file outside the database."""

    slug = models.SlugField(primary_key=True, max_length=60)
    given_name = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    personal_code = models.CharField(max_length=12, unique=True)
    key_kind = models.CharField(max_length=20)
    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="persona")

    def __str__(self) -> str:
        """Return the name."""
        return f"{self.given_name} {self.surname}"
