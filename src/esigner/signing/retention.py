"""Deleting the documents of sessions that ended long ago; events, digests and signers' certificates stay."""

from datetime import timedelta
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

from esigner import audit
from esigner.signing import limits, rows
from esigner.signing.errors import ResultPurgedError
from esigner.signing.models import Attempt, Session
from esigner.signing.states import FINAL

AT_ONCE: Final = 500
"""Sessions of one run; the next one goes on."""


def purge_all(*, act: audit.Act) -> int:
    """Delete the documents of every session whose time is over, each in its own transaction; return how many."""
    ended = Session.objects.filter(purged_at=None, ended_at__lte=act.at - timedelta(days=limits.current().kept_days))
    over = ended.filter(status__in=[state.value for state in FINAL]).order_by("ended_at")
    return sum(_purge(found, act=act) for found in list(over.values_list("id", flat=True)[:AT_ONCE]))


def check_kept(session: Session) -> None:
    """Refuse what needs documents that were deleted."""
    if session.purged_at is not None:
        raise ResultPurgedError(days=limits.current().kept_days)


def _purge(session_id: rows.SessionId, *, act: audit.Act) -> bool:
    """Delete the files, then record it: if killed in between, the next run deletes what is left and records it once."""
    with transaction.atomic():
        session = rows.lock(session_id=session_id)
        if session.purged_at is not None or session.status not in FINAL:
            return False
        files = [one.file for one in session.documents.all() if one.file]
        for name in filter(None, (*files, session.result_file)):
            default_storage.delete(name)
        # What was prepared holds a whole PDF; the value, its timestamp and the certificate are proof and stay.
        session.signatures.update(prepared="")
        Attempt.objects.filter(signature__session=session).delete()
        session.purged_at = act.at
        session.save()
        rows.record(session, event="session.purged", act=act, data={"documents": len(files)})
    return True
