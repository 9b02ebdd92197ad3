"""What the worker does for the registry; every task may run twice."""

import logging

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from esigner import audit
from esigner.errors import EsignerError
from esigner.registry import authorities, certificates, jobs, portal_client, revocation_lists

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
    for name in authorities.issuers():
        try:
            if revocation_lists.publish_if_due(name, at=timezone.now()):
                log.info("revocation list of %s published", name)
        except EsignerError as error:
            log.warning("revocation list of %s: %s", name, error.code)


@app.periodic(cron="7 * * * *")
@app.task(name=jobs.RENEW, queue=jobs.MAINTENANCE, queueing_lock=jobs.RENEW)
def renew(timestamp: int) -> None:
    """Renew every hour what nears its end, and tell the operators what they must do about the rest."""
    del timestamp  # procrastinate's; we use the clock
    act = audit.by_system(at=timezone.now())
    made = authorities.renew(at=act.at)
    if made:
        log.info("succeeded: %s", ", ".join(made))
    portal_client.renew(act=act)
    certificates.renew_personas(act=act)
    told = authorities.warn(at=act.at)
    if told:
        log.warning("%d certificates end soon: see `esigner pki status`", told)
