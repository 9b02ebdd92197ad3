"""What the worker does is enqueued with the move and may run twice."""

from datetime import timedelta

import pytest
from django.db import connection

from esigner.onboarding import jobs, models, official, tasks
from tests.world import cases as world

pytestmark = pytest.mark.django_db


def test_an_ordered_document_is_enqueued_in_the_same_transaction() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    application_id, _ = world.submitted()

    order = models.OrderedDocument.objects.get(case_id=application_id)
    job = ProcrastinateJob.objects.get(task_name=jobs.ISSUE_DOCUMENT)
    assert job.args == {"order_id": str(order.pk)}


def test_the_task_issues_the_document_and_may_run_twice() -> None:
    application_id, _ = world.submitted()
    order = models.OrderedDocument.objects.get(case_id=application_id)

    with world.unsealed() as sealed:
        tasks.issue_document(order_id=str(order.pk))
        tasks.issue_document(order_id=str(order.pk))

    assert len(sealed) == 1


def test_the_periodic_task_looks_at_the_cases() -> None:
    case = world.connected()
    world.door(case, "api.called", route="/v1/probe")

    tasks.notice_everything(timestamp=0)

    assert case.row.state == "testing"


def test_document_whose_job_is_gone_is_taken_up_once() -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    application_id, _ = world.submitted()
    order = models.OrderedDocument.objects.get(case_id=application_id)
    assert official.take_up(at=order.ordered_at + official.OVERDUE + timedelta(seconds=1)) == 0, "its job waits"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    assert official.take_up(at=order.ordered_at + official.OVERDUE) == 0, "not overdue yet"
    later = order.ordered_at + official.OVERDUE + timedelta(seconds=1)
    assert [official.take_up(at=later), official.take_up(at=later)] == [1, 0]
    assert ProcrastinateJob.objects.get(task_name=jobs.ISSUE_DOCUMENT).args == {"order_id": str(order.pk)}
