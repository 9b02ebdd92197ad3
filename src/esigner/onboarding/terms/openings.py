"""Who opened which version of the Terms, and when (step 1.1)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from esigner import audit
from esigner.onboarding import models
from esigner.onboarding.errors import TermsNotOpenedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.terms import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A person's first opening of a version."""

    version: int
    sha256: str
    person_id: uuid.UUID
    opened_at: datetime


def open_current(*, by: Person, at: datetime) -> Opening:
    """Record that the person opened the current version; a second opening gives the first record back."""
    terms = texts.current()
    with transaction.atomic():
        row, is_new = models.TermsOpening.objects.get_or_create(
            person_id=by.id, version=terms.number, defaults={"sha256": terms.sha256, "opened_at": at}
        )
        if is_new:
            audit.record(
                event="terms.opened",
                act=audit.Act(actor=by.actor, at=at),
                subject=f"terms/{terms.number}",
                data={"version": terms.number, "sha256": terms.sha256},
            )
    return _read(row)


def opened(*, person_id: uuid.UUID, version: int | None = None) -> Opening | None:
    """Return the person's opening of a version (default: the current one), or None."""
    number = texts.current().number if version is None else version
    row = models.TermsOpening.objects.filter(person_id=person_id, version=number).first()
    return _read(row) if row else None


def check_opened(*, person_id: uuid.UUID) -> Opening:
    """Return the opening of the current version or raise TermsNotOpenedError."""
    opening = opened(person_id=person_id)
    if opening is None:
        raise TermsNotOpenedError(version=texts.current().number)
    return opening


def _read(row: models.TermsOpening) -> Opening:
    return Opening(version=row.version, sha256=row.sha256, person_id=row.person_id, opened_at=row.opened_at)
