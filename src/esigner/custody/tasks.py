"""What the worker does for custody; every task may run twice."""

import logging
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from esigner import audit
from esigner.custody import exporting

log = logging.getLogger(__name__)

QUEUE: Final = "maintenance"
EXPORT_HEAD: Final = "custody.export_head"


@app.periodic(cron="*/5 * * * *")
@app.task(name=EXPORT_HEAD, queue=QUEUE, queueing_lock=EXPORT_HEAD)
def export_head(timestamp: int) -> None:
    """Check every five minutes whether a head of the audit log is due."""
    del timestamp  # procrastinate's; we use the clock
    path = exporting.export(act=audit.by_system(at=timezone.now()))
    if path is not None:
        log.info("head of the audit log exported: %s", path.name)
