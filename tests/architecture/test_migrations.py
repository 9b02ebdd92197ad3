"""Expand, then contract (ADR 0026): the previous version's code goes on working on the tables of the next one.

Every migration that is newer than the rule is looked at; what it may not do is listed with its reason, or it fails.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

APPS: Final = frozenset({"audit", "notices", "onboarding", "registry", "signing"})
BEFORE_THE_RULE: Final = frozenset({
    ("audit", "0001_log"), ("audit", "0002_growth_by_the_owner"), ("audit", "0003_person"),
    ("notices", "0001_notices"), ("notices", "0002_unfinished_letters"),
    ("onboarding", "0001_initial"), ("onboarding", "0002_sides"), ("onboarding", "0003_process"),
    ("registry", "0001_user"), ("registry", "0002_registry"), ("registry", "0003_attempts"),
    ("signing", "0001_signing"), ("signing", "0002_kept_signatures"), ("signing", "0003_formats"),
    ("signing", "0004_purged_sessions"), ("signing", "0005_attempts"),
})  # fmt: skip
"""Landed before it; what they broke was mended by migrations after them."""
CONTRACTED: Final[Mapping[tuple[str, str], str]] = {}
"""Migrations that may take something away: since which version no code uses it any more."""

_REMOVING: Final = (
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
    migrations.RemoveField,
    migrations.RenameField,
)
_SQL: Final = re.compile(
    r"\bDROP\s+(?:TABLE|COLUMN|VIEW|SCHEMA|TYPE)\b|\bRENAME\b|\bSET\s+NOT\s+NULL\b|\bALTER\s+COLUMN\s+\S+\s+(?:SET\s+DATA\s+)?TYPE\b"
    r"|\bADD\s+COLUMN\s+\S+\s+(?![^,;]*\bDEFAULT\b)[^,;]*\bNOT\s+NULL\b",
    re.IGNORECASE,
)


def faults(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """Return what the migration does that code of the previous version would stumble over."""
    new: set[str] = set()
    state = before.clone()
    for operation in migration.operations:
        yield from _faults(operation, state, migration.app_label, new)
        if isinstance(operation, migrations.CreateModel):
            new.add(operation.name.lower())
        operation.state_forwards(migration.app_label, state)


def _faults(operation: Operation, state: ProjectState, app: str, new: set[str]) -> Iterator[str]:
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _faults(inner, state, app, new)
    elif isinstance(operation, migrations.RunSQL):
        for found in _SQL.finditer(str(operation.sql)):
            yield f"SQL takes away or demands: {found[0]}"
    elif isinstance(operation, _REMOVING):
        yield f"takes away or renames: {operation.describe()}"
    elif getattr(operation, "model_name", "").lower() not in new:
        yield from _of_an_old_table(operation, state, app)


def _of_an_old_table(operation: Operation, state: ProjectState, app: str) -> Iterator[str]:
    if isinstance(operation, migrations.AddField):
        if not _may_be_left_out(operation.field):
            yield f"NOT NULL without a default in the database: {operation.describe()}"
    elif isinstance(operation, migrations.AlterField):
        old = state.models[app, operation.model_name.lower()].fields[operation.name]
        yield from _narrowed(old, operation)
    elif isinstance(operation, migrations.AddConstraint):
        yield f"demands of rows what earlier code may not keep: {operation.describe()}"


def _may_be_left_out(field: "models.Field[Any, Any]") -> bool:
    return field.null or field.many_to_many or field.has_db_default()


def _narrowed(old: "models.Field[Any, Any]", operation: migrations.AlterField) -> Iterator[str]:
    field = operation.field
    if type(old) is not type(field):
        yield f"another type: {operation.describe()}"
    if old.null and not field.null:
        yield f"NOT NULL from now on: {operation.describe()}"
    if old.has_db_default() and not field.has_db_default() and not field.null:
        yield f"default taken away: {operation.describe()}"
    if (field.max_length or 0) < (old.max_length or 0):
        yield f"shorter: {operation.describe()}"
    if field.unique and not old.unique:
        yield f"unique from now on: {operation.describe()}"


def newer() -> list[tuple[str, str]]:
    loader = MigrationLoader(None)
    found = {key for key in loader.disk_migrations if key[0] in APPS}
    assert found >= BEFORE_THE_RULE, "a landed migration is gone or renamed"
    return sorted(found - BEFORE_THE_RULE - set(CONTRACTED))


@pytest.mark.parametrize("key", newer(), ids="-".join)
def test_a_migration_leaves_earlier_code_working(key: tuple[str, str]) -> None:
    loader = MigrationLoader(None)
    before = loader.project_state(key, at_end=False)
    assert list(faults(loader.disk_migrations[key], before)) == []


def planted(*operations: Operation) -> list[str]:
    """Return the faults of a migration that would come next in signing."""
    loader = MigrationLoader(None)
    (last,) = (leaf for leaf in loader.graph.leaf_nodes("signing"))
    migration = type("Migration", (migrations.Migration,), {"operations": list(operations)})("9999_planted", "signing")
    return list(faults(migration, loader.project_state(last)))


SQL = migrations.RunSQL
TEXT = models.CharField(max_length=10)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("session", "colour", TEXT),
        migrations.AddField("session", "colour", models.CharField(max_length=10, default="")),
        migrations.RemoveField("session", "language"),
        migrations.RenameField("session", "language", "tongue"),
        migrations.DeleteModel("Answer"),
        migrations.RenameModel("Answer", "Reply"),
        migrations.AlterModelTable("answer", "signing_reply"),
        migrations.AlterField("session", "purged_at", models.DateTimeField()),
        migrations.AlterField("session", "language", models.CharField(max_length=1)),
        migrations.AlterField("session", "language", models.TextField()),
        migrations.AlterField("session", "client_name", models.CharField(max_length=300, unique=True)),
        migrations.AddConstraint(
            "session", models.CheckConstraint(condition=models.Q(language="lv"), name="signing_planted")
        ),
        SQL("ALTER TABLE signing_session DROP COLUMN language"),
        SQL("ALTER TABLE signing_session RENAME COLUMN language TO tongue"),
        SQL("ALTER TABLE signing_session ALTER COLUMN purged_at SET NOT NULL"),
        SQL("ALTER TABLE signing_session ALTER COLUMN language TYPE text"),
        SQL("ALTER TABLE signing_session ADD COLUMN colour text NOT NULL"),
        SQL("DROP TABLE signing_answer"),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("session", "language")]),
    ],
    ids=lambda one: one.describe(),
)
def test_planted_contraction_is_found(operation: Operation) -> None:
    assert planted(operation)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("session", "colour", models.CharField(max_length=10, null=True)),
        migrations.AddField("session", "colour", models.CharField(max_length=10, default="", db_default="")),
        migrations.AlterField("session", "language", models.CharField(max_length=20)),
        migrations.CreateModel("Colour", fields=[("name", models.CharField(max_length=10, primary_key=True))]),
        SQL("ALTER TABLE signing_session ADD COLUMN colour text NOT NULL DEFAULT ''"),
        SQL("ALTER TABLE signing_session ALTER COLUMN language SET DEFAULT 'lv'"),
    ],
    ids=lambda one: one.describe(),
)
def test_planted_expansion_is_none(operation: Operation) -> None:
    assert planted(operation) == []
