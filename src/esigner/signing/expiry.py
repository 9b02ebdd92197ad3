"""Sessions whose time is over, signatures whose job is gone, and idempotency answers that are no longer needed.

Nothing here renews archive timestamps. A result belongs to the client, whose archive keeps it
for decades, among documents that were never in a session. Renewal is the archive's task: `esigner extend --if-due DAYS`
over its files, from any scheduler; it needs no database. A copy renewed here would never be seen.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from esigner import audit
from esigner.signing import jobs, retries, rows, waiting_signatures
from esigner.signing.models import Answer, Session, Signature
from esigner.signing.states import FINAL, SignatureState, Status

ANSWER_LIFETIME: Final = timedelta(hours=24)


def expire_all(*, at: datetime) -> int:
    """Expire what is over, each session in its own transaction; return how many."""
    over = Session.objects.filter(expires_at__lte=at).exclude(status__in=[state.value for state in FINAL])
    return sum(rows.expire_if_over(session_id=found, at=at) for found in over.values_list("id", flat=True))


def remember_signatures(*, act: audit.Act) -> int:
    """Find signatures that wait without a job, and have the worker finish them; return how many."""
    late = act.at - retries.FORGOTTEN_AFTER
    waiting = Signature.objects.filter(state=SignatureState.VALUE_GIVEN.value, session__status=Status.SIGNING.value)
    overdue = waiting.filter(Q(next_try_at__lt=late) | Q(next_try_at=None, value_given_at__lt=late))
    promised = jobs.promised() if overdue.exists() else set()
    forgotten = [one for one in overdue.defer("prepared") if str(one.id) not in promised]
    for signature in forgotten:
        if waiting_signatures.ends_at(signature) + retries.ENDS_AT_LAST <= act.at:
            waiting_signatures.give_up_unassembled(signature_id=signature.id, act=act)
        else:
            jobs.complete_later(signature_id=str(signature.id), after_seconds=0)
    return len(forgotten)


def forget_answers(*, at: datetime) -> int:
    """Delete idempotency answers older than a day; return how many."""
    deleted, _ = Answer.objects.filter(created_at__lt=at - ANSWER_LIFETIME).delete()
    return deleted
