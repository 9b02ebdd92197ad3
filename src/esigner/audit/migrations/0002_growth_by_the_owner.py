"""Have the head grow as the owner of the tables: the application's role may add rows and touch nothing else."""

from typing import ClassVar

from django.db import migrations

# A temporary table of the same name must not be taken for the head: the schema of temporary ones is searched last.
OWNERS = """
DO $$ BEGIN
    ALTER FUNCTION audit_grow() SECURITY DEFINER;
    EXECUTE format('ALTER FUNCTION audit_grow() SET search_path = %I, pg_temp', current_schema());
END $$;
"""
CALLERS = """
ALTER FUNCTION audit_grow() SECURITY INVOKER;
ALTER FUNCTION audit_grow() RESET search_path;
"""


class Migration(migrations.Migration):
    """Give the trigger its owner's rights."""

    dependencies: ClassVar = [("audit", "0001_log")]

    operations: ClassVar = [migrations.RunSQL(sql=OWNERS, reverse_sql=CALLERS)]
