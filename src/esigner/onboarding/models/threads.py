"""Consultations."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from esigner.onboarding.models.cases import Case


class Consultation(models.Model):
    """A question and what was written about it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=64, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="consultations")
    topic = models.CharField(max_length=32)
    subject = models.CharField(max_length=200)
    environment = models.CharField(max_length=16, blank=True)
    request_ids = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by_name = models.CharField(max_length=301)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-asked_at"]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class ConsultationEntry(models.Model):
    """One text of a thread."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="entries")
    side = models.CharField(max_length=16)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=301)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        """In the order written."""

        ordering: ClassVar = ["written_at", "id"]

    def __str__(self) -> str:
        """Return who wrote."""
        return self.author_name
