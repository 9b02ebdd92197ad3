"""The log's tables; made by hand-written SQL (see the migrations), so that nothing in Django can empty them."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from esigner.audit.event import ActorKind


class Happening(models.Model):
    """What is recorded of an event."""

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

    class Meta:
        """Columns of every table below."""

        abstract = True

    def __str__(self) -> str:
        """Return the event's name."""
        return self.event


class Unchained(Happening):
    """An event that the chain has not taken up yet; triggers refuse every change of it."""

    entry = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField()
    """By the database's clock."""

    class Meta:
        """Not managed: no flush, no automatic migration."""

        managed = False
        db_table = "audit_unchained"
        ordering: ClassVar = ["entry"]


class Record(Happening):
    """One event of the chain; triggers refuse every change of it."""

    sequence = models.BigIntegerField(primary_key=True)
    entry = models.BigIntegerField(null=True)
    """Its number while it waited; none before ADR 0024."""
    previous_hash = models.TextField()
    hash = models.TextField(unique=True)

    class Meta:
        """Not managed, as above."""

        managed = False
        db_table = "audit_record"
        ordering: ClassVar = ["sequence"]

    @property
    def id(self) -> int:
        """Return the event's own number."""
        return self.entry or self.sequence

    @property
    def place(self) -> int:
        """Return what sorts it among all, as the view below has it."""
        return self.sequence


class Recorded(Happening):
    """A view of both, for reading."""

    id = models.BigIntegerField(primary_key=True)
    place = models.BigIntegerField()
    """Sorts the chain first, then what it has not taken up."""
    sequence = models.BigIntegerField(null=True)
    previous_hash = models.TextField()
    hash = models.TextField()

    class Meta:
        """Not managed, as above."""

        managed = False
        db_table = "audit_event"
        ordering: ClassVar = ["place"]


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
