"""Agreements of two officers, and invitations."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Agreement(models.Model):
    """One thing that two officers do: the first has agreed, the second is awaited, or it is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    move = models.CharField(max_length=40)
    subject = models.UUIDField()
    """What it is about: a submission, a request, a client, a certificate, a case."""
    case_id = models.UUIDField(db_index=True)
    """Id of the case or the application."""
    content = models.JSONField(default=dict)
    """What the first officer wrote with it; the second agrees to that."""
    first_officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    first_officer_name = models.CharField(max_length=301)
    first_agreed_at = models.DateTimeField()
    second_officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    second_officer_name = models.CharField(max_length=301, blank=True)
    ended_at = models.DateTimeField(null=True)
    """When the second agreed, or when the first agreement stopped counting."""

    class Meta:
        """One open agreement for a thing; the two officers are two people."""

        ordering: ClassVar = ["first_agreed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="onboarding_agreement_open_once", fields=["move", "subject"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="onboarding_agreement_takes_two",
                condition=Q(second_officer__isnull=True) | ~Q(second_officer=F("first_officer")),
            ),
            models.CheckConstraint(
                name="onboarding_agreement_second_ends",
                condition=Q(second_officer__isnull=True) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the move and what it is about."""
        return f"{self.move} {self.subject}"


class Invitation(models.Model):
    """A role that somebody was asked to take; it is taken once, by the person whose address it names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_sha256 = models.CharField(max_length=64, unique=True)
    """The token itself is in the mail alone."""
    case = models.ForeignKey("onboarding.Case", on_delete=models.PROTECT, related_name="invitations")
    institution = models.ForeignKey("registry.Institution", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    email = models.EmailField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_by_name = models.CharField(max_length=301)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When it was taken or withdrawn."""
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        """Taken is ended; one open invitation for an address, a role and an institution."""

        ordering: ClassVar = ["invited_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="onboarding_invitation_taken_is_ended",
                condition=Q(accepted_by__isnull=True) | Q(ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="onboarding_invitation_open_once",
                fields=["institution", "role", "email"],
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        """Return the role and the address."""
        return f"{self.role} {self.email}"
