"""What onboarding leaves to the worker: enqueued by name in the transaction that causes it."""

import uuid
from contextlib import suppress
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

QUEUE: Final = "onboarding"
MAINTENANCE: Final = "maintenance"
ISSUE_DOCUMENT: Final = "onboarding.issue_document"
COLLECT_SIGNED: Final = "onboarding.collect_signed"
PURGE: Final = "onboarding.purge"
NOTICE_EVERYTHING: Final = "onboarding.notice_everything"
COUNT_EVIDENCE: Final = "onboarding.count_evidence"

COLLECT_AFTER_SECONDS: Final = 10
"""Time for the browser to come back by itself."""


def issue_document(*, order_id: uuid.UUID) -> None:
    """Have the worker seal and mail an ordered document."""
    app.configure_task(ISSUE_DOCUMENT, queue=QUEUE).defer(order_id=str(order_id))


def promised_documents() -> set[str]:
    """Return the ids of the orders that a queued or running job will issue."""
    found = ProcrastinateJob.objects.filter(task_name=ISSUE_DOCUMENT, status__in=["todo", "doing"])
    return {str(args["order_id"]) for args in found.values_list("args", flat=True)}


def count_evidence(*, case_id: uuid.UUID) -> None:
    """Have the worker count the rest of what was recorded of a case's tests, unless that is ordered already."""
    lock = f"{COUNT_EVIDENCE}/{case_id}"
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(COUNT_EVIDENCE, queue=MAINTENANCE, queueing_lock=lock).defer(case_id=str(case_id))


def collect_signed(*, application_id: uuid.UUID, session_id: str) -> None:
    """Have the worker fetch and submit what is signed in the session, unless the browser does."""
    app.configure_task(COLLECT_SIGNED, queue=QUEUE, schedule_in={"seconds": COLLECT_AFTER_SECONDS}).defer(
        application_id=str(application_id), session_id=session_id
    )
