"""Sessions whose time is over, signatures whose job is gone, and idempotency answers that are no longer needed.

Nothing here renews archive timestamps. A result belongs to the client, whose archive keeps it
for decades, among documents that were never in a session. Renewal is the archive's task: `esigner extend --if-due DAYS`
over its files, from any scheduler; it needs no database. A copy renewed here would never be seen.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q

from esigner import audit
from esigner.signing import jobs, retries, rows, waiting_signatures
from esigner.signing.models import UNDER_WAY, Answer, Session, Signature
from esigner.signing.states import SignatureState, Status

ANSWER_LIFETIME: Final = timedelta(hours=24)
AT_ONCE: Final = 1000
"""Sessions, or signatures, of one run; the next one goes on."""
ANSWERS_AT_ONCE: Final = 10_000


def expire_all(*, at: datetime) -> int:
    """Expire what is over, each session in its own transaction; return how many, at most AT_ONCE."""
    over = Session.objects.filter(UNDER_WAY, expires_at__lte=at)
    # Those whose value waits for completion do not expire, however many they are.
    waiting = Signature.objects.filter(session=OuterRef("pk"), state=SignatureState.VALUE_GIVEN.value)
    found = over.filter(~Exists(waiting)).order_by("expires_at").values_list("id", flat=True)
    return sum(rows.expire_if_over(session_id=session_id, at=at) for session_id in list(found[:AT_ONCE]))


def remember_signatures(*, act: audit.Act) -> int:
    """Find signatures that wait without a job, and have the worker finish them; return how many."""
    late = act.at - retries.FORGOTTEN_AFTER
    waiting = Signature.objects.filter(state=SignatureState.VALUE_GIVEN.value, session__status=Status.SIGNING.value)
    overdue = waiting.filter(Q(next_try_at__lt=late) | Q(next_try_at=None, value_given_at__lt=late))
    oldest = list(overdue.select_related("session").defer("prepared").order_by("next_try_at")[:AT_ONCE])
    promised = jobs.promised([str(one.id) for one in oldest])
    forgotten = [one for one in oldest if str(one.id) not in promised]
    for signature in forgotten:
        if waiting_signatures.ends_at(signature) + retries.ENDS_AT_LAST <= act.at:
            waiting_signatures.give_up_unassembled(signature_id=signature.id, act=act)
        else:
            jobs.complete_later(signature_id=str(signature.id), after_seconds=0)
    return len(forgotten)


def forget_answers(*, at: datetime) -> int:
    """Delete idempotency answers older than a day; return how many, at most ANSWERS_AT_ONCE."""
    old = Answer.objects.filter(created_at__lt=at - ANSWER_LIFETIME).order_by("created_at")
    deleted, _ = Answer.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:ANSWERS_AT_ONCE])).delete()
    return deleted
