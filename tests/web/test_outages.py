"""A database that is stopped, full, slow or cut off, really: every door answers 503, and nothing is half done."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

from esigner import audit
from esigner.config.database import Cluster
from esigner.signing.models import Session
from esigner.web import outages
from esigner.web.outage_errors import OutageError
from tests.world import crash
from tests.world.sessions import Installation, install, trust_services

pytestmark = [pytest.mark.lifecycle, pytest.mark.django_db(transaction=True)]

SESSION: Final = {"format": "asice", "documents": [{"name": "a.txt", "content": "YQ=="}]}
ROOM: Final = "16m"


@pytest.fixture
def installation(
    transactional_db: None, settings: Settings, state: Path, door: Callable[..., None]
) -> Iterator[Installation]:
    settings.ESIGNER_SANDBOX, settings.ESIGNER_ALLOWED_ADDRESS_RANGES = True, frozenset({"loopback"})
    settings.ESIGNER_URLS = dict(settings.ESIGNER_URLS)
    door("api", "test")
    with trust_services() as (trust, url):
        yield install(trust=trust, url=url)


@pytest.fixture
def system(installation: Installation) -> Client:
    return Client(raise_request_exception=False, **installation.headers())


@contextmanager
def stopped(server: Cluster | None) -> Iterator[None]:
    """Stop the server; it is started again, whatever happens."""
    if server is None:
        pytest.skip("the server that DATABASE_URL names is not ours to stop")
    server.stop()
    try:
        yield
    finally:
        server.start()
        connection.close()


def problem(answer: Any, code: str, *, seconds: int) -> None:  # noqa: ANN401 — of Django's test client
    """Check that the answer is a problem of this code, complete."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == str(seconds)
    document = json.loads(answer.content)
    assert (document["code"], document["retryable"]) == (code, True)
    assert document["requestId"] == answer.headers["Request-Id"] != ""


def opened(system: Client, *, key: str = "") -> Any:  # noqa: ANN401 — as above
    headers = {"idempotency-key": key} if key else {}
    return system.post("/v1/sessions", SESSION, content_type="application/json", headers=headers)


def test_api_answers_a_problem_while_the_database_is_stopped(
    system: Client, server: Cluster | None, caplog: pytest.LogCaptureFixture
) -> None:
    before = system.get("/v1/probe")
    with stopped(server):
        answers = [system.get("/v1/probe"), opened(system), Client().get("/v1/probe", REMOTE_ADDR="192.0.2.1")]
    assert before.status_code == 200
    for answer in answers:
        problem(answer, "DATABASE_AWAY", seconds=5)
    assert "Traceback" not in caplog.text
    assert opened(system).status_code == 201
    assert Session.objects.count() == 1


@pytest.mark.parametrize(("name", "environment", "path"), [("portal", "", "/konts/login/"), ("sign", "test", "/s/x/")])
def test_pages_say_in_both_languages_that_the_database_is_stopped(
    name: str, environment: str, path: str, door: Callable[..., None], db: None, server: Cluster | None
) -> None:
    door(name, environment)
    browser = Client(raise_request_exception=False)
    browser.cookies[{"portal": "esigner_portal_session"}.get(name, "x")] = "abcdefghijklmnopqrstuvwxyz012345"
    with stopped(server):
        answers = {of: browser.get(path, headers={"accept-language": of}) for of in ("lv", "en")}
    for answer in answers.values():
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.headers["Request-Id"] in answer.content.decode()
    assert "Pakalpojums pašlaik nav pieejams" in answers["lv"].content.decode()
    assert "The service is not available at the moment" in answers["en"].content.decode()
    assert browser.get(path).status_code != 503


def test_trust_door_answers_a_problem_while_the_database_is_stopped(
    installation: Installation, door: Callable[..., None], server: Cluster | None
) -> None:
    door("trust")
    software = Client(raise_request_exception=False)
    with stopped(server):
        answer = software.get("/crl/test-clients.crl")
        page = software.get("/crl/test-clients.crl", headers={"accept": "text/html"})
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "DATABASE_AWAY", "5")
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    assert page.headers["Request-Id"] in page.content.decode()


