"""Tables of custody; imported by this app alone."""

import uuid

from django.db import models


class Verification(models.Model):
    """A walk along the whole audit log that an auditor asked for, and what it found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asked_at = models.DateTimeField(db_index=True)
    asked_by = models.CharField(max_length=300)
    """The auditor's name at that time."""
    ended_at = models.DateTimeField(null=True)
    """Empty while it waits or goes on."""
    last_sequence = models.BigIntegerField(default=0)
    """How far the log reached when it began."""
    fault_count = models.BigIntegerField(default=0)
    faults = models.JSONField(default=list)
    """The first of them: list of {lv, en}."""
    disagreements = models.JSONField(default=list)
    """With exported heads: list of {lv, en}."""
    heads = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)
