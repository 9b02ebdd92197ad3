"""Sessions whose time is over, and idempotency answers nobody will ask for again.

Nothing here renews archive timestamps. A result is of level LT at most and belongs to the client, whose archive keeps
it for decades, among documents that never were in a session. Renewal is the archive's: `esigner extend --if-due DAYS`
over its files, from any scheduler; it needs no database. What it would do to a copy here, nobody would ever see.
"""

from datetime import datetime, timedelta
from typing import Final

from esigner.signing import rows
from esigner.signing.models import Answer, Session
from esigner.signing.states import FINAL

ANSWER_LIFETIME: Final = timedelta(hours=24)


def expire_all(*, at: datetime) -> int:
    """Expire what is over, each session in its own transaction; give how many."""
    over = Session.objects.filter(expires_at__lte=at).exclude(status__in=[state.value for state in FINAL])
    return sum(rows.expire_if_over(session_id=found, at=at) for found in over.values_list("id", flat=True))


def forget_answers(*, at: datetime) -> int:
    """Delete idempotency answers older than a day; give how many."""
    deleted, _ = Answer.objects.filter(created_at__lt=at - ANSWER_LIFETIME).delete()
    return deleted
