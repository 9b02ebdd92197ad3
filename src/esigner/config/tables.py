"""Bringing the tables up to date as their owner, and what the application's role may do with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from esigner.config import connections

_LOGIN: Final = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
_GRANTS: Final = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    # What happened stays: the log only grows, and its head moves with it alone (the trigger runs as the owner).
    "REVOKE ALL ON audit_record, audit_unchained, audit_event, audit_chain_head, django_migrations FROM {role}",
    # Into the chain itself only for doors of the release before, which may run while the tables are brought up to date.
    "GRANT SELECT, INSERT ON audit_record, audit_unchained TO {role}",
    "GRANT SELECT ON audit_event, audit_chain_head, django_migrations TO {role}",
    "REVOKE ALL ON FUNCTION audit_chain FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION audit_chain TO {role}",
)


def bring_up_to_date(*, verbosity: int = 0) -> None:
    """Apply the migrations as the owner of the tables, and grant the application what it needs; one at a time."""
    application = str(connection.settings_dict["USER"])
    with connections.alone("migrate"), _as_owner():
        call_command("migrate", interactive=False, verbosity=verbosity)
        if connection.settings_dict["USER"] != application:
            grant(application)


def grant(role: str) -> None:
    """Grant the role reading and writing of rows, and of the audit log only reading and adding."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = sql.Identifier(cursor.fetchone()[0])
        for statement in _GRANTS:
            cursor.execute(sql.SQL(statement).format(schema=schema, role=sql.Identifier(role)))


def may_change_the_log() -> bool:
    """Return whether the role of this process could cut the audit log: by a right, as owner, or as superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR pg_has_role(current_user, tableowner, 'MEMBER')"
            " OR has_table_privilege('audit_record', 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
            " OR has_table_privilege('audit_unchained', 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
            " OR has_table_privilege('audit_chain_head', 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')"
            " FROM pg_roles, pg_tables WHERE rolname = current_user AND tablename = 'audit_record'"
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _as_owner() -> Iterator[None]:
    """Use the owner's connection in this process until the block ends."""
    kept = dict(connection.settings_dict)
    owner = settings.ESIGNER_DATABASE_OWNER
    if owner["USER"] == kept["USER"]:
        yield
        return
    connection.close()
    connection.settings_dict.update({name: owner[name] for name in _LOGIN if name in owner})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)
