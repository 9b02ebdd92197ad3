"""What the worker does for the registry; every task may run twice."""

import logging
from typing import Final

from django.utils import timezone
from procrastinate.contrib.django import app

from esigner import audit
from esigner.registry import authorities, certificates, portal_client

log = logging.getLogger(__name__)

QUEUE: Final = "maintenance"
RENEW: Final = "registry.renew"


@app.periodic(cron="7 * * * *")
@app.task(name=RENEW, queue=QUEUE, queueing_lock=RENEW)
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
