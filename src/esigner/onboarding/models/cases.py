"""Cases and their connection requests."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from esigner.onboarding.models.applications import Application
from esigner.onboarding.models.progress import Progress

ENVIRONMENTS = [("test", "test"), ("production", "production")]


class Case(Progress):
    """A cooperation case: one institution, one system, two environments."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="case")
    institution = models.ForeignKey("registry.Institution", on_delete=models.PROTECT, related_name="+")
    institution_name = models.CharField(max_length=255)
    registration_number = models.CharField(max_length=11)
    epak_number = models.CharField(max_length=64, unique=True)
    contacts = models.JSONField()
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_by_name = models.CharField(max_length=301)
    registered_at = models.DateTimeField()
    tested_by_name = models.CharField(max_length=301, blank=True)
    tested_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    test_client_id = models.UUIDField(null=True)
    production_client_id = models.UUIDField(null=True)

    class Meta:
        """The case carries the application's id, so that one id holds the whole history."""

        indexes: ClassVar = [models.Index(fields=["turn_since_at", "id"], name="onboarding_case_turn")]

        constraints: ClassVar = [
            models.CheckConstraint(
                name="onboarding_case_has_application_id", condition=models.Q(id=models.F("application_id"))
            ),
            models.CheckConstraint(
                name="onboarding_tested_who_and_when",
                condition=models.Q(tested_by_name="", tested_at__isnull=True)
                | (~models.Q(tested_by_name="") & models.Q(tested_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Return the EPAK number."""
        return self.epak_number


class ConnectionRequest(models.Model):
    """What an institution asked for in one environment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requests")
    environment = models.CharField(max_length=16, choices=ENVIRONMENTS)
    kind = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    networks = models.JSONField()
    csr_pem = models.TextField(blank=True)
    certificate_pem = models.TextField(blank=True)
    chain_pem = models.TextField(blank=True)
    nonce = models.BinaryField(null=True)
    nonce_signature = models.BinaryField(null=True)
    return_origins = models.JSONField(default=list)
    replaces_origins = models.BooleanField(default=False)
    """A change only: `return_origins` is the whole list from then on."""
    removed_networks = models.JSONField(default=list)
    """A change only: CIDRs that end."""
    checks = models.JSONField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_by_name = models.CharField(max_length=301)
    submitted_at = models.DateTimeField()
    first_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    first_approved_by_name = models.CharField(max_length=301, blank=True)
    first_approved_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by_name = models.CharField(max_length=301, blank=True)
    decided_at = models.DateTimeField(null=True)
    explanation = models.TextField(blank=True)
    client_id = models.UUIDField(null=True)
    certificate_id = models.UUIDField(null=True)

    class Meta:
        """Who and when come together; the two officers of production are two people."""

        ordering: ClassVar = ["-submitted_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="onboarding_request_decided_who_and_when",
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="onboarding_request_first_who_and_when",
                condition=models.Q(first_approved_by__isnull=True, first_approved_at__isnull=True)
                | models.Q(first_approved_by__isnull=False, first_approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="onboarding_production_takes_two",
                condition=~models.Q(environment="production", kind="connection", state="approved")
                | (models.Q(first_approved_by__isnull=False) & ~models.Q(first_approved_by=models.F("decided_by"))),
            ),
            models.CheckConstraint(
                name="onboarding_production_change_takes_two",
                condition=~models.Q(environment="production", kind="change", state="approved")
                | (models.Q(first_approved_by__isnull=False) & ~models.Q(first_approved_by=models.F("decided_by"))),
            ),
        ]

    def __str__(self) -> str:
        """Return environment and kind."""
        return f"{self.environment} {self.kind}"
