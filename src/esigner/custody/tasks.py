"""What the worker does for custody; every task may run twice."""

import logging
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from esigner import audit
from esigner.custody import exporting, jobs, verifications

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name=jobs.EXPORT_HEAD, queue=jobs.QUEUE, queueing_lock=jobs.EXPORT_HEAD)
def export_head(timestamp: int) -> None:
    """Check every five minutes whether a head of the audit log is due."""
    del timestamp  # procrastinate's; we use the clock
    path = exporting.export(act=audit.by_system(at=timezone.now()))
    if path is not None:
        log.info("head of the audit log exported: %s", path.name)


@app.task(name=jobs.VERIFY, queue=jobs.QUEUE)
def verify(*, verification_id: str) -> None:
    """Walk along the audit log, as an auditor asked."""
    found = verifications.run(UUID(verification_id))
    if found is not None and not found.is_whole:
        told = len(found.disagreements)
        log.error("the audit log is not whole: %d faults, %d disagreements", found.fault_count, told)
