"""What every test may rely on: a database that is thrown away, a state folder of its own, a door's settings.

The database is an embedded PostgreSQL, started when the first test asks for it (each worker of pytest-xdist has
its own), or the server that DATABASE_URL names; pytest-django makes a test database inside.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import Settings

from esigner.config import environment
from esigner.config.database import Cluster, django_database
from esigner.config.doors import door_settings
from tests.attack import tally as attacks

# An example that takes long on a busy machine is no wrong one: work is bounded in steps, and counted.
examples.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("no clock")

# As the database of the tests: what is thrown away after a test need not outlive a power cut.
os.fsync = lambda fd: None  # noqa: ARG005 — the name that callers may use

_SESSION_STATE = Path(tempfile.mkdtemp(prefix="esigner-test-"))


def _use_state(settings: Any, state: Path) -> None:  # noqa: ANN401 — Django's settings or pytest's wrapper around them
    settings.ESIGNER_STATE = state
    settings.ESIGNER_AUDIT_HEADS = state / "audit-heads"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(state / "documents")}},
    }


# Before any test: nothing may ever write into the state folder of a developer's own installation.
_use_state(django_settings, _SESSION_STATE)


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster | None]:
    """The embedded server of this session; None where DATABASE_URL names another."""
    if environment.text("DATABASE_URL"):
        yield None
        return
    own = Cluster(data=_SESSION_STATE / "postgres", log=_SESSION_STATE / "postgres.log", durable=False)
    try:
        own.start()
        yield own
    finally:
        own.delete()


@pytest.fixture(scope="session")
def database_url(server: Cluster | None) -> str:
    """The server for this session: DATABASE_URL, else an embedded one."""
    return server.url if server else environment.text("DATABASE_URL")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    database_url: str,
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """Point Django at that server before pytest-django makes the test database."""
    from django.db import connections

    entry = connections.settings["default"]
    test = entry["TEST"]
    entry.update(django_database(url=database_url, state=_SESSION_STATE))
    # Kept open between tests they would outlive the server.
    entry.update(TEST=test, CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=False)
    connections["default"].settings_dict.update(entry)


@pytest.fixture(autouse=True)
def state(request: pytest.FixtureRequest) -> Path:
    """The state folder of this test: its own where it uses the database, a shared throw-away one elsewhere."""
    if request.node.get_closest_marker("django_db") is None:
        return _SESSION_STATE
    folder: Path = request.getfixturevalue("tmp_path") / "state"
    folder.mkdir()
    _use_state(request.getfixturevalue("settings"), folder)
    return folder


@pytest.fixture(autouse=True)
def what_no_flush_empties(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the audit log and the queue after a test that commits: they are no tables that Django flushes."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction", False):
        yield
        return
    blocker = request.getfixturevalue("django_db_blocker")
    yield
    with blocker.unblock():
        _empty_log_and_queue()


def _empty_log_and_queue() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE audit_record, audit_unchained, audit_chain_head, procrastinate_jobs CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")
    connection.close()


@pytest.fixture
def door(settings: Settings) -> Callable[..., None]:
    """Return `door("api", "test")`: this test then has that door's URLs, middleware and environment."""

    def choose(name: str, environment: str = "") -> None:
        for setting, value in door_settings(door=name, environment=environment).items():
            setattr(settings, setting, value)

    return choose


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the attacks came to, where there were any."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind if isinstance(one, pytest.TestReport)]
    for line in attacks.lines(reports):
        terminalreporter.write_line(line)


def pytest_unconfigure() -> None:
    """Leave no folder behind."""
    shutil.rmtree(_SESSION_STATE, ignore_errors=True)
