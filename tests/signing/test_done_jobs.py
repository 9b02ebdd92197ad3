"""The queue does not grow for ever: done jobs are forgotten, failed ones later, those to be done never."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from esigner.signing import done_jobs

pytestmark = pytest.mark.django_db


def job(status: str, *, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('mail', 'one', '{}', %s)"
            " RETURNING id",
            [status],
        )
        number = int(cursor.fetchone()[0])
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [number])
        cursor.execute("INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'deferred', %s)", [number, at])
    return number


def test_done_jobs_are_forgotten_after_a_day_and_failed_ones_later() -> None:
    now = timezone.now()
    for status in ("todo", "doing", "succeeded", "failed"):
        job(status, at=now - timedelta(days=400))
    job("succeeded", at=now)
    job("failed", at=now - timedelta(days=2))

    assert done_jobs.forget(at=now) == 2

    left = ProcrastinateJob.objects.order_by("id").values_list("status", flat=True)
    assert list(left) == ["todo", "doing", "succeeded", "failed"]


def test_they_are_forgotten_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(done_jobs, "AT_ONCE", 2)
    now = timezone.now()
    for _ in range(5):
        job("succeeded", at=now - timedelta(days=2))

    assert done_jobs.forget(at=now) == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_events")
        assert cursor.fetchone()[0] == 0
