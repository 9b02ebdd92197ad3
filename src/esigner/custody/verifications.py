"""Verifying the whole audit log: asked for by an auditor, done by the worker, its result kept to be looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from esigner import audit
from esigner.custody import comparing, jobs, models, statement
from esigner.errors import Text

ASKED: Final = "audit.verification_asked"
VERIFIED: Final = "audit.verified"
FAULTS_KEPT: Final = 50
LOST_AFTER: Final = timedelta(hours=6)
"""A verification that has not ended by then may be asked for anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A verification as it is shown."""

    id: UUID
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None
    """None while it waits or goes on."""
    last_sequence: int
    """How far the log reached when it began."""
    fault_count: int
    faults: tuple[Text, ...]
    """The first FAULTS_KEPT of them."""
    disagreements: tuple[Text, ...]
    heads: int
    """How many exported heads were compared."""

    @property
    def is_whole(self) -> bool:
        """Return whether it has ended and found nothing wrong."""
        return self.ended_at is not None and not self.fault_count and not self.disagreements


def ask(*, act: audit.Act) -> Verification:
    """Return the verification that the worker will do; the one that is under way, where there is one."""
    with transaction.atomic():
        audit.hold()
        under_way = models.Verification.objects.filter(ended_at=None, asked_at__gt=act.at - LOST_AFTER).first()
        if under_way is not None:
            return _read(under_way)
        row = models.Verification.objects.create(asked_at=act.at, asked_by=act.actor.name)
        audit.record(event=ASKED, act=act, subject=str(row.id))
        jobs.verify(verification_id=row.id)
    return _read(row)


def newest() -> Verification | None:
    """Return the one asked for last."""
    row = models.Verification.objects.order_by("-asked_at").first()
    return _read(row) if row else None


def run(verification_id: UUID) -> Verification | None:
    """Walk along the log and keep the result; None where it was done before."""
    row = models.Verification.objects.filter(id=verification_id, ended_at=None).first()
    if row is None:
        return None
    audit.chain_all()
    row.last_sequence = audit.head().sequence
    faults, compared = audit.verify(), comparing.compare(within=statement.folder(), at=timezone.now())
    row.fault_count = len(faults)
    row.faults = [_kept(one.text) for one in islice(faults, FAULTS_KEPT)]
    row.disagreements, row.heads = [_kept(one) for one in compared.faults[:FAULTS_KEPT]], compared.heads
    row.ended_at = timezone.now()
    found = _read(row)
    with transaction.atomic():
        row.save()
        audit.record(
            event=VERIFIED,
            act=audit.by_system(at=row.ended_at),
            subject=str(row.id),
            outcome="ok" if found.is_whole else "failed",
            data={
                "lastSequence": row.last_sequence,
                "faults": row.fault_count,
                "disagreements": len(compared.faults),
                "heads": row.heads,
            },
        )
    return found


def _kept(text: Text) -> dict[str, str]:
    return {"lv": text.lv, "en": text.en}


def _read(row: models.Verification) -> Verification:
    return Verification(
        id=row.id,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        ended_at=row.ended_at,
        last_sequence=row.last_sequence,
        fault_count=row.fault_count,
        faults=tuple(Text(**one) for one in row.faults),
        disagreements=tuple(Text(**one) for one in row.disagreements),
        heads=row.heads,
    )
