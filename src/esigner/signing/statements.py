"""The statements of this app's tables that every call needs, written once.

Django composes and compiles the same statement anew each time, which costs more than having it done: a session's five
calls would spend two thirds of their time on that. What is asked seldom, or in many ways, is asked through Django.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection, models

_Row = TypeVar("_Row", bound=models.Model)


class Table(Generic[_Row]):
    """Reading and writing rows of a model; times, JSON and the rest are as the model has them."""

    def __init__(self, model: type[_Row]) -> None:
        """Take the model; its fields are looked up with the first statement, when the apps are ready."""
        self._model = model
        self._updates: dict[tuple[str, ...], str] = {}

    def select(self, where: str, *values: Any) -> list[_Row]:  # noqa: ANN401 — as the driver takes them
        """Return the rows.

        Args:
            where: What follows WHERE, such as `id = %s FOR UPDATE`; never a stranger's words.
            values: Of its placeholders.
        """
        with connection.cursor() as cursor:
            cursor.execute(self._select + where, values)
            found = cursor.fetchall()
        return [self._read(row) for row in found]

    def insert(self, *rows: _Row) -> None:
        """Add new rows."""
        marks = ", ".join([self._marks] * len(rows))
        values = [self._value(field, row) for row in rows for field in self._fields]
        with connection.cursor() as cursor:
            cursor.execute(f"{self._insert} VALUES {marks}", values)
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 — as `from_db` does

    def update(self, row: _Row, *names: str) -> None:
        """Write these fields of a row that is there."""
        fields = [self._by_name[name] for name in names]
        values = [self._value(field, row) for field in (*fields, self._key)]
        with connection.cursor() as cursor:
            cursor.execute(self._update(names), values)

    @cached_property
    def _fields(self) -> tuple["models.Field[Any, Any]", ...]:
        return tuple(self._model._meta.concrete_fields)  # noqa: SLF001 — Django's documented interface

    @cached_property
    def _by_name(self) -> dict[str, "models.Field[Any, Any]"]:
        return {field.name: field for field in self._fields}

    @cached_property
    def _key(self) -> "models.Field[Any, Any]":
        return next(field for field in self._fields if field.primary_key)

    @cached_property
    def _select(self) -> str:
        return f"SELECT {self._columns} FROM {self._name} WHERE "  # noqa: S608 — the model's own names

    @cached_property
    def _insert(self) -> str:
        return f"INSERT INTO {self._name} ({self._columns})"

    @cached_property
    def _name(self) -> str:
        return _quoted(self._model._meta.db_table)  # noqa: SLF001 — as above

    @cached_property
    def _columns(self) -> str:
        return ", ".join(_quoted(field.column) for field in self._fields)

    @cached_property
    def _marks(self) -> str:
        return f"({', '.join(['%s'] * len(self._fields))})"

    @cached_property
    def _readers(self) -> tuple[tuple[int, Callable[..., object]], ...]:
        found = ((place, getattr(field, "from_db_value", None)) for place, field in enumerate(self._fields))
        return tuple((place, reader) for place, reader in found if reader is not None)

    def _update(self, names: tuple[str, ...]) -> str:
        if names not in self._updates:
            columns = ", ".join(f"{_quoted(self._by_name[name].column)} = %s" for name in names)
            key = _quoted(self._key.column)
            self._updates[names] = f"UPDATE {self._name} SET {columns} WHERE {key} = %s"  # noqa: S608 — as above
        return self._updates[names]

    def _read(self, row: Sequence[object]) -> _Row:
        values = list(row)
        for place, reader in self._readers:
            values[place] = reader(values[place], None, connection)
        return self._model.from_db(connection.alias, _names(self._fields), values)

    def _value(self, field: "models.Field[Any, Any]", row: _Row) -> Any:  # noqa: ANN401 — whatever the column takes
        return field.get_db_prep_save(getattr(row, field.attname), connection)


def _names(fields: Sequence["models.Field[Any, Any]"]) -> list[str]:
    return [field.attname for field in fields]


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))
