"""Revocation lists as they are published."""

from django.db import models


class RevocationList(models.Model):
    """The newest list of one authority; every door serves these bytes.

    `wanted` is raised by a trigger on certificates, in the transaction that revokes, whoever makes it.
    """

    authority = models.CharField(primary_key=True, max_length=60)
    wanted = models.BigIntegerField(default=0)
    """How many revocations there have been."""
    built = models.BigIntegerField(null=True)
    """Of which this list is sure to have so many; empty until there is a list."""
    number = models.BigIntegerField(default=0)
    content = models.BinaryField(null=True)
    """DER."""
    sha256 = models.CharField(max_length=64, blank=True)
    this_update = models.DateTimeField(null=True)
    next_update = models.DateTimeField(null=True)
    regular_at = models.DateTimeField(null=True)
    """`this_update` of the last list that was issued because it was time, not because of a revocation."""

    def __str__(self) -> str:
        """Return whose it is, and its number."""
        return f"{self.authority} {self.number}"
