"""Prefer: respond-async — the value is kept and answered 202; the worker finishes at once."""

import base64
from typing import Any

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from esigner.signing import jobs
from tests.web.api.test_batches import JSON, URL, opened, start, value
from tests.world.jobs import context
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db


def handed_in(system: Client, installation: Installation, *, prefer: str) -> tuple[str, Any]:
    """Hand in a value; give the session's id and the answer."""
    session = opened(system, content="QUJD")
    (item,) = start(system, installation, session).json()["items"]
    made = value(installation, item)
    body = {"signatureValue": made["signatureValue"]}
    address = f"/v1/sessions/{session}/signatures/{made['signatureId']}"
    return session, system.put(address, body, content_type=JSON, headers={"prefer": prefer})


def finished_by_worker() -> None:
    from esigner.signing.tasks import complete

    for job in ProcrastinateJob.objects.filter(task_name=jobs.COMPLETE):
        complete.func(context(jobs.COMPLETE), **job.args)


@pytest.mark.parametrize("prefer", ["respond-async", "Respond-Async", 'wait=10, respond-async;x="a, b"'])
def test_client_that_does_not_wait_is_answered_when_the_value_is_kept(
    system: Client, installation: Installation, prefer: str
) -> None:
    installation.trust.asked.clear()
    session, answer = handed_in(system, installation, prefer=prefer)

    assert (answer.status_code, answer["Preference-Applied"]) == (202, "respond-async")
    assert (answer["Location"], answer.json()["status"]) == (f"/v1/sessions/{session}", "SIGNING")
    assert installation.trust.asked == []
    (job,) = ProcrastinateJob.objects.filter(task_name=jobs.COMPLETE)
    assert job.scheduled_at is not None
    assert (job.scheduled_at - installation.now()).total_seconds() < jobs.SAFETY_NET_SECONDS / 2
    finished_by_worker()
    assert system.get(answer["Location"]).json()["status"] == "SIGNED"


@pytest.mark.parametrize("prefer", ["", "return=minimal", 'foo="respond-async"', 'foo="a, respond-async, b"'])
def test_client_that_waits_has_its_signature(system: Client, installation: Installation, prefer: str) -> None:
    _, answer = handed_in(system, installation, prefer=prefer)
    assert (answer.status_code, answer.json()["status"]) == (200, "SIGNED")
    assert "Preference-Applied" not in answer


def test_wrong_value_is_refused_whoever_waits(system: Client, installation: Installation) -> None:
    session = opened(system, content="QUJD")
    (item,) = start(system, installation, session).json()["items"]
    address = f"/v1/sessions/{session}/signatures/{item['signature']['signatureId']}"
    body = {"signatureValue": base64.b64encode(b"x" * 64).decode()}
    answer = system.put(address, body, content_type=JSON, headers={"prefer": "respond-async"})
    assert answer.status_code >= 400


def test_several_values_are_kept_and_finished_later(system: Client, installation: Installation) -> None:
    sessions = [opened(system, content="QUJD") for _ in range(3)]
    items = start(system, installation, *sessions).json()["items"]
    values = {"values": [value(installation, item) for item in items]}

    answer = system.put(URL, values, content_type=JSON, headers={"prefer": "respond-async"})
    assert (answer.status_code, answer["Preference-Applied"]) == (202, "respond-async")
    assert [one["session"]["status"] for one in answer.json()["items"]] == ["SIGNING"] * 3
    finished_by_worker()
    again = system.put(URL, values, content_type=JSON, headers={"prefer": "respond-async"})
    assert (again.status_code, [one["session"]["status"] for one in again.json()["items"]]) == (200, ["SIGNED"] * 3)
