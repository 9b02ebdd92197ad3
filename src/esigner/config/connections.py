"""Connections to the database: nothing on one of them waits for ever, and a process holds no more than it uses.

1. of doors and worker: a statement, a wait for a lock and a transaction in which nothing happens end after the seconds
   of the settings; each process has a pool, which closes what it does not need
2. of migrations and of the operator's commands: one, on which everything takes as long as it takes
3. of all: a server that is gone together with its machine is noticed by TCP keepalives
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from esigner.config import variables

CONNECT_SECONDS: Final = 5
POOL_WAIT_SECONDS: Final = 5.0
"""For one of the process's connections; a database that is down is so told in this time."""
POOL_IDLE_SECONDS: Final = 5.0
"""So often a pool that did not need all of its connections closes one."""
KEEPALIVES: Final = 3
"""Unanswered ones, after which the connection is dead."""
LASTING_SECONDS: Final = 600
"""A transaction of the worker may hold a mail that is on its way."""
_TIMEOUTS: Final = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
Source = Mapping[str, str] | None


def options(given: Mapping[str, str], *, source: Source = None) -> dict[str, str | int]:
    """Return libpq's parameters: ours, with those of DATABASE_URL before them."""
    seconds = variables.number("ESIGNER_DATABASE_KEEPALIVE_SECONDS", source=source)
    timeouts = (
        variables.number("ESIGNER_DATABASE_STATEMENT_SECONDS", source=source),
        variables.number("ESIGNER_DATABASE_LOCK_SECONDS", source=source),
        variables.number("ESIGNER_DATABASE_IDLE_SECONDS", source=source),
    )
    ours: dict[str, str | int] = {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": seconds,
        "keepalives_interval": seconds,
        "keepalives_count": KEEPALIVES,
        # Also where something was sent that nobody acknowledges; milliseconds.
        "tcp_user_timeout": seconds * (KEEPALIVES + 1) * 1000,
    }
    words = [f"-c {name}={number}s" for name, number in zip(_TIMEOUTS, timeouts, strict=True)]
    return {**ours, **given, "options": " ".join([*words, given.get("options", "")]).strip()}


def pool(entry: Mapping[str, Any], *, at_most: int) -> dict[str, Any]:
    """Return what changes in an entry of Django's DATABASES for a process that serves: its threads share connections.

    Args:
        entry: As `database.django_database` gives it.
        at_most: How many the process may have.
    """
    own = {
        "min_size": 1, "max_size": at_most, "timeout": POOL_WAIT_SECONDS, "max_idle": POOL_IDLE_SECONDS,
        "reconnect_timeout": POOL_WAIT_SECONDS, "num_workers": 2,
    }  # fmt: skip
    return {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**entry.get("OPTIONS", {}), "pool": own}}


def patient(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a connection on which work may take as long as it takes."""
    return _with(parameters, **dict.fromkeys(_TIMEOUTS, 0))


def lasting(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a connection whose transactions may wait for somebody outside."""
    return _with(parameters, idle_in_transaction_session_timeout=LASTING_SECONDS)


def _with(parameters: Mapping[str, Any], **seconds: int) -> dict[str, Any]:
    words = [str(parameters.get("options", "")), *(f"-c {name}={number}s" for name, number in seconds.items())]
    return {**parameters, "options": " ".join(words).strip()}


def be_patient() -> None:
    """Let the statements of this Django process take as long as they take: it is a command of the operator."""
    from django.db import DEFAULT_DB_ALIAS, connections  # noqa: PLC0415 — needs a set-up Django

    entry = connections.settings[DEFAULT_DB_ALIAS]
    entry["OPTIONS"] = patient(entry.get("OPTIONS", {}))


def serve(*, at_most: int, is_lasting: bool) -> None:
    """Let the threads of this Django process share connections; before the first one is opened.

    Args:
        at_most: How many it may have.
        is_lasting: Whether its transactions may wait for somebody outside.
    """
    from django.db import DEFAULT_DB_ALIAS, connections  # noqa: PLC0415 — as above

    entry = connections.settings[DEFAULT_DB_ALIAS]
    if is_lasting:
        entry["OPTIONS"] = lasting(entry.get("OPTIONS", {}))
    entry.update(pool(entry, at_most=at_most))


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Do something that only one process of all machines may do at a time; the others wait for as long as it takes."""
    from django.db import DEFAULT_DB_ALIAS, connections  # noqa: PLC0415 — needs a set-up Django

    own = connections.create_connection(DEFAULT_DB_ALIAS)
    own.settings_dict = {**own.settings_dict, "OPTIONS": patient(own.settings_dict.get("OPTIONS", {}))}
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"esigner {name}"])
        yield
    finally:
        # The lock ends with the connection, also where this process is killed.
        own.close()
