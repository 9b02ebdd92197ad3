"""What the worker does for onboarding; every task may run twice."""

import logging
import uuid

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from esigner.errors import EsignerError
from esigner.notices.retention import purge_outbox
from esigner.onboarding import applications, cases, evidence, jobs, official, retention, service

log = logging.getLogger(__name__)

COLLECT_ATTEMPTS = 1300
"""More than four days, most of them of five minutes."""
COLLECT_OFTEN = 60
"""So many times in the short interval: while a person reads and signs."""


@app.task(
    name=jobs.ISSUE_DOCUMENT,
    queue=jobs.QUEUE,
    # 2 s, 4 s, 6 s …: more than a day, so that a trust service that is down loses no letter.
    retry=RetryStrategy(max_attempts=300, linear_wait=2, retry_exceptions=[EsignerError]),
)
def issue_document(*, order_id: str) -> None:
    """Seal and mail an ordered document."""
    official.issue(order_id=uuid.UUID(order_id), at=timezone.now())


BATCHES_AT_ONCE = 50
"""Of evidence, in one job: other maintenance waits no longer."""


class UntilSigned(BaseRetryStrategy):
    """Retries every ten seconds, later every five minutes, for longer than any session lives."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to look again."""
        if job.attempts >= COLLECT_ATTEMPTS or not isinstance(exception, EsignerError):
            return None
        return RetryDecision(retry_in={"seconds": seconds_until_next_look(job.attempts)})


def seconds_until_next_look(attempts: int) -> int:
    """Return how long to wait for what is signed, after so many tries in vain."""
    return jobs.COLLECT_AFTER_SECONDS * min(max(1, attempts - COLLECT_OFTEN + 2), 30)


@app.task(name=jobs.COLLECT_SIGNED, queue=jobs.QUEUE, retry=UntilSigned())
def collect_signed(*, application_id: str, session_id: str) -> None:
    """Submit what was signed, whether or not the browser came back."""
    with service.connect() as client:
        applications.collect_for_applicant(
            application_id=uuid.UUID(application_id), session_id=session_id, client=client, at=timezone.now()
        )


@app.periodic(cron="* * * * *")
@app.task(name=jobs.NOTICE_EVERYTHING, queue=jobs.MAINTENANCE, queueing_lock=jobs.NOTICE_EVERYTHING)
def notice_everything(timestamp: int) -> None:
    """Check every minute the cases that wait for what the doors record, and documents that no job makes."""
    del timestamp  # procrastinate's; we use the clock
    at = timezone.now()
    moved, taken_up = cases.notice_everything(at=at), official.take_up(at=at)
    if moved or taken_up:
        log.info("%d cases moved, %d documents taken up", moved, taken_up)


@app.task(name=jobs.COUNT_EVIDENCE, queue=jobs.MAINTENANCE)
def count_evidence(*, case_id: str) -> None:
    """Count what was recorded of a case's tests, a part at a time, until nothing is left."""
    if not evidence.count_rest(case_id=uuid.UUID(case_id), batches=BATCHES_AT_ONCE):
        jobs.count_evidence(case_id=uuid.UUID(case_id))


@app.periodic(cron="27 * * * *")
@app.task(name=jobs.PURGE, queue=jobs.MAINTENANCE, queueing_lock=jobs.PURGE)
def purge(timestamp: int) -> None:
    """Delete every hour old drafts, old mails of the outbox, and people's browser sessions that are over."""
    del timestamp  # as above
    at = timezone.now()
    drafts, mails = retention.purge_drafts(at=at), purge_outbox(at=at)
    SessionStore.clear_expired()
    if drafts or mails:
        log.info("%d drafts and %d mails deleted: their time was over", drafts, mails)
