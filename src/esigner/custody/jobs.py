"""What custody leaves to the worker: enqueued by name in the transaction that causes it."""

from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

QUEUE: Final = "maintenance"
EXPORT_HEAD: Final = "custody.export_head"
VERIFY: Final = "custody.verify"


def verify(*, verification_id: UUID) -> None:
    """Have the worker walk along the audit log."""
    app.configure_task(VERIFY, queue=QUEUE).defer(verification_id=str(verification_id))
