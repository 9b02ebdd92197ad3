"""What an application and a case have in common: a process, a state in it, and the two sides' clocks."""

import uuid

from django.db import models


class Progress(models.Model):
    """A row that the process moves; `moves.make` alone writes these fields."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.CharField(max_length=32)
    """Key of the service's process; with the version it stays the same as long as the row."""
    process_version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=32)
    """A state of that process."""
    state_since_at = models.DateTimeField()
    turn_since_at = models.DateTimeField()
    institution_seconds = models.PositiveBigIntegerField(default=0)
    agency_seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        """No table of its own."""

        abstract = True
