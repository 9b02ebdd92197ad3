"""What signing leaves to the worker: enqueued by name in the transaction that causes it."""

from typing import Final

from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

QUEUE: Final = "signing"
COMPLETE: Final = "signing.complete"
TELL_CLIENT: Final = "signing.tell_client"
EXPIRE: Final = "signing.expire"
TAKE_UP: Final = "signing.take_up_abandoned"

SAFETY_NET_SECONDS: Final = 20
"""A door that dies between storing a value and finishing leaves the rest to the worker after this time."""


def complete_later(*, signature_id: str, after_seconds: int = SAFETY_NET_SECONDS) -> None:
    """Have the worker finish the signature, unless it is finished by then."""
    app.configure_task(COMPLETE, queue=QUEUE, schedule_in={"seconds": after_seconds}).defer(signature_id=signature_id)


def promised() -> set[str]:
    """Give the ids of the signatures that a queued or running job will finish."""
    found = ProcrastinateJob.objects.filter(task_name=COMPLETE, status__in=["todo", "doing"])
    return {str(args["signature_id"]) for args in found.values_list("args", flat=True)}


def tell_client(*, session_id: str) -> None:
    """Have the worker post the session's state to the client's notify URL."""
    app.configure_task(TELL_CLIENT, queue=QUEUE).defer(session_id=session_id)
