"""What an earlier version adds to a case: in the first process, with nobody else asked.

Code of an earlier version, which runs while this one comes, does not name these columns when it adds a row (ADR 0026).
"""

from typing import ClassVar

from django.db import migrations

DEFAULTS = (
    ("onboarding_application", "process", "'eparakstitajs'"),
    ("onboarding_application", "process_version", "1"),
    ("onboarding_case", "process", "'eparakstitajs'"),
    ("onboarding_case", "process_version", "1"),
    ("onboarding_connectionrequest", "removed_networks", "'[]'"),
    ("onboarding_connectionrequest", "replaces_origins", "false"),
    ("onboarding_submission", "consent", "''"),
    ("onboarding_submission", "consent_by_name", "''"),
    ("onboarding_submission", "signers", "'[]'"),
)


def _sql(table: str, column: str, value: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value}",
        f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT",
    )


class Migration(migrations.Migration):
    """Give the columns a default in the database; the models say theirs, as before."""

    dependencies: ClassVar = [("onboarding", "0003_process")]

    operations: ClassVar = [_sql(*one) for one in DEFAULTS]
