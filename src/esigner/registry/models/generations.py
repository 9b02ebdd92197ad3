"""Successors of the plan's authorities and services, and what operators were told about ends."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Generation(models.Model):
    """A successor whose key and certificate are in STATE/pki/<material>; the first one of a row of the plan has none.

    The row is written after the files: what is named here is there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slot = models.CharField(max_length=60)
    """Name in the plan: `test-clients`, or of a generation's responder: `test-clients-2-ocsp`."""
    number = models.PositiveSmallIntegerField()
    material = models.CharField(max_length=60, unique=True)
    fingerprint_sha256 = models.CharField(max_length=64)
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    prepared_at = models.DateTimeField()
    needs_officers = models.BooleanField(default=False)
    first_officer = models.CharField(max_length=60, blank=True, default="")
    second_officer = models.CharField(max_length=60, blank=True, default="")
    """Ids of the people who agreed."""
    takes_over_at = models.DateTimeField(null=True)
    """Empty while two officers are awaited."""

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="registry_generation_once", fields=["slot", "number"]),
            models.CheckConstraint(name="registry_generation_number", condition=Q(number__gte=2)),
            models.CheckConstraint(
                name="registry_generation_officers",
                condition=Q(needs_officers=False, takes_over_at__isnull=False)
                | Q(needs_officers=True, takes_over_at__isnull=True)
                | (Q(needs_officers=True) & ~Q(first_officer="") & ~Q(second_officer=F("first_officer")))
                & ~Q(second_officer=""),
            ),
        ]

    def __str__(self) -> str:
        """Return the name of its files."""
        return self.material


class EndNotice(models.Model):
    """One mail to the operators about something that ends or waits; it is sent once."""

    material = models.CharField(max_length=80)
    stage = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints: ClassVar = [models.UniqueConstraint(name="registry_end_notice_once", fields=["material", "stage"])]

    def __str__(self) -> str:
        """Return what it was about."""
        return f"{self.material} {self.stage}"
