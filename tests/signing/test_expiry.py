"""What expires, and what is taken up, is found without reading what is not due; looking changes nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from esigner.signing import expiry, retention, sessions
from esigner.signing.models import Answer, Attempt, Session, Signature
from esigner.signing.states import SignatureState, Status
from tests.world import plans
from tests.world.sessions import Installation

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHANGING = ("FOR UPDATE", "UPDATE", "INSERT", "DELETE", "SAVEPOINT", "BEGIN")


def changing(asked: CaptureQueriesContext) -> list[str]:
    return [one["sql"] for one in asked if any(word in one["sql"] for word in CHANGING)]


@pytest.mark.parametrize("how_long", [timedelta(0), timedelta(minutes=1)])
def test_looking_at_a_session_locks_and_writes_nothing(installation: Installation, how_long: timedelta) -> None:
    session = installation.open()
    token = session.signing_url.rstrip("/").rpartition("/")[2]
    at = installation.at + how_long

    with CaptureQueriesContext(connection) as asked:
        sessions.view(session_id=session.id, client_id=str(installation.client.id), at=at)
        sessions.for_signer(token=token, at=at)

    assert changing(asked) == []


def test_looking_at_a_session_that_is_over_writes_nothing_either(installation: Installation) -> None:
    session = installation.sign(installation.open())

    with CaptureQueriesContext(connection) as asked:
        sessions.view(session_id=session.id, client_id=str(installation.client.id), at=installation.at + 300 * DAY)

    assert changing(asked) == []


def test_a_session_whose_time_is_over_is_expired_when_looked_at(installation: Installation) -> None:
    session = installation.open()

    seen = sessions.view(session_id=session.id, client_id=str(installation.client.id), at=installation.at + 2 * DAY)

    assert seen.status is Status.EXPIRED
    assert installation.events("signing.session.expired") == ["signing.session.expired"]


def test_those_whose_value_waits_do_not_keep_others_from_expiring(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "AT_ONCE", 2)
    installation.trust.reachable = False
    for _ in range(3):
        installation.sign(installation.open())
    later = installation.open()
    Session.objects.filter(id=later.id).update(expires_at=later.expires_at + timedelta(hours=1))

    assert expiry.expire_all(at=later.expires_at + DAY) == 1
    assert installation.view(later).status is Status.EXPIRED


def test_what_is_not_due_is_not_read(installation: Installation) -> None:
    """Twenty thousand sessions that ended, with their signatures and answers: the jobs read none of them."""
    session = installation.sign(installation.open())
    plans.multiply(Session, id=session.id, times=20_000, unique=("id", "token"))
    plans.multiply(Signature, id=session.signatures[0].id, times=20_000, unique=("id",))
    act = installation.by_system(at=installation.at + timedelta(hours=1))

    with plans.reads() as read:
        expiry.expire_all(at=act.at + 2 * DAY)
        expiry.remember_signatures(act=act)
        expiry.forget_answers(at=act.at)
        retention.purge_all(act=act)
        retention.slim_all()
        retention.forget_attempts(at=act.at)

    assert read.rows < 100, read.by_statement


def test_answers_are_forgotten_in_batches(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiry, "ANSWERS_AT_ONCE", 2)
    for number in range(3):
        Answer.objects.create(
            client_id=installation.client.id, key=str(number), request_sha256="", created_at=installation.at
        )

    assert [expiry.forget_answers(at=installation.at + 2 * DAY) for _ in range(3)] == [2, 1, 0]


def test_attempts_that_are_over_are_forgotten(installation: Installation) -> None:
    kept, over = (installation.start(installation.open()) for _ in range(2))
    for start in (kept, over):
        Attempt.objects.create(
            signature_id=start.signature_id, correlation=start.signature_id, choice="anna",
            begun_at=installation.at, ends_at=installation.at,
        )  # fmt: skip
    Signature.objects.filter(id=over.signature_id).update(state=SignatureState.FAILED.value)

    assert retention.forget_attempts(at=installation.at + DAY) == 1
    assert str(Attempt.objects.get().signature_id) == kept.signature_id


def test_sessions_beyond_one_batch_are_purged_in_one_run(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise an installation with more of them in an hour than in a batch would never come to its end."""
    monkeypatch.setattr(retention, "AT_ONCE", 1)
    settings.ESIGNER_KEEP_DOCUMENTS_DAYS = 1
    for _ in range(3):
        installation.sign(installation.open())

    assert retention.purge_all(act=installation.by_system(at=installation.at + 2 * DAY)) == 3
