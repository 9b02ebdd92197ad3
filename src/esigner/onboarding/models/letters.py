"""Messages that were sent, and official documents that are ordered and then sealed."""

import uuid
from typing import ClassVar

from django.db import models


class Message(models.Model):
    """One message of a case or an application; each recipient got it as a mail in their language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField(db_index=True, null=True)
    """Id of the case or the application; None for a question asked before there is one."""
    notice = models.CharField(max_length=64)
    to = models.CharField(max_length=16)
    recipients = models.JSONField()
    subject_lv = models.TextField()
    subject_en = models.TextField()
    body_lv = models.TextField()
    body_en = models.TextField()
    sent_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["sent_at", "id"]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject_lv


class OrderedDocument(models.Model):
    """An official document whose number and content are fixed; sealing needs the network and comes right after."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=32)
    number = models.CharField(max_length=64)
    content = models.JSONField()
    notice = models.CharField(max_length=64)
    values = models.JSONField()
    to = models.CharField(max_length=16)
    ordered_at = models.DateTimeField()
    document_id = models.UUIDField(null=True)

    def __str__(self) -> str:
        """Return the number."""
        return self.number
