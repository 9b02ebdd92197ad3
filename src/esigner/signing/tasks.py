"""What the worker does for signing; every task may run twice."""

import logging

from django.utils import timezone
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from esigner import audit
from esigner.errors import EsignerError
from esigner.signing import (
    completion,
    done_jobs,
    expiry,
    jobs,
    notification,
    recovery,
    retention,
    retries,
    waiting_signatures,
)
from esigner.signing.errors import AuthorityUnavailableError
from esigner.signing.means import attempts
from esigner.signing.states import SignatureState
from esigner.wire.errors import WireError

log = logging.getLogger(__name__)

NOTIFY_ATTEMPTS = 10


class Patiently(BaseRetryStrategy):
    """The waits of `retries`; also after our own bugs, because a value waits."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again."""
        del exception  # any of them
        if job.attempts >= retries.TRIES_AT_MOST:
            return None
        wait = retries.wait_seconds(job.attempts, key=str(job.task_kwargs.get("signature_id")))
        return RetryDecision(retry_in={"seconds": wait})


class LaterThanFreshOnes(BaseRetryStrategy):
    """Ever longer waits; a notification that failed lets the client's newer ones pass."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Return when to try again, after everything that was tried less often."""
        if job.attempts >= NOTIFY_ATTEMPTS or not isinstance(exception, WireError):
            return None
        # A job of lower priority does not keep others of its place waiting until it is due.
        return RetryDecision(retry_in={"seconds": 2 ** (job.attempts + 1)}, priority=-job.attempts - 1)


@app.task(name=jobs.COMPLETE, queue=jobs.QUEUE, pass_context=True, retry=Patiently())
def complete(context: JobContext, *, signature_id: str) -> None:
    """Finish a signature whose value is stored; after the last try, keep what was reached."""
    try:
        state = completion.complete(signature_id=signature_id, act=_act())
    except EsignerError as error:
        log.info("signature %s: %s", signature_id, error.code)
        return
    if state is not SignatureState.VALUE_GIVEN:
        return
    if waiting_signatures.goes_on(signature_id=signature_id, tries=context.job.attempts, act=_act()):
        raise AuthorityUnavailableError


@app.task(name=jobs.RESUME_ATTEMPT, queue=jobs.QUEUE)
def resume_attempt(*, attempt_id: str) -> None:
    """Ask a means whether there is an answer for a person whose page is not open."""
    try:
        attempts.resume(attempt_id=attempt_id, act=audit.Act(actor=audit.SYSTEM, at=timezone.now()))
    except EsignerError as error:
        log.info("attempt %s: %s", attempt_id, error.code)


@app.task(
    name=jobs.TELL_CLIENT,
    queue=jobs.NOTIFICATIONS,
    retry=LaterThanFreshOnes(),
)
def tell_client(*, session_id: str) -> None:
    """Post a session's final status to its client."""
    notification.tell(session_id=session_id)


@app.periodic(cron="* * * * *")
@app.task(name=jobs.EXPIRE, queue=jobs.MAINTENANCE, queueing_lock=jobs.EXPIRE)
def expire(timestamp: int) -> None:
    """Expire sessions, and take up abandoned signatures and attempts, every minute."""
    del timestamp  # procrastinate's; we use the clock
    act = _act()
    found = expiry.remember_signatures(act=act)
    attempts.take_up(at=act.at)
    if found:
        log.warning("%d signatures waited with nobody to finish them and are taken up", found)
    expired, forgotten = expiry.expire_all(at=act.at), expiry.forget_answers(at=act.at)
    ended = retention.forget_attempts(at=act.at)
    if expired or forgotten or ended:
        log.info("%d sessions expired, %d answers and %d attempts forgotten", expired, forgotten, ended)


@app.periodic(cron="17 * * * *")
@app.task(name=jobs.PURGE, queue=jobs.MAINTENANCE, queueing_lock=jobs.PURGE)
def purge(timestamp: int) -> None:
    """Delete every hour what is over: documents, what was prepared, jobs."""
    del timestamp  # as above
    purged, slimmed = retention.purge_all(act=_act()), retention.slim_all()
    forgotten = done_jobs.forget(at=timezone.now())
    if purged or slimmed or forgotten:
        log.info(
            "deleted: documents of %d sessions, what was prepared of %d signatures, %d done jobs",
            purged, slimmed, forgotten,
        )  # fmt: skip


@app.periodic(cron="* * * * *")
@app.task(name=jobs.TAKE_UP, queue=jobs.MAINTENANCE, queueing_lock=jobs.TAKE_UP, pass_context=True)
async def take_up_abandoned(context: JobContext, timestamp: int) -> None:
    """Take up the jobs of killed workers every minute."""
    del timestamp  # as above
    found = await recovery.take_up(context.app.job_manager)
    if found:
        log.warning("%d jobs were abandoned by their worker and are taken up again", found)


def _act() -> audit.Act:
    return audit.by_system(at=timezone.now())
