"""What signing leaves to the worker: enqueued by name in the transaction that causes it."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

QUEUE: Final = "signing"
"""What waits for authorities; telling clients and looking after everything have queues of their own."""
NOTIFICATIONS: Final = "webhooks"
MAINTENANCE: Final = "maintenance"
NOTIFICATIONS_AT_ONCE: Final = 4
"""Notifications of one client that are under way: a receiver that hangs occupies no more than these."""
COMPLETE: Final = "signing.complete"
RESUME_ATTEMPT: Final = "signing.resume_attempt"
TELL_CLIENT: Final = "signing.tell_client"
EXPIRE: Final = "signing.expire"
PURGE: Final = "signing.purge"
TAKE_UP: Final = "signing.take_up_abandoned"

SAFETY_NET_SECONDS: Final = 20
"""A door that dies between storing a value and finishing leaves the rest to the worker after this time."""


def complete_later(*, signature_id: str, after_seconds: int = SAFETY_NET_SECONDS) -> None:
    """Have the worker finish the signature, unless it is finished by then."""
    app.configure_task(COMPLETE, queue=QUEUE, schedule_in={"seconds": after_seconds}).defer(signature_id=signature_id)


def resume_attempt(*, attempt_id: str) -> None:
    """Have the worker take the next step of an attempt to sign."""
    app.configure_task(RESUME_ATTEMPT, queue=QUEUE).defer(attempt_id=attempt_id)


def promised(signature_ids: Sequence[str]) -> set[str]:
    """Return which of the signatures a queued or running job will finish."""
    if not signature_ids:
        return set()
    found = ProcrastinateJob.objects.filter(task_name=COMPLETE, status__in=["todo", "doing"])
    found = found.filter(args__signature_id__in=list(signature_ids))
    return {str(args["signature_id"]) for args in found.values_list("args", flat=True)}


def tell_client(*, session_id: UUID, client_id: UUID) -> None:
    """Have the worker post the session's state to the client's notify URL."""
    lock = place(client_id=str(client_id), number=session_id.int)
    app.configure_task(TELL_CLIENT, queue=NOTIFICATIONS, lock=lock).defer(session_id=str(session_id))


def place(*, client_id: str, number: int) -> str:
    """Return one of the client's places: of the jobs that share one, the queue hands out one at a time."""
    return f"notify/{client_id}/{number % NOTIFICATIONS_AT_ONCE}"
