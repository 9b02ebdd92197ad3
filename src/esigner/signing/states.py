"""The states of a session and of a signature, and which ones are final."""

from enum import StrEnum
from typing import Final


class Status(StrEnum):
    """The progress of a session, in the words of the API."""

    OPEN = "OPEN"
    """Documents are still awaited."""
    READY = "READY"
    """Every document is here; a person may sign."""
    SIGNING = "SIGNING"
    """A signature was prepared, or its value is being completed."""
    SIGNED = "SIGNED"
    CANCELLED = "CANCELLED"
    FAILED = "FAILED"
    """Given up. A signature that is still VALUE_GIVEN is kept, and with it a document of a lower level."""
    EXPIRED = "EXPIRED"


FINAL: Final = frozenset({Status.SIGNED, Status.CANCELLED, Status.FAILED, Status.EXPIRED})
"""Nothing changes after these, but a FAILED session whose signature is kept may be taken up again."""


class SignatureState(StrEnum):
    """The progress of one signature."""

    PREPARED = "PREPARED"
    """The bytes to be signed were handed out."""
    VALUE_GIVEN = "VALUE_GIVEN"
    """The value is right and stored; timestamp or revocation answer may be outstanding."""
    FINISHED = "FINISHED"
    FAILED = "FAILED"
