"""What is kept of what is over.

As a signature is finished or fails, what was prepared for it goes: it holds a whole PDF, or a container's manifest with
everything that was asked for, and the document has it. When its session's time is over, the documents go too, each
batch in its own transactions. What happened stays: the session, the digests of its documents, and of each signature the
signer's certificate, the value and its timestamp.
"""

from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

from esigner import audit
from esigner.signing import limits, rows
from esigner.signing.errors import ResultPurgedError
from esigner.signing.models import OVER, Attempt, Session, Signature
from esigner.signing.states import FINAL, SignatureState

AT_ONCE: Final = 500
"""Sessions, or signatures, of one batch."""
BATCHES: Final = 20
"""Of one run; the next one goes on."""
ATTEMPT_KEPT: Final = timedelta(hours=1)
"""After its end, so that a browser that comes back late is told what became of it."""


def purge_all(*, act: audit.Act) -> int:
    """Delete the documents of sessions whose time is over, each in its own transaction; return how many."""
    return sum(takewhile(bool, (_purge_some(act=act) for _ in range(BATCHES))))


def slim_all() -> int:
    """Delete what was prepared for signatures that were over before releases did so at once; return how many."""
    return sum(takewhile(bool, (_slim_some() for _ in range(BATCHES))))


def forget_attempts(*, at: datetime) -> int:
    """Delete the attempts to sign that are over, of one batch; return how many."""
    over = Attempt.objects.filter(ends_at__lt=at - ATTEMPT_KEPT).exclude(signature__state=SignatureState.PREPARED.value)
    deleted, _ = Attempt.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:AT_ONCE])).delete()
    return deleted


def _slim_some() -> int:
    over = Signature.objects.filter(OVER).exclude(prepared="").order_by("created_at").values("pk")
    return Signature.objects.filter(pk__in=over[:AT_ONCE]).update(prepared="")


def _purge_some(*, act: audit.Act) -> int:
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
