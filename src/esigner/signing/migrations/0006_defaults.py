"""Sessions that an earlier version opens: of the usual shape, without a result yet.

Code of an earlier version, which runs while this one comes, does not name these columns when it adds a row (ADR 0026).
"""

from typing import ClassVar

from django.db import migrations

DEFAULTS = (
    ("signing_session", "shape", "'{}'"),
    ("signing_session", "result_level", "''"),
)


def _sql(table: str, column: str, value: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
    )


class Migration(migrations.Migration):
    """Give the columns a default in the database; the models say theirs, as before."""

    dependencies: ClassVar = [("signing", "0005_attempts")]

    operations: ClassVar = [_sql(*one) for one in DEFAULTS]
