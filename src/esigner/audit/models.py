"""The log's two tables; made by hand-written SQL (see the migration), so that nothing in Django can empty them."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from esigner.audit.event import ActorKind


class Record(models.Model):
    """One event; triggers refuse every change of it."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = models.TextField()
    actor_kind: "models.TextField[ActorKind, ActorKind]" = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()
    case = models.TextField()
    institution = models.TextField()
    client = models.TextField()
    subject = models.TextField()
    environment = models.TextField()
    request_id = models.TextField()
    outcome = models.TextField()
    code = models.TextField()
    data = models.JSONField()
    previous_hash = models.TextField()
    hash = models.TextField(unique=True)

    class Meta:
        """Not managed: no flush, no automatic migration."""

        managed = False
        db_table = "audit_record"
        ordering: ClassVar = ["sequence"]

    def __str__(self) -> str:
        """Return the position and the event's name."""
        return f"{self.sequence} {self.event}"


class ChainHead(models.Model):
    """The one row that remembers how long the chain is; grown by the trigger on `Record` alone."""

    id = models.BooleanField(primary_key=True, default=True)
    sequence = models.BigIntegerField()
    hash = models.TextField()

    class Meta:
        """Not managed, like the log itself."""

        managed = False
        db_table = "audit_chain_head"

    def __str__(self) -> str:
        """Return the position of the last event."""
        return str(self.sequence)
