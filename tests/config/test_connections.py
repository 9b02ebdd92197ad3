"""What connections may do, and how many there are."""

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import errors

from esigner.config import connections as own
from tests.world import crash

SECONDS = {
    "ESIGNER_DATABASE_STATEMENT_SECONDS": "statement_timeout",
    "ESIGNER_DATABASE_LOCK_SECONDS": "lock_timeout",
    "ESIGNER_DATABASE_IDLE_SECONDS": "idle_in_transaction_session_timeout",
}


def shown(parameters: dict[str, Any], name: str) -> str:
    with psycopg.connect(crash.database_url(), options=parameters["options"]) as opened:
        row = opened.execute(f"SHOW {name}".encode()).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.django_db
@pytest.mark.parametrize(("variable", "name"), SECONDS.items())
def test_each_time_out_is_the_one_of_its_setting(variable: str, name: str) -> None:
    parameters = own.options({}, source={variable: "7"})
    assert shown(parameters, name) == "7s"
    assert shown(own.patient(parameters), name) == "0"


@pytest.mark.django_db
def test_worker_may_wait_for_a_mail_server_in_a_transaction() -> None:
    assert shown(own.lasting(own.options({}, source={})), SECONDS["ESIGNER_DATABASE_IDLE_SECONDS"]) == "10min"


def test_keepalives_are_those_of_the_setting_and_the_address_has_the_last_word() -> None:
    found = own.options(
        {"connect_timeout": "2", "options": "-c search_path=x"}, source={"ESIGNER_DATABASE_KEEPALIVE_SECONDS": "4"}
    )
    assert (found["keepalives_idle"], found["keepalives_interval"], found["tcp_user_timeout"]) == (4, 4, 16_000)
    assert found["connect_timeout"] == "2"
    assert str(found["options"]).endswith(" -c search_path=x")


@pytest.mark.django_db(transaction=True)
def test_frozen_holder_of_a_row_is_ended_and_others_go_on() -> None:
    """A stopped process says nothing more: the server ends its transaction."""
    words = own.options({}, source={"ESIGNER_DATABASE_IDLE_SECONDS": "1"})["options"]
    frozen = psycopg.connect(crash.database_url(), options=str(words))
    frozen.execute("SELECT pg_advisory_xact_lock(13)")
    with psycopg.connect(crash.database_url()) as other:
        other.execute("SELECT pg_advisory_xact_lock(13)")
    with pytest.raises(errors.IdleInTransactionSessionTimeout):
        frozen.execute("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_wait_for_a_lock_ends() -> None:
    words = own.options({}, source={"ESIGNER_DATABASE_LOCK_SECONDS": "1"})["options"]
    with (
        psycopg.connect(crash.database_url()) as holder,
        psycopg.connect(crash.database_url(), options=str(words)) as waiting,
    ):
        holder.execute("SELECT pg_advisory_xact_lock(14)")
        with pytest.raises(errors.LockNotAvailable):
            waiting.execute("SELECT pg_advisory_xact_lock(14)")


@pytest.fixture
def pooled() -> Iterator[DatabaseWrapper]:
    settings_dict = dict(connection.settings_dict)
    settings_dict.update(own.pool(settings_dict, at_most=2))
    wrapper = DatabaseWrapper(settings_dict, alias="pooled")
    yield wrapper
    wrapper.close()
    wrapper.close_pool()


@pytest.mark.django_db(transaction=True)
def test_threads_of_a_process_share_its_connections(pooled: DatabaseWrapper) -> None:
    seen: set[int] = set()

    def use() -> None:
        with closing(DatabaseWrapper(pooled.settings_dict, alias="pooled")) as one:
            for _ in range(5):
                with one.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    seen.add(cursor.fetchone()[0])
                one.close()

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= len(seen) <= 2


@pytest.mark.django_db(transaction=True)
def test_connection_that_died_in_the_pool_is_replaced(pooled: DatabaseWrapper) -> None:
    with pooled.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        dead = cursor.fetchone()[0]
    pooled.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [dead])
    with pooled.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != dead


@pytest.mark.django_db(transaction=True)
def test_one_at_a_time() -> None:
    """The second waits in the database, not by asking again; other names do not wait."""
    done: list[str] = []

    def second() -> None:
        with own.alone("a test"):
            done.append("second")
        connections.close_all()

    with own.alone("a test"):
        thread = threading.Thread(target=second)
        thread.start()
        with connection.cursor() as cursor:

            def is_waiting() -> bool:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
                return bool(cursor.fetchone()[0])

            crash.wait_until(is_waiting, what="the second waits")
        with own.alone("another test"):
            done.append("other")
        done.append("first")
    thread.join()
    assert done == ["other", "first", "second"]
