"""What the worker does, and that the door leaves it the work."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from esigner.ades import Level
from esigner.signing import expiry, jobs, retries, sessions, tasks
from esigner.signing.errors import AuthorityUnavailableError
from esigner.signing.models import Signature
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
    with pytest.raises(AuthorityUnavailableError):
        tasks.complete(context(jobs.COMPLETE), signature_id=signature_id)

    installation.trust.reachable = True
    tasks.complete(context(jobs.COMPLETE, attempts=1), signature_id=signature_id)
    tasks.complete(context(jobs.COMPLETE, attempts=2), signature_id=signature_id)

    assert installation.view(session).status is Status.SIGNED
    assert installation.events("signing.signature.finalized") == ["signing.signature.finalized"]


@pytest.mark.parametrize("error", [AuthorityUnavailableError(), ValueError("a bug of ours")])
def test_whatever_went_wrong_is_tried_again(error: Exception) -> None:
    job = context(jobs.COMPLETE, attempts=3).job

    assert tasks.complete.get_retry_exception(error, job) is not None


def test_worker_notes_when_it_tries_again(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open())
    with pytest.raises(AuthorityUnavailableError):
        tasks.complete(context(jobs.COMPLETE, attempts=20), signature_id=session.signatures[0].id)

    next_try_at = installation.view(session).signatures[0].next_try_at

    assert next_try_at is not None
    assert next_try_at > installation.now() + timedelta(minutes=59)


def test_worker_gives_up_when_the_time_is_over(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open())
    Signature.objects.update(give_up_at=installation.at)

    tasks.complete(context(jobs.COMPLETE, attempts=170), signature_id=session.signatures[0].id)

    now = installation.view(session)
    assert now.status is Status.FAILED
    assert now.signatures[0].state is SignatureState.VALUE_GIVEN


def test_tries_end_even_where_a_bug_of_ours_ends_each() -> None:
    job = context(jobs.COMPLETE, attempts=retries.TRIES_AT_MOST).job

    assert tasks.complete.get_retry_exception(ValueError("a bug of ours"), job) is None


def test_signature_whose_job_is_gone_is_taken_up(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open())
    assert expiry.remember_signatures(act=installation.by_system(at=installation.at + timedelta(hours=1))) == 0, (
        "its job is there"
    )
    gone()

    assert expiry.remember_signatures(act=installation.by_system(at=installation.at + timedelta(minutes=5))) == 0, (
        "not yet late"
    )
    assert expiry.remember_signatures(act=installation.by_system(at=installation.at + timedelta(hours=1))) == 1

    assert queued(jobs.COMPLETE) == [{"signature_id": session.signatures[0].id}]


def test_signature_that_nobody_can_work_on_does_not_keep_its_session_open(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open())
    gone()

    expiry.remember_signatures(
        act=installation.by_system(at=installation.at + retries.TRY_FOR + timedelta(days=1, minutes=1))
    )

    now = installation.view(session)
    assert (now.status, now.kept is not None) == (Status.FAILED, True)
    found = sessions.result_at_least(session_id=session.id, level=Level.B)
    with found.file:
        assert found.file.read()


def gone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def test_worker_lets_a_revoked_signature_rest(installation: Installation) -> None:
    installation.trust.reachable = False
    session = installation.sign(installation.open(), "liga")
    installation.trust.reachable = True

    tasks.complete(context(jobs.COMPLETE), signature_id=session.signatures[0].id)

    assert installation.view(session).status is Status.READY


def test_client_is_told_how_its_session_ended(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, Any]] = []
    ranges: list[frozenset[str]] = []

    def post(url: str, *, body: Any, allowed_ranges: frozenset[str]) -> None:  # noqa: ANN401 — as `told` keeps it
        told.append((url, body))
        ranges.append(allowed_ranges)

    monkeypatch.setattr(webhooks, "post", post)
    session = installation.open(notify_url=f"{ORIGIN}/zinas")
    sessions.cancel(session_id=session.id, act=installation.by_signer())
    assert queued(jobs.TELL_CLIENT) == [{"session_id": session.id}]

    tasks.tell_client(session_id=session.id)

    body = {"sessionId": session.id, "status": "CANCELLED", "environment": "test"}
    assert told == [(f"{ORIGIN}/zinas", body)]
    assert ranges == [frozenset({"loopback"})], "what the installation allows is what the door asks"


def test_nobody_is_told_where_nobody_asked(installation: Installation) -> None:
    sessions.cancel(session_id=installation.open().id, act=installation.by_signer())

    assert queued(jobs.TELL_CLIENT) == []


def test_periodic_job_expires_sessions(installation: Installation, settings: Settings) -> None:
    settings.ESIGNER_SESSION_SECONDS = 0
    session = installation.open(sessions.NewDocument(name="a.txt", media_type="text/plain"))

    tasks.expire(timestamp=0)

    assert installation.view(session).status is Status.EXPIRED
