"""What an application and a case have in common: a state and the two sides' clocks."""

import uuid

from django.db import models

from esigner.onboarding.processes import State


class Progress(models.Model):
    """A row that the process moves; `engine.advance` alone writes these fields."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=32, choices=[(state.value, state.value) for state in State])
    state_since_at = models.DateTimeField()
    turn_since_at = models.DateTimeField()
    institution_seconds = models.PositiveBigIntegerField(default=0)
    agency_seconds = models.PositiveBigIntegerField(default=0)

    class Meta:
        """No table of its own."""

        abstract = True
