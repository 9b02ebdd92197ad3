"""What the worker does is enqueued with the move and may run twice."""

import pytest

from esigner.onboarding import jobs, models, tasks
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
