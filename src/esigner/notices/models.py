"""Letter numbers, official documents, and mail that waits or has left."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class NumberCounter(models.Model):
    """The last number of a series in a year; its row lock is the queue."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """Constraints."""

        constraints: ClassVar = [models.UniqueConstraint(name="notices_counter_once", fields=["series", "year"])]

    def __str__(self) -> str:
        """Return series, year and last number."""
        return f"{self.series}/{self.year}: {self.last}"


class OfficialDocument(models.Model):
    """A document that was issued or received; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60, blank=True)
    """Empty for what came in without one of our numbers."""
    dated = models.DateField()
    title_lv = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    case = models.CharField(max_length=60, blank=True, db_index=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="official/%Y", max_length=300)
    stored_at = models.DateTimeField()

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="notices_document_number_once", fields=["number"], condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        """Return the title with its number."""
        return f"{self.title_lv} {self.number}".strip()


class Mail(models.Model):
    """A mail: written in the transaction that causes it, delivered by a task after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipients = models.JSONField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    language = models.CharField(max_length=2)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    failure_code = models.CharField(max_length=60, blank=True)
    """Of the last try; empty once delivered."""

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class MailAttachment(models.Model):
    """A file of a mail; kept in the storage, not in the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    file = models.FileField(upload_to="mail/%Y", max_length=300)

    class Meta:
        """Constraints."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="notices_attachment_position_once", fields=["mail", "position"]),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class UnfinishedLetter(models.Model):
    """A letter that is sealed below level LT, because a service did not answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.CharField(max_length=60, unique=True)
    """What identifies the letter to the code that ordered it."""
    content = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the order."""
        return self.order


class SealSuccessor(models.Model):
    """A certificate of the agency's seal after the first, in STATE/pki/<folder>; written after its files."""

    folder = models.CharField(max_length=60, primary_key=True)
    fingerprint_sha256 = models.CharField(max_length=64)
    takes_over_at = models.DateTimeField()
    named_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the folder."""
        return self.folder
