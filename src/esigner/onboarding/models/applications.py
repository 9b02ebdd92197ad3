"""Openings of the Terms, applications and their submissions."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from esigner.onboarding.models.progress import Progress


class TermsOpening(models.Model):
    """A person opened a version of the Terms for the first time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    opened_at = models.DateTimeField()

    class Meta:
        """Once per person and version."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "version"], name="onboarding_terms_opened_once"),
        ]

    def __str__(self) -> str:
        """Return version and person."""
        return f"v{self.version} {self.person_id}"


class Application(Progress):
    """An application on its way; once registered, the case carries the same id."""

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applicant_name = models.CharField(max_length=301)
    form = models.JSONField()
    round = models.PositiveSmallIntegerField(default=1)
    terms_version = models.PositiveSmallIntegerField(null=True)
    rendered_pdf = models.FileField(max_length=200, blank=True)
    rendered_json = models.FileField(max_length=200, blank=True)
    signing_session_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        """A rendered application has its files and its Terms, all of them or none. Lists go by the turn."""

        indexes: ClassVar = [models.Index(fields=["turn_since_at", "id"], name="onboarding_application_turn")]

        constraints: ClassVar = [
            models.CheckConstraint(
                name="onboarding_rendered_has_files",
                condition=models.Q(terms_version__isnull=True, rendered_pdf="", rendered_json="")
                | (models.Q(terms_version__isnull=False) & ~models.Q(rendered_pdf="") & ~models.Q(rendered_json="")),
            ),
        ]

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Submission(models.Model):
    """A signed application that was taken, and what the agency decided about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField()
    form = models.JSONField()
    terms_version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    document_id = models.UUIDField()
    """The signed application among the official documents."""
    sha256 = models.CharField(max_length=64)
    checks = models.JSONField()
    signed_by = models.JSONField()
    signers = models.JSONField(default=list)
    """What each signer's certificate says: name, masked personal code, organisation."""
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    consent = models.CharField(max_length=16, blank=True)
    """What a present representative said of it: `accepted`, `declined`; empty while none has."""
    consent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    consent_by_name = models.CharField(max_length=301, blank=True)
    consent_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=16, blank=True)
    reasons = models.JSONField(default=list)
    explanation = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        """One per round; a decision has who and when, or neither."""

        ordering: ClassVar = ["round"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "round"], name="onboarding_one_submission_a_round"),
            models.CheckConstraint(
                name="onboarding_consent_who_and_when",
                condition=models.Q(consent="", consent_by__isnull=True, consent_at__isnull=True)
                | (~models.Q(consent="") & models.Q(consent_by__isnull=False, consent_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="onboarding_decision_who_and_when",
                condition=models.Q(decision="", decided_by__isnull=True, decided_at__isnull=True)
                | (~models.Q(decision="") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.name
