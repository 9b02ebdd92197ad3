"""Who opened which version of the Terms, and when (step 1.1)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A person's first opening of a version."""

    version: int
    sha256: str
    person_id: uuid.UUID
    opened_at: datetime


def open_current(*, by: Person, at: datetime) -> Opening:
    """Record that the person opened the current version; a second opening gives the first record back."""
    raise NotImplementedError


def opened(*, person_id: uuid.UUID, version: int | None = None) -> Opening | None:
    """Give the person's opening of a version (default: the current one), or None."""
    raise NotImplementedError


def check_opened(*, person_id: uuid.UUID) -> Opening:
    """Give the opening of the current version or raise TermsNotOpened."""
    raise NotImplementedError
