"""What the worker does for the registry; every task may run twice."""

import logging

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from esigner.errors import EsignerError
from esigner.registry import authorities, jobs, revocation_lists

log = logging.getLogger(__name__)


@app.task(
    name=jobs.PUBLISH_LIST,
    queue=jobs.MAINTENANCE,
    retry=RetryStrategy(max_attempts=10, linear_wait=5, retry_exceptions=[EsignerError]),
)
def publish_list(*, authority: str) -> None:
    """Publish an authority's list after a revocation, unless a door has done it by then."""
    revocation_lists.publish_if_due(authority, at=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name=jobs.RENEW_LISTS, queue=jobs.MAINTENANCE, queueing_lock=jobs.RENEW_LISTS)
def renew_lists(timestamp: int) -> None:
    """Publish every ten minutes the lists whose end comes near, and those that a revocation has outdated."""
    del timestamp  # procrastinate's; we use the clock
    for name in authorities.names(sandbox=settings.ESIGNER_SANDBOX):
        try:
            if revocation_lists.publish_if_due(name, at=timezone.now()):
                log.info("revocation list of %s published", name)
        except EsignerError as error:
            log.warning("revocation list of %s: %s", name, error.code)
