"""Clients of the E-signer and the networks from which they may call."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from esigner.registry.kinds import ClientStatus, Environment
from esigner.registry.models.institutions import EpakNumber, Institution


class Client(models.Model):
    """An institution's system in one environment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    environment = models.CharField(max_length=10, choices=[(one.value, one.title.lv) for one in Environment])
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="clients")
    epak_number = models.ForeignKey(
        EpakNumber, on_delete=models.PROTECT, related_name="clients", db_column="epak_number"
    )
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ClientStatus])
    return_origins = ArrayField(models.CharField(max_length=300), default=list)
    created_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="registry_client_once", fields=["environment", "epak_number"]),
            models.CheckConstraint(
                name="registry_client_environment_known", condition=Q(environment__in=list(Environment))
            ),
            models.CheckConstraint(name="registry_client_status_known", condition=Q(status__in=list(ClientStatus))),
        ]

    def __str__(self) -> str:
        """Return the name and the environment."""
        return f"{self.name} ({self.environment})"


class AllowedNetwork(models.Model):
    """A network from which a client may call; ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="networks")
    cidr = models.CharField(max_length=49)
    label = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="registry_network_once", fields=["client", "cidr"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="registry_network_validity_order",
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        """Return the CIDR."""
        return self.cidr
