"""What a job enqueues belongs to the job's own transaction."""

import asyncio
import uuid
from contextlib import nullcontext

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from esigner.config.worker import WorkerConnector, giving_back
from esigner.onboarding import jobs
from tests.world import queue

NOBODY, SOMEBODY = uuid.uuid4(), uuid.uuid4()


def enqueue_and_roll_back() -> None:
    with transaction.atomic():
        jobs.issue_document(order_id=NOBODY)
        transaction.set_rollback(True)
    connection.close()


def enqueue_and_commit() -> None:
    with transaction.atomic():
        jobs.issue_document(order_id=SOMEBODY)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_job_of_a_job_comes_and_goes_with_its_transaction() -> None:
    queue.forget()

    async def work() -> None:
        async with app.open_async():
            await asyncio.to_thread(enqueue_and_roll_back)
            await asyncio.to_thread(enqueue_and_commit)

    with app.replace_connector(WorkerConnector(kwargs=connector_params())):
        asyncio.run(work())

    assert list(ProcrastinateJob.objects.values_list("args__order_id", flat=True)) == [str(SOMEBODY)]
    queue.forget()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True])
def test_thread_of_a_job_gives_its_connection_back(*, fails: bool) -> None:
    """Otherwise one that the server has ended would stay with the thread, and every later job on it would fail."""

    def job() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        assert connection.connection is not None
        if fails:
            raise LookupError
        return 7

    with pytest.raises(LookupError) if fails else nullcontext():
        assert giving_back(job, None, None) == 7
    assert connection.connection is None
