"""Institutions, their people's roles, and their EPAK numbers."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from esigner.registry.kinds import AGENCY_ROLES, INSTITUTION_ROLES, Role


class Institution(models.Model):
    """A public body with a registration number."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    registration_number = models.CharField(max_length=11, unique=True)
    name = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Membership(models.Model):
    """One role of one person; ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="memberships")
    role = models.CharField(max_length=30, choices=[(role.value, role.title.lv) for role in Role])
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=300, blank=True)

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="registry_membership_side",
                condition=Q(role__in=sorted(INSTITUTION_ROLES), institution__isnull=False)
                | Q(role__in=sorted(AGENCY_ROLES), institution__isnull=True),
            ),
            models.CheckConstraint(
                name="registry_membership_end_pair",
                condition=Q(ended_at__isnull=True, ended_by="") | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
            models.UniqueConstraint(
                name="registry_membership_once",
                fields=["user", "role", "institution"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        """Return the role and the place."""
        return f"{self.role} @ {self.institution_id or 'agency'}"


class EpakCounter(models.Model):
    """The last number allocated in a year; its row lock is the queue."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return year and last number."""
        return f"{self.year}: {self.last}"


class EpakNumber(models.Model):
    """A number that was allocated, permanently."""

    number = models.CharField(primary_key=True, max_length=60)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="epak_numbers")
    case = models.CharField(max_length=60, unique=True)
    allocated_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="registry_epak_sequence_once", fields=["year", "sequence"]),
            models.CheckConstraint(name="registry_epak_sequence_positive", condition=Q(sequence__gte=1)),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number
