"""Deleting what nobody will come back for: drafts left untouched for long, and what belongs to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from esigner import audit
from esigner.onboarding import models, moves

AT_ONCE: Final = 500


def purge_drafts(*, at: datetime) -> int:
    """Delete drafts that were never sent in and not touched for ESIGNER_KEEP_DRAFTS_DAYS; return how many."""
    before = at - timedelta(days=settings.ESIGNER_KEEP_DRAFTS_DAYS)
    old = models.Application.objects.filter(
        moves.led_to_by("draft"), state_since_at__lte=before, created_at__lte=before, submissions=None
    )
    return sum(_purge(found, before=before, at=at) for found in list(old.values_list("pk", flat=True)[:AT_ONCE]))


def _delete(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _purge(application_id: UUID, *, before: datetime, at: datetime) -> bool:
    with transaction.atomic():
        drafts = models.Application.objects.filter(moves.led_to_by("draft"))
        row = drafts.select_for_update().filter(pk=application_id).first()
        last = audit.events(case=str(application_id), limit=1)
        if row is None or (last and last[0].at > before):
            return False
        files = [file.name for file in (row.rendered_pdf, row.rendered_json) if file.name]
        row.delete()
        audit.record(event="application.purged", act=audit.by_system(at=at), case=str(application_id))
        transaction.on_commit(lambda: _delete(files))
    return True
