"""What the worker does, and that the door leaves it the work."""

from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from esigner.signing import jobs, sessions, tasks
from esigner.signing.errors import AuthorityUnavailable
from esigner.signing.states import SignatureState, Status
from esigner.wire import webhooks
from tests.world.jobs import context
from tests.world.sessions import ORIGIN, Installation

pytestmark = pytest.mark.django_db


def queued(name: str) -> list[dict[str, Any]]:
    return [dict(job.args) for job in ProcrastinateJob.objects.filter(task_name=name)]


def test_value_and_the_promise_to_finish_are_one_transaction(installation: Installation) -> None:
    session = installation.sign(installation.open())

    assert queued(jobs.COMPLETE) == [{"signature_id": session.signatures[0].id}]


def test_worker_finishes_what_the_door_could_not(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open())
    signature_id = session.signatures[0].id
    with pytest.raises(AuthorityUnavailable):
        tasks.complete(context(jobs.COMPLETE), signature_id=signature_id)

    installation.trust.reachable = True
    tasks.complete(context(jobs.COMPLETE, attempts=1), signature_id=signature_id)
    tasks.complete(context(jobs.COMPLETE, attempts=2), signature_id=signature_id)

    assert installation.view(session).status is Status.SIGNED
    assert installation.events("signing.signature.finalized") == ["signing.signature.finalized"]


@pytest.mark.parametrize("error", [AuthorityUnavailable(), ValueError("a bug of ours")])
def test_whatever_went_wrong_is_tried_again(error: Exception) -> None:
    job = context(jobs.COMPLETE, attempts=3).job

    assert tasks.complete.get_retry_exception(error, job) is not None


def test_worker_gives_up_after_the_last_attempt(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open())

    tasks.complete(
        context(jobs.COMPLETE, attempts=tasks.COMPLETION_ATTEMPTS - 1), signature_id=session.signatures[0].id
    )

    now = installation.view(session)
    assert now.status is Status.FAILED
    assert now.signatures[0].state is SignatureState.FAILED


def test_worker_lets_a_revoked_signature_rest(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open(), "liga")
    installation.trust.reachable = True

    tasks.complete(context(jobs.COMPLETE), signature_id=session.signatures[0].id)

    assert installation.view(session).status is Status.READY


def test_client_is_told_how_its_session_ended(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(webhooks, "post", lambda url, *, body: told.append((url, body)))
    session = installation.open(notify_url=f"{ORIGIN}/zinas")
    sessions.cancel(session_id=session.id, at=installation.at)
    assert queued(jobs.TELL_CLIENT) == [{"session_id": session.id}]

    tasks.tell_client(session_id=session.id)

    body = {"sessionId": session.id, "status": "CANCELLED", "environment": "test"}
    assert told == [(f"{ORIGIN}/zinas", body)]


def test_nobody_is_told_where_nobody_asked(installation: Installation) -> None:
    sessions.cancel(session_id=installation.open().id, at=installation.at)

    assert queued(jobs.TELL_CLIENT) == []


def test_periodic_job_expires_sessions(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_SESSION_SECONDS = 0
    session = installation.open(sessions.NewDocument(name="a.txt", media_type="text/plain"))

    tasks.expire(timestamp=0)

    assert installation.view(session).status is Status.EXPIRED
