"""Refusals of strangers: the first of a kind in a minute is recorded, the rest as a number; a client's one by one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from esigner import audit
from esigner.registry import certificates, clients
from esigner.web.api import strangers
from esigner.web.api.tally import CASES, KINDS, Counted, Kind, Tally
from tests.world import crash
from tests.world.sessions import Installation, by_officer, call_environ

AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
KIND = Kind(address="192.0.2.1", code="CLIENT_CERTIFICATE_MISSING", environment="test")
MISSING: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.9"}


def seconds(number: float) -> datetime:
    return AT + timedelta(seconds=number)


def test_first_of_a_minute_is_told_and_the_rest_is_counted() -> None:
    tally = Tally()
    assert [tally.is_first(KIND, at=seconds(one)) for one in (0, 1, 59)] == [True, False, False]
    assert tally.take_due(at=seconds(59)) == []
    assert tally.take_due(at=seconds(60)) == [Counted(kind=KIND, since=AT, until=seconds(59), more=2)]
    assert tally.take_due(at=seconds(60)) == []


def test_next_minute_begins_with_the_next_one() -> None:
    tally = Tally()
    assert [tally.is_first(KIND, at=seconds(one)) for one in (0, 61, 62)] == [True, True, False]
    assert tally.take_due(at=None) == [Counted(kind=KIND, since=seconds(61), until=seconds(62), more=1)]


def test_clock_that_was_set_back_ends_the_minute() -> None:
    tally = Tally()
    assert [tally.is_first(KIND, at=seconds(one)) for one in (0, -3600)] == [True, True]


@pytest.mark.parametrize(
    "other", [{"address": "192.0.2.2"}, {"code": "X"}, {"case": "c"}, {"environment": "production"}]
)
def test_other_kinds_are_told_apart(other: dict[str, str]) -> None:
    tally = Tally()
    assert tally.is_first(KIND, at=AT)
    assert tally.is_first(replace(KIND, **other), at=AT)


@pytest.mark.attack
def test_strangers_cannot_make_more_kinds_than_there_are_places() -> None:
    tally = Tally()
    told = sum(tally.is_first(replace(KIND, address=f"192.0.2.{one}"), at=AT) for one in range(10 * KINDS))
    assert told == KINDS + 1
    assert [(one.kind.address, one.more) for one in tally.take_due(at=None)] == [("", 9 * KINDS - 1)]


@pytest.mark.attack
def test_numbers_of_others_make_no_more_than_a_few_kinds() -> None:
    tally = Tally()
    told = sum(tally.is_first(replace(KIND, case=f"case-{one}"), at=AT) for one in range(50))
    assert told == CASES + 1
    assert [(one.kind.case, one.more) for one in tally.take_due(at=None)] == [("", 50 - CASES - 1)]


def recorded(prefix: str) -> list[tuple[str, object]]:
    return [(one.code, one.data.get("more")) for one in audit.events(event_prefix=prefix)]


@pytest.mark.django_db
@pytest.mark.attack
def test_many_strangers_make_one_event_and_a_summary(installation: Installation, stranger: Client) -> None:
    answers = [stranger.get("/v1/probe", **MISSING) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {401}
    assert len({answer["Request-Id"] for answer in answers}) == 12
    assert recorded("api.refused") == [("CLIENT_CERTIFICATE_MISSING", None)]
    assert audit.events(event_prefix="api.refused")[0].request_id == answers[0]["Request-Id"]

    assert strangers.write_due(is_last=True) == 1
    assert recorded("api.turned_away") == [("CLIENT_CERTIFICATE_MISSING", 11)]
    event = audit.events(event_prefix="api.turned_away")[0]
    assert (event.outcome, event.environment, event.data["address"]) == ("refused", "test", "192.0.2.9")
    assert list(audit.verify()) == []


@pytest.mark.django_db
def test_stranger_is_filed_under_each_case_whose_number_it_names(installation: Installation, stranger: Client) -> None:
    number = installation.client.epak_number
    for named in ("", number, number):
        stranger.get("/v1/probe", headers={"epak-number": named}, **MISSING)
    assert [bool(one.case) for one in audit.events(event_prefix="api.refused")] == [False, True]


@pytest.mark.django_db
def test_refusals_of_a_client_are_recorded_one_by_one(
    installation: Installation, door: Callable[..., None], stranger: Client
) -> None:
    good = installation.headers()
    clients.suspend(client_id=installation.client.id, reason="test", act=by_officer(at=installation.at))
    suspended = [stranger.get("/v1/probe", **good)["Request-Id"] for _ in range(3)]
    certificates.revoke(
        certificate_id=certificates.of_client(installation.client.id)[0].id, reason="superseded",
        act=by_officer(at=installation.at),
    )  # fmt: skip
    revoked = [stranger.get("/v1/probe", **good)["Request-Id"] for _ in range(3)]
    door("api", "production")
    elsewhere = [stranger.get("/v1/probe", **good)["Request-Id"] for _ in range(3)]

    events = audit.events(event_prefix="api.refused")
    assert [one.request_id for one in events] == [*suspended, *revoked, *elsewhere]
    assert strangers.write_due(is_last=True) == 0


@pytest.mark.django_db
def test_certificate_of_nobody_is_counted(installation: Installation, stranger: Client) -> None:
    for _ in range(3):
        stranger.get("/v1/probe", **call_environ(installation.persona()))
    strangers.write_due(is_last=True)
    assert recorded("api.refused") == [("CLIENT_CERTIFICATE_UNKNOWN", None)]
    assert recorded("api.turned_away") == [("CLIENT_CERTIFICATE_UNKNOWN", 2)]


@pytest.mark.django_db(transaction=True)
def test_numbers_that_could_not_be_written_are_written_later(installation: Installation, stranger: Client) -> None:
    for _ in range(3):
        stranger.get("/v1/probe", **MISSING)
    with psycopg.connect(crash.database_url()) as other, connection.cursor() as cursor:
        other.execute("LOCK TABLE audit_unchained IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET lock_timeout = 200")
        assert strangers.write_due(is_last=True) == 0
    assert strangers.write_due() == 1
    assert recorded("api.turned_away") == [("CLIENT_CERTIFICATE_MISSING", 2)]
