from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection

from esigner import audit
from esigner.audit import Fault, FaultKind

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def log() -> Iterator[list[int]]:
    """Positions of five rows at the end of the chain, with the triggers off: somebody owns the database."""
    for step in range(5):
        audit.record(event="case.moved", act=audit.by_system(at=AT), case="c", data={"step": step})
    assert audit.extend_chain() == 5
    rows = [event.sequence or 0 for event in audit.events(case="c")]
    run("SET LOCAL session_replication_role = replica")
    yield rows
    run("SET LOCAL session_replication_role = DEFAULT")


def run(statement: str, *values: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def found() -> list[tuple[FaultKind, int]]:
    return [(fault.kind, fault.sequence) for fault in audit.verify()]


def test_verify_finds_nothing_in_a_whole_log(log: list[int]) -> None:
    assert audit.verify() == []


@pytest.mark.parametrize(
    "change",
    ["data = '{\"step\": 99}'", "actor_name = 'X'", "at = at + interval '1 microsecond'", "code = 'X'", "hash = 'x'"],
)
def test_verify_finds_a_changed_row(log: list[int], change: str) -> None:
    run(f"UPDATE audit_record SET {change} WHERE sequence = %s", log[2])  # noqa: S608 - the test's own words
    assert (FaultKind.CHANGED, log[2]) in found()


def test_verify_finds_a_changed_row_whose_hash_was_made_anew(log: list[int]) -> None:
    from esigner.audit.chain import LINKED_FIELDS, link
    from esigner.audit.models import Record

    row = Record.objects.get(sequence=log[2])
    row.data = {"step": 99}
    forged = link({name: getattr(row, name) for name in LINKED_FIELDS}, sequence=row.sequence, at=row.at)
    run("UPDATE audit_record SET data = '{\"step\": 99}', hash = %s WHERE sequence = %s", forged, row.sequence)
    assert found() == [(FaultKind.REORDERED, log[3])]


def test_verify_finds_a_missing_row(log: list[int]) -> None:
    run("DELETE FROM audit_record WHERE sequence = %s", log[2])
    assert found() == [(FaultKind.MISSING, log[2])]


def test_verify_finds_missing_last_rows(log: list[int]) -> None:
    run("DELETE FROM audit_record WHERE sequence >= %s", log[3])
    assert found() == [(FaultKind.MISSING, log[3]), (FaultKind.MISSING, log[4])]


def test_verify_finds_swapped_rows(log: list[int]) -> None:
    first, second = log[1], log[3]
    run("UPDATE audit_record SET sequence = %s WHERE sequence = %s", 10**9, first)
    run("UPDATE audit_record SET sequence = %s WHERE sequence = %s", first, second)
    run("UPDATE audit_record SET sequence = %s WHERE sequence = %s", second, 10**9)
    kinds = {sequence: kind for kind, sequence in found()}
    assert kinds[first] is FaultKind.REORDERED
    assert kinds[second] is FaultKind.REORDERED
    assert FaultKind.MISSING not in kinds.values()


def test_verify_finds_a_log_cut_short_together_with_its_head(log: list[int]) -> None:
    anchor = audit.head()
    run("DELETE FROM audit_record WHERE sequence > %s", log[2])
    run("UPDATE audit_chain_head SET sequence = %s, hash = %s", log[2], audit.hash_at(log[2]))
    assert audit.verify() == []
    assert [fault.sequence for fault in audit.verify(anchor=anchor)] == [log[3], log[4]]


def test_verify_finds_an_event_that_nobody_takes_up_into_the_chain(log: list[int]) -> None:
    audit.record(event="case.moved", act=audit.by_system(at=AT), case="c")
    assert audit.verify() == [], "it has just been recorded"
    run("UPDATE audit_unchained SET recorded_at = recorded_at - interval '61 seconds'")
    assert found() == [(FaultKind.UNCHAINED, log[-1] + 1)]


def test_fault_says_what_it_is_in_both_languages(log: list[int]) -> None:
    fault = Fault(kind=FaultKind.MISSING, sequence=7)
    assert (fault.text.lv, fault.text.en) == ("Trūkst ieraksta nr. 7.", "Row 7 is missing.")
