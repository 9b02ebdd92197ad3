"""How many rows statements read, as PostgreSQL counts them in their plans; and many rows made of one."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, models

_READING: Final = re.compile(r"\s*(SELECT|WITH|DELETE|UPDATE)\b", re.IGNORECASE)


@dataclass
class Reads:
    """What the statements of a block read."""

    by_statement: list[tuple[int, str]] = field(default_factory=list)
    """Rows that were looked at, those that did not fit included, and the statement."""

    @property
    def rows(self) -> int:
        """Return how many rows were looked at in all."""
        return sum(rows for rows, _ in self.by_statement)


@contextmanager
def reads() -> Iterator[Reads]:
    """Run each reading statement of the block a second time under EXPLAIN (ANALYZE), changes undone, and count."""
    found = Reads()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 - Django's
        if _READING.match(sql) and not many and "pg_advisory" not in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("SAVEPOINT plans")
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                plan = cursor.fetchone()[0]
                cursor.execute("ROLLBACK TO SAVEPOINT plans")
            plan = json.loads(plan) if isinstance(plan, str) else plan
            found.by_statement.append((_looked_at(plan[0]["Plan"]), sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


def multiply(model: type[models.Model], *, id: object, times: int, unique: tuple[str, ...]) -> None:  # noqa: A002 - the column
    """Insert copies of one row by one statement; UUIDs and unique texts are new."""
    table = model._meta.db_table
    columns = [str(one.column) for one in model._meta.concrete_fields]
    values = [
        (f"gen_random_uuid(){'' if name == 'id' else '::text'}" if name in unique else f'"{name}"') for name in columns
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(_quoted, columns))}) SELECT {', '.join(values)}"  # noqa: S608 - names
            f" FROM {table}, generate_series(1, %s) WHERE id = %s",
            [times, str(id)],
        )
        cursor.execute(f"ANALYZE {table}")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _looked_at(plan: dict[str, Any]) -> int:
    """Return the rows that the scans of a plan returned or threw away, loops included."""
    own = 0
    if "Relation Name" in plan or "Index Name" in plan:
        dropped = sum(plan.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Index Recheck"))
        own = int((plan["Actual Rows"] + dropped) * plan["Actual Loops"])
    return own + sum(_looked_at(one) for one in plan.get("Plans", ()))
