"""The chain takes up what was recorded: in batches, once, by one at a time, and nobody who records waits."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import transaction

from esigner import audit
from esigner.audit.chain import GENESIS_HASH
from esigner.audit.chaining import CHAIN_LOCK
from tests.world import crash

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def another() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Return the connection of another process."""
    with psycopg.connect(crash.database_url()) as opened:
        yield opened


def record(*, step: int = 0, case: str = "c") -> audit.Event:
    return audit.record(event="case.moved", act=audit.by_system(at=AT), case=case, data={"step": step, "share": 0.5})


def test_each_is_bound_to_the_one_before() -> None:
    recorded = [record(step=step) for step in range(3)]

    assert audit.extend_chain() == 3

    chained = audit.events(case="c")
    assert [one.id for one in chained] == [one.id for one in recorded]
    assert [one.sequence for one in chained] == [1, 2, 3]
    assert [one.previous_hash for one in chained] == [GENESIS_HASH, chained[0].hash, chained[1].hash]
    assert audit.head() == audit.Head(sequence=3, hash=chained[2].hash)
    assert audit.verify() == []


def test_chain_goes_on_where_the_last_batch_ended() -> None:
    for step in range(5):
        record(step=step)
    assert [audit.extend_chain(batch=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [one.data["step"] for one in audit.events(case="c")] == [0, 1, 2, 3, 4]
    assert audit.verify() == []


def test_everything_is_taken_up_at_once_where_asked() -> None:
    for step in range(3):
        record(step=step)
    assert audit.chain_all() == 3
    assert audit.waiting().events == 0


def test_what_waits_is_counted_and_has_an_age() -> None:
    assert audit.waiting() == audit.Waiting(events=0, age=timedelta())
    record()
    found = audit.waiting()
    assert (found.events, found.is_overdue) == (1, False)
    assert timedelta() < found.age < timedelta(minutes=1)
    assert audit.Waiting(events=1, age=timedelta(seconds=61)).is_overdue


def test_a_transaction_that_stands_still_keeps_nobody_from_recording_or_chaining(
    another: "psycopg.Connection[tuple[object, ...]]",
) -> None:
    another.execute(
        'INSERT INTO audit_unchained (at, event, actor_kind, actor_id, actor_name, "case", institution, client,'
        " subject, environment, request_id, outcome, code, data) VALUES (now(), 'case.moved', 'system', 'system', '',"
        " 'frozen', '', '', '', '', '', 'ok', '', '{}')"
    )
    with transaction.atomic():
        record()
    assert audit.extend_chain() == 1
    another.commit()
    assert audit.extend_chain() == 1
    assert [(one.case, one.sequence) for one in audit.events()] == [("c", 1), ("frozen", 2)]
    assert audit.verify() == []


def test_where_another_is_at_it_nothing_is_done(another: "psycopg.Connection[tuple[object, ...]]") -> None:
    record()
    another.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    assert audit.extend_chain() == 0
    another.rollback()
    assert audit.extend_chain() == 1


def test_what_is_not_chained_comes_after_what_is_with_every_filter() -> None:
    record(step=1)
    audit.extend_chain()
    record(step=2)
    assert [(one.data["step"], one.sequence) for one in audit.events(case="c")] == [(1, 1), (2, None)]
    assert [one.data["step"] for one in audit.events(limit=1)] == [2]
    assert sorted(audit.events(), key=lambda event: event.order) == audit.events()


def test_batch_that_fails_leaves_everything_as_it_was(another: "psycopg.Connection[tuple[object, ...]]") -> None:
    record()
    another.execute("SELECT audit_chain(ARRAY[(SELECT min(entry) FROM audit_unchained)], ARRAY['x'])")
    another.rollback()
    assert audit.waiting().events == 1
    assert audit.extend_chain() == 1
    assert audit.verify() == []
