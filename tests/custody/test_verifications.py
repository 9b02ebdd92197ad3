"""A verification of the whole log is the worker's; who asks sees its result, and the log says that it was asked."""

from datetime import timedelta

import pytest
from django.db import connection

from esigner import audit
from esigner.custody import jobs, tasks, verifications
from tests.world import queue
from tests.world.cases import AT

pytestmark = pytest.mark.django_db
AUDITOR = audit.Actor(kind="person", id="p1", name="Aija Auditore")


def ask(*, at: timedelta = timedelta(0)) -> verifications.Verification:
    return verifications.ask(act=audit.Act(actor=AUDITOR, at=AT + at))


def work() -> None:
    audit.chain_all()
    for job in queue.ordered(jobs.VERIFY):
        tasks.verify(**job)


def test_the_worker_verifies_and_the_result_is_kept() -> None:
    asked = ask()
    assert (asked.ended_at, asked.is_whole) == (None, False)
    work()

    found = verifications.newest()

    assert found is not None
    assert (found.id, found.asked_by, found.is_whole, found.last_sequence) == (asked.id, "Aija Auditore", True, 1)
    assert [one.event for one in audit.events(subject=str(asked.id))] == [verifications.ASKED, verifications.VERIFIED]


def test_a_row_that_was_changed_is_in_the_result() -> None:
    audit.record(event="one.happened", act=audit.by_system(at=AT))
    audit.chain_all()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_record SET event = 'one.else' WHERE sequence = 1")
        cursor.execute("SET session_replication_role = DEFAULT")
    asked = ask()
    work()

    found = verifications.newest()

    assert found is not None
    assert (found.is_whole, found.fault_count, [one.en for one in found.faults]) == (False, 1, ["Row 1 was changed."])
    (told,) = audit.events(subject=str(asked.id), event_prefix=verifications.VERIFIED)
    assert told.outcome == "failed"


def test_one_is_under_way_at_a_time_unless_it_was_lost() -> None:
    first = ask()
    assert ask(at=timedelta(hours=1)).id == first.id
    assert len(queue.ordered(jobs.VERIFY)) == 1

    assert ask(at=timedelta(hours=7)).id != first.id


def test_it_is_done_once() -> None:
    asked = ask()
    assert verifications.run(asked.id) is not None
    assert verifications.run(asked.id) is None
