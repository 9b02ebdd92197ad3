"""What was counted of the log as test evidence, so that no page reads the log from its beginning."""

from typing import ClassVar

from django.db import models


class EvidenceCount(models.Model):
    """How far the log was read for one client and one certificate."""

    client_id = models.UUIDField()
    fingerprint_sha256 = models.CharField(max_length=64)
    position = models.BigIntegerField(default=0)
    """In the chain; everything up to it is counted."""

    class Meta:
        """One for a client's certificate."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["client_id", "fingerprint_sha256"], name="onboarding_evidence_count_once"),
        ]

    def __str__(self) -> str:
        """Return how far."""
        return str(self.position)


class EvidenceRun(models.Model):
    """A run of a scenario: the first that passed, and the newest; the others are in the log."""

    count = models.ForeignKey(EvidenceCount, on_delete=models.CASCADE, related_name="runs")
    scenario = models.CharField(max_length=40)
    position = models.BigIntegerField()
    """Of its event in the chain."""
    passed = models.BooleanField()
    at = models.DateTimeField()
    request_id = models.TextField(blank=True)
    code = models.TextField(blank=True)
    subject = models.TextField(blank=True)

    class Meta:
        """An event is one run of a scenario."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["count", "scenario", "position"], name="onboarding_evidence_run_once"),
        ]

    def __str__(self) -> str:
        """Return the scenario and the position."""
        return f"{self.scenario} {self.position}"
