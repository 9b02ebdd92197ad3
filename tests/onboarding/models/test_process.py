"""The process that a row is in: also of rows that were there before there was a second one."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from esigner.onboarding import models, processes
from tests.world import cases as world


def migrate(name: str) -> None:
    """Bring the tables of onboarding to a migration, there and back."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    executor = MigrationExecutor(connection)
    executor.migrate([("onboarding", name)])


@pytest.mark.django_db
def test_rows_that_were_there_before_are_in_the_first_process() -> None:
    application_id, _ = world.draft()

    migrate("0002_sides")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM onboarding_application LIMIT 0")
        assert "process" not in {column.name for column in cursor.description or ()}
    migrate("0003_process")

    row = models.Application.objects.get(pk=application_id)
    assert processes.of(row) is processes.main()
    assert (row.process_version, row.state) == (1, "draft")