@contextmanager
def full_table(table: str, *, folder: Path) -> Iterator[Callable[[], None]]:
    """Move a table to a small disk and fill that; the block gets what makes room again."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount a small disk")
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", folder], check=False).returncode:
        folder.rmdir()
        pytest.skip("no file system can be mounted here")
    try:
        own = folder / "space"
        own.mkdir()
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            owner = Path(cursor.fetchone()[0]).stat()
            os.chown(own, owner.st_uid, owner.st_gid)
            cursor.execute(f"CREATE TABLESPACE small LOCATION '{own}'")
            # Pages of earlier tests have room; an empty table has none.
            cursor.execute(f"TRUNCATE {table} CASCADE")
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE small")
        filler = folder / "filler"
        _fill(filler)
        yield filler.unlink
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE small")
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def test_full_database_is_a_problem_and_nothing_is_half_done(
    system: Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with full_table("signing_document", folder=Path("/tmp") / f"esigner-full-{os.getpid()}") as make_room:  # noqa: S108 — the server's account must get in
        answers = [opened(system, key=f"key-{number}") for number in range(3)]
        counted = (Session.objects.count(), len(audit.events(event_prefix="signing.session")))
        make_room()
        again = opened(system, key="key-0")
    for answer in answers:
        problem(answer, "STORAGE_FULL", seconds=60)
    assert counted == (0, 0)
    assert (again.status_code, Session.objects.count()) == (201, 1)


def test_full_disk_of_documents_is_a_problem_and_nothing_is_half_done(
    system: Client, settings: Settings, state: Path
) -> None:
    small = state / "documents"
    small.mkdir(exist_ok=True)
    if (
        os.geteuid() != 0
        or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=False).returncode
    ):
        pytest.skip("only root can mount a small disk")
    try:
        _fill(small / "filler")
        answer = opened(system)
        (small / "filler").unlink()
        again = opened(system)
    finally:
        subprocess.run(["umount", "-l", small], check=True)
    problem(answer, "STORAGE_FULL", seconds=60)
    assert (again.status_code, Session.objects.count()) == (201, 1)


@contextmanager
def held(statement: str) -> Iterator["psycopg.Connection[Any]"]:
    """Hold what the statement locks by another connection."""
    with psycopg.connect(crash.database_url()) as other:
        other.execute(statement.encode())
        yield other
        other.rollback()


@pytest.mark.parametrize("setting", ["lock_timeout", "statement_timeout"])
def test_lock_that_is_not_given_in_time_is_a_problem(setting: str, system: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting} = 300")
    with held("LOCK TABLE signing_session IN ACCESS EXCLUSIVE MODE"):
        answer = opened(system)
    problem(answer, "DATABASE_BUSY", seconds=2)
    with connection.cursor() as cursor:
        cursor.execute(f"SET {setting} = 0")
    assert (opened(system).status_code, Session.objects.count()) == (201, 1)


def test_connection_that_is_cut_in_the_middle_is_a_problem_and_nothing_is_half_done(system: Client) -> None:
    """The call waits within its transaction when its connection is ended."""
    with held("LOCK TABLE signing_document IN ACCESS EXCLUSIVE MODE") as other, ThreadPoolExecutor(1) as pool:
        call = pool.submit(_opened_and_closed, system)
        waiting = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        with psycopg.connect(crash.database_url(), autocommit=True) as watch:
            crash.wait_until(lambda: watch.execute(waiting).fetchone(), what="the call waits")
            row = watch.execute(waiting).fetchone()
            assert row is not None
            watch.execute("SELECT pg_terminate_backend(%s)", [row[0]])
        answer = call.result(60)
        other.rollback()
    problem(answer, "DATABASE_AWAY", seconds=5)
    assert (Session.objects.count(), len(audit.events(event_prefix="signing.session"))) == (0, 0)
    assert opened(system).status_code == 201


def _opened_and_closed(system: Client) -> Any:  # noqa: ANN401 — of Django's test client
    try:
        return opened(system)
    finally:
        connection.close()


def test_transaction_that_idled_too_long_is_an_outage() -> None:
    with pytest.raises(Exception) as ended:  # noqa: PT011 — which one is for `of` to say
        _idle()
    connection.close()
    assert isinstance(outages.of(ended.value), OutageError)


def _idle() -> None:
    """Idle in a transaction until the server ends it, then go on."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 50")
        with psycopg.connect(crash.database_url(), autocommit=True) as watch:
            own = connection.connection.info.backend_pid
            gone = "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = %s)"
            crash.wait_until(lambda: watch.execute(gone, [own]).fetchone(), what="the server ends it")
        cursor.execute("SELECT 1")


def test_mistakes_of_ours_are_no_outages() -> None:
    for statement in ("SELECT 1/0", "SELECT nothing", "SELECT 'x'::int", "INSERT INTO signing_session DEFAULT VALUES"):
        with pytest.raises(Exception) as wrong, transaction.atomic(), connection.cursor() as cursor:  # noqa: PT011 — any
            cursor.execute(statement)
        assert outages.of(wrong.value) is None
    assert outages.of(ConnectionResetError()) is None
    assert outages.of(ValueError()) is None
    assert outages.of(None) is None
