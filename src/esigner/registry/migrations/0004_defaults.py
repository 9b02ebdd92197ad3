"""People whom an earlier version adds: their first series of sessions.

Code of an earlier version, which runs while this one comes, does not name these columns when it adds a row (ADR 0026).
"""

from typing import ClassVar

from django.db import migrations

DEFAULTS = (("registry_user", "session_series", "0"),)


def _sql(table: str, column: str, value: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
    )


class Migration(migrations.Migration):
    """Give the columns a default in the database; the models say theirs, as before."""

    dependencies: ClassVar = [("registry", "0003_attempts")]

    operations: ClassVar = [_sql(*one) for one in DEFAULTS]
