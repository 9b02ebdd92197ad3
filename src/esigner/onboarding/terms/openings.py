"""Who opened which version of the Terms, and when (step 1.1)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from esigner.onboarding import models, moves
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import TermsNotOpenedError
from esigner.onboarding.moves import Done, Move, service
from esigner.onboarding.terms import texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A person's first opening of a version."""

    version: int
    sha256: str
    person_id: uuid.UUID
    opened_at: datetime


def open_current(*, act: PersonalAct) -> Opening:
    """Record that the person opened the current version; a second opening returns the first record."""
    terms = texts.current()
    with transaction.atomic():
        row, is_new = models.TermsOpening.objects.get_or_create(
            person_id=act.by.id, version=terms.number, defaults={"sha256": terms.sha256, "opened_at": act.at}
        )
        if is_new:
            moves.make(None, "open_terms", act)
    return _read(row)


@service("terms.name")
def name(_move: Move) -> Done:
    """Return the version that was opened."""
    terms = texts.current()
    return Done(subject=f"terms/{terms.number}", data={"version": terms.number, "sha256": terms.sha256})


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
