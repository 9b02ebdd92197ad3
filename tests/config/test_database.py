import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from esigner.config import connections
from esigner.config.database import Cluster, django_database, socket_folder
from esigner.config.errors import DatabaseUnavailableError


@pytest.fixture
def cluster(make_folder: Callable[[], Path]) -> Cluster:
    folder = make_folder()
    return Cluster(data=folder / "postgres", log=folder / "postgres.log", durable=False)


@pytest.mark.django_db
def test_tests_run_on_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int >= 160000")
        assert cursor.fetchone() == (True,)


def test_url_is_read_in_all_its_parts() -> None:
    entry = django_database(url="postgresql://u%40x:p%2Fw@db.example:5433/epak?sslmode=verify-full", state=Path("/s"))
    assert {key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
        "NAME": "epak",
        "USER": "u@x",
        "PASSWORD": "p/w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": connections.options({"sslmode": "verify-full"}),
    }


def test_socket_of_a_deep_folder_lies_elsewhere() -> None:
    deep = Path("/" + "d" * 120) / "postgres"
    assert len(str(socket_folder(deep) / ".s.PGSQL.5432")) <= 100
    assert socket_folder(deep) != socket_folder(deep.with_name("other"))


@pytest.mark.lifecycle
def test_cluster_keeps_what_was_written(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url, autocommit=True) as first:
        first.execute("CREATE TABLE kept AS SELECT 7 AS value")
    cluster.stop()
    cluster.start()
    try:
        with psycopg.connect(cluster.url) as second:
            assert second.execute("SELECT value FROM kept").fetchone() == (7,)
    finally:
        cluster.delete()
    assert not cluster.data.exists()


@pytest.mark.lifecycle
@pytest.mark.attack
def test_nobody_else_reaches_the_socket_and_no_port_is_open(cluster: Cluster) -> None:
    cluster.start()
    try:
        folder = socket_folder(cluster.data)
        assert folder.stat().st_mode & 0o077 == 0
        with psycopg.connect(cluster.url) as inside:
            assert inside.execute("SHOW listen_addresses").fetchone() == ("",)
    finally:
        cluster.delete()


@pytest.mark.lifecycle
def test_server_left_by_a_killed_supervisor_is_replaced(cluster: Cluster) -> None:
    cluster.start()
    assert cluster.process is not None
    left = cluster.process
    successor = Cluster(data=cluster.data, log=cluster.log, durable=False)
    successor.start()
    try:
        assert left.wait(10) == 0
        with psycopg.connect(successor.url) as connected:
            assert connected.execute("SELECT 1").fetchone() == (1,)
    finally:
        successor.delete()


@pytest.mark.attack
def test_socket_folder_of_somebody_else_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    socket_folder(cluster.data).symlink_to(tmp_path / "elsewhere")
    with pytest.raises((DatabaseUnavailableError, FileExistsError)):
        cluster.start()
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has another account to run PostgreSQL as")
@pytest.mark.lifecycle
def test_root_runs_it_as_somebody_else(cluster: Cluster) -> None:
    cluster.start()
    try:
        assert cluster.process is not None
        assert Path(f"/proc/{cluster.process.pid}").stat().st_uid != 0
        assert cluster.data.stat().st_uid != 0
    finally:
        cluster.delete()
