"""What the worker does for onboarding; every task may run twice."""

import logging
import uuid

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from esigner.errors import EsignerError
from esigner.onboarding import cases, jobs, official

log = logging.getLogger(__name__)


@app.task(
    name=jobs.ISSUE_DOCUMENT,
    queue=jobs.QUEUE,
    # 2 s, 4 s, 6 s …: more than a day, so that a trust service that is down loses no letter.
    retry=RetryStrategy(max_attempts=300, linear_wait=2, retry_exceptions=[EsignerError]),
)
def issue_document(*, order_id: str) -> None:
    """Seal and mail an ordered document."""
    official.issue(order_id=uuid.UUID(order_id), at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name=jobs.NOTICE_EVERYTHING, queue=jobs.MAINTENANCE, queueing_lock=jobs.NOTICE_EVERYTHING)
def notice_everything(timestamp: int) -> None:
    """Look every minute at the cases that wait for what the doors record."""
    del timestamp  # procrastinate's; we take the clock
    moved = cases.notice_everything(at=timezone.now())
    if moved:
        log.info("%d cases moved", moved)
