"""What the worker does for signing; every task may run twice."""

import logging

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from esigner import audit
from esigner.errors import EsignerError
from esigner.signing import completion, expiry, jobs, notification, recovery
from esigner.signing.errors import AuthorityUnavailable
from esigner.signing.states import SignatureState
from esigner.wire.errors import WireError

log = logging.getLogger(__name__)

COMPLETION_ATTEMPTS = 200
"""Waiting 5 s, 10 s, 15 s … between them: a little more than a day."""
NOTIFY_ATTEMPTS = 10


@app.task(
    name=jobs.COMPLETE,
    queue=jobs.QUEUE,
    pass_context=True,
    retry=RetryStrategy(max_attempts=COMPLETION_ATTEMPTS, linear_wait=5),  # on bugs of ours too: a value waits
)
def complete(context: JobContext, *, signature_id: str) -> None:
    """Finish a signature whose value is stored; after the last attempt the session has FAILED."""
    try:
        state = completion.complete(signature_id=signature_id, actor=audit.SYSTEM, at=timezone.now())
    except EsignerError as error:
        log.info("signature %s: %s", signature_id, error.code)
        return
    if state is not SignatureState.VALUE_GIVEN:
        return
    if context.job.attempts >= COMPLETION_ATTEMPTS - 1:
        completion.give_up(signature_id=signature_id, at=timezone.now())
        return
    raise AuthorityUnavailable


@app.task(
    name=jobs.TELL_CLIENT,
    queue=jobs.QUEUE,
    retry=RetryStrategy(max_attempts=NOTIFY_ATTEMPTS, exponential_wait=2, retry_exceptions=[WireError]),
)
def tell_client(*, session_id: str) -> None:
    """Post a session's final status to its client."""
    notification.tell(session_id=session_id)


@app.periodic(cron="* * * * *")
@app.task(name=jobs.EXPIRE, queue=jobs.QUEUE, queueing_lock=jobs.EXPIRE)
def expire(timestamp: int) -> None:
    """Expire sessions every minute."""
    del timestamp  # procrastinate's; we take the clock
    at = timezone.now()
    expired, forgotten = expiry.expire_all(at=at), expiry.forget_answers(at=at)
    if expired or forgotten:
        log.info("%d sessions expired, %d answers forgotten", expired, forgotten)


@app.periodic(cron="* * * * *")
@app.task(name=jobs.TAKE_UP, queue=jobs.QUEUE, queueing_lock=jobs.TAKE_UP, pass_context=True)
async def take_up_abandoned(context: JobContext, timestamp: int) -> None:
    """Take up the jobs of killed workers every minute."""
    del timestamp  # as above
    found = await recovery.take_up(context.app.job_manager)
    if found:
        log.warning("%d jobs were abandoned by their worker and are taken up again", found)
