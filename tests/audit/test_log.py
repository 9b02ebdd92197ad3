from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from esigner import audit
from esigner.audit.order import ORDER_LOCK
from esigner.notices import register

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=UTC)


def record(**fields: object) -> audit.Event:
    of_act = {name: fields.pop(name) for name in ("actor", "at", "request_id") if name in fields}
    act = audit.Act(**({"actor": audit.SYSTEM, "at": AT} | of_act))  # type: ignore[arg-type]  # each test gives its own
    values: dict[str, object] = {"event": "case.registered", "act": act, **fields}
    return audit.record(**values)  # type: ignore[arg-type]  # as above


def test_what_is_recorded_can_be_read_at_once_and_waits_for_the_chain() -> None:
    first = record(case="a")
    second = record(case="a", data={"epakNumber": "EPAK-2026-00001"})
    assert audit.events(case="a") == [first, second]
    assert (first.sequence, first.hash) == (None, "")


def test_record_keeps_what_it_was_given() -> None:
    actor = audit.Actor(kind="client", id="c1", name="Sistēma")
    event = record(
        actor=actor, case="a", institution="i", client="c1", subject="s", environment="test", request_id="r",
        outcome="refused", code="ADDRESS_NOT_ALLOWED", data={"list": [1, 2.5, None, {"x": "ā"}], "whole": 3.0},
    )  # fmt: skip
    (found,) = audit.events(client="c1")
    assert found == event
    assert found.data == {"list": [1, 2.5, None, {"x": "ā"}], "whole": 3}
    assert (found.at, found.actor, found.outcome, found.code) == (AT, actor, "refused", "ADDRESS_NOT_ALLOWED")


@pytest.mark.parametrize(("named", "expected"), [("", "of the act"), ("another", "another")])
def test_record_takes_the_institution_of_the_act_where_none_is_named(named: str, expected: str) -> None:
    act = audit.Act(actor=audit.SYSTEM, at=AT, institution="of the act")
    assert audit.record(event="case.registered", act=act, institution=named).institution == expected


def test_record_falls_with_the_transaction() -> None:
    with transaction.atomic():
        record(case="a")
        transaction.set_rollback(True)
    assert audit.events(case="a") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"case": "a"}, ["case.registered", "api.called"]),
        ({"client": "c"}, ["api.called"]),
        ({"event_prefix": "case."}, ["case.registered"]),
        ({"since": AT + timedelta(seconds=1)}, ["api.called"]),
        ({"environment": "test"}, ["api.called"]),
        ({"request_id": "r"}, ["api.called"]),
        ({"subject": "s", "institution": "i"}, ["case.registered"]),
        ({"case": "a", "limit": 1}, ["api.called"]),
        ({"case": "none"}, []),
    ],
)
def test_events_meet_every_filter(filters: dict[str, object], expected: list[str]) -> None:
    start = record().id
    record(case="a", institution="i", subject="s")
    record(event="api.called", case="a", client="c", environment="test", request_id="r", at=AT + timedelta(seconds=2))
    found = audit.events(**filters)  # type: ignore[arg-type]  # the table above holds the right kinds
    assert [one.event for one in found if one.id > start] == expected


def test_record_refuses_an_unmasked_personal_code() -> None:
    with pytest.raises(ValueError, match="unmasked"):
        record(data={"signer": "320000-10001"})
    assert record(data={"signer": "320000-*****", "registrationNumber": "40003011203"}).id


def test_record_refuses_a_time_without_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        record(at=AT.replace(tzinfo=None))


FORGED = """INSERT INTO audit_record
SELECT sequence + 7, at, event, actor_kind, actor_id, actor_name, "case", institution, client, subject, environment,
       request_id, outcome, code, data, hash, 'forged' FROM audit_record"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET actor_name = 'x'",
        "DELETE FROM audit_record",
        "TRUNCATE audit_record",
        "UPDATE audit_chain_head SET sequence = 0",
        "DELETE FROM audit_chain_head",
        "TRUNCATE audit_chain_head",
        "UPDATE audit_unchained SET actor_name = 'x'",
        "DELETE FROM audit_unchained",
        "TRUNCATE audit_unchained",
        FORGED,
    ],
)
def test_database_refuses_everything_but_the_next_row(statement: str) -> None:
    record()
    audit.extend_chain()
    record()
    with pytest.raises(DatabaseError, match="audit_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit.verify() == []


def test_everything_is_numbered_under_one_lock() -> None:
    assert register.ORDER_LOCK == ORDER_LOCK


def test_events_of_a_person_are_counted_since_a_time() -> None:
    person = audit.Actor(kind="person", id="p1", name="Anna")
    record(actor=person, at=AT - timedelta(days=1))
    record(actor=person)
    record(actor=audit.Actor(kind="client", id="p1", name="Sistēma"))

    assert audit.count_of_person("p1", since=AT - timedelta(hours=1)) == 1
