"""The application's role: it writes its rows, and of the audit log it can only add to the end."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import psycopg.types.json
import pytest
from django.db import connection
from psycopg import errors

from esigner import audit
from esigner.audit.chain import LINKED_FIELDS, link
from esigner.audit.models import Record
from esigner.config import tables
from esigner.config.database import APPLICATION
from tests.world import crash

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.attack]


@pytest.fixture
def application() -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    """Return a connection of the application's role to a log of three rows."""
    for step in range(3):
        audit.record(event="case.moved", act=audit.by_system(at=AT), data={"step": step})
    assert audit.chain_all() == 3
    audit.record(event="case.moved", act=audit.by_system(at=AT), data={"step": 3})
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APPLICATION}")
    tables.grant(APPLICATION)
    with psycopg.connect(crash.database_url(), autocommit=True) as opened:
        opened.execute(f"SET ROLE {APPLICATION}".encode())
        yield opened


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_record WHERE sequence = 3",
        "UPDATE audit_record SET code = 'X'",
        "TRUNCATE audit_record",
        "ALTER TABLE audit_record DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_record_refuse ON audit_record",
        "DELETE FROM audit_unchained",
        "UPDATE audit_unchained SET code = 'X'",
        "TRUNCATE audit_unchained",
        "UPDATE audit_chain_head SET sequence = 2",
        "DELETE FROM audit_chain_head",
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "ALTER FUNCTION audit_refuse() RENAME TO gone",
        "DROP TABLE audit_record",
        "DELETE FROM django_migrations",
    ],
)
def test_application_cannot_cut_or_change_the_log(
    application: "psycopg.Connection[tuple[object, ...]]", statement: str
) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        application.execute(statement.encode())

    assert audit.head().sequence == 3
    assert audit.verify() == []


def test_application_adds_to_the_end_of_the_log(application: "psycopg.Connection[tuple[object, ...]]") -> None:
    last = Record.objects.get(sequence=3)
    values = {name: getattr(last, name) for name in LINKED_FIELDS} | {"previous_hash": last.hash}
    # Not even a temporary table in the way of the head stops or misleads the chain.
    application.execute("CREATE TEMP TABLE audit_chain_head (id boolean, sequence bigint, hash text)")
    columns = [*(f'"{name}"' for name in LINKED_FIELDS), "sequence", "at", "hash"]
    given = [*values.values(), 4, AT, link(values, sequence=4, at=AT)]
    given = [psycopg.types.json.Jsonb(one) if isinstance(one, dict) else one for one in given]
    marks = ", ".join(["%s"] * len(given))
    statement = f"INSERT INTO audit_record ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - the test's own words
    application.execute(statement.encode(), given)

    assert audit.head().sequence == 4
    assert audit.verify() == []


def test_rights_are_told(application: "psycopg.Connection[tuple[object, ...]]") -> None:
    assert tables.may_change_the_log(), "the tests' own role owns the tables"

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION}")
        try:
            assert not tables.may_change_the_log()
        finally:
            cursor.execute("RESET ROLE")
