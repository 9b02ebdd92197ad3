"""What onboarding leaves to the worker: enqueued by name in the transaction that causes it."""

import uuid
from typing import Final

from procrastinate.contrib.django import app

QUEUE: Final = "onboarding"
MAINTENANCE: Final = "maintenance"
ISSUE_DOCUMENT: Final = "onboarding.issue_document"
NOTICE_EVERYTHING: Final = "onboarding.notice_everything"


def issue_document(*, order_id: uuid.UUID) -> None:
    """Have the worker seal and mail an ordered document."""
    app.configure_task(ISSUE_DOCUMENT, queue=QUEUE).defer(order_id=str(order_id))
