"""Which jobs are taken up, which are left, which end."""

from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from esigner.signing import jobs, recovery
from tests.world import queue

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def queue_without_jobs_of_other_tests() -> Iterator[None]:
    queue.forget()
    yield
    queue.forget()


def begun(*, silent_seconds: int, attempts: int = 1, queueing_lock: str | None = None) -> int:
    """Return the id of a job that a worker had begun when it said its last word."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second') RETURNING id",
            [silent_seconds],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts, queueing_lock, worker_id) "
            "VALUES (%s, %s, '{}', 'doing', %s, %s, %s) RETURNING id",
            [jobs.QUEUE, jobs.COMPLETE, attempts, queueing_lock, worker],
        )
        return int(cursor.fetchone()[0])


def taken_up() -> int:
    return async_to_sync(recovery.take_up)(app.job_manager)


def test_job_of_a_silent_worker_is_queued_again() -> None:
    job_id = begun(silent_seconds=31)

    assert taken_up() == 1
    assert queue.status(job_id) == "todo"


def test_job_of_a_living_worker_is_left() -> None:
    job_id = begun(silent_seconds=20)

    assert taken_up() == 0
    assert queue.status(job_id) == "doing"


def test_periodic_job_ends_because_its_next_one_is_queued() -> None:
    job_id = begun(silent_seconds=31, queueing_lock=jobs.EXPIRE)
    app.configure_task(jobs.EXPIRE, queue=jobs.QUEUE).defer(timestamp=0)

    assert taken_up() == 1
    assert queue.status(job_id) == "failed"


def test_job_that_kills_its_worker_each_time_ends() -> None:
    job_id = begun(silent_seconds=31, attempts=recovery.ATTEMPTS_AT_MOST)

    assert taken_up() == 1
    assert queue.status(job_id) == "failed"


def test_every_minute() -> None:
    tasks = [one.task.name for one in app.periodic_registry.periodic_tasks.values() if one.cron == "* * * * *"]

    assert jobs.TAKE_UP in tasks
