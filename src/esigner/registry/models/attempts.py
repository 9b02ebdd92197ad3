"""How often a secret was tried, and where a person has signed in from before."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Attempt(models.Model):
    """The tries at one thing within one window of time; the row has no use once the window is over."""

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256, hex, over what is tried and by whom: no address and no name is kept."""
    times = models.PositiveIntegerField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Return how often."""
        return f"{self.times} until {self.ends_at}"


class KnownPlace(models.Model):
    """A browser or an address from which a person has signed in completely."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_places")
    place = models.CharField(max_length=64)
    """SHA-256, hex."""
    seen_at = models.DateTimeField()

    class Meta:
        """One row for each person and place."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "place"], name="registry_known_place_once")]

    def __str__(self) -> str:
        """Return whose it is."""
        return f"{self.user_id} {self.place[:8]}"
