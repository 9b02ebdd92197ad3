"""A start after any death works, and the supervisor outlives what it watches."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from esigner.config.database import NAME, SUPERUSER, socket_folder
from tests.world.installation import RunningInstallation

pytestmark = pytest.mark.lifecycle
PROCESSES = ("worker", "trust", "portal", "api-test", "sign-test", "api-production", "sign-production")


@pytest.fixture(scope="module")
def one(make_folder: Callable[[], Path]) -> Iterator[RunningInstallation]:
    made = RunningInstallation(state=make_folder() / "state")
    yield made
    assert made.stop() == 0


@pytest.fixture
def installation(one: RunningInstallation) -> RunningInstallation:
    """The same for all: each death is one more in its life."""
    if one.process is None or one.process.poll() is not None:
        one.start()
    return one


def postmaster(installation: RunningInstallation) -> int:
    return int((installation.state / "postgres" / "postmaster.pid").read_text().splitlines()[0])


@contextmanager
def frozen_backend(installation: RunningInstallation) -> Iterator[int]:
    """A server process that cannot see that its postmaster is gone, as in the midst of a long query."""
    url = f"postgresql://{SUPERUSER}@/{NAME}?host={socket_folder(installation.state / 'postgres')}"
    connection = psycopg.connect(url)
    pid = connection.info.backend_pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield pid
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        connection.close()


def kill_everything(installation: RunningInstallation) -> None:
    """End the supervisor, its postmaster and every process that it has forked, at once."""
    assert installation.process is not None
    pids = [installation.process.pid, postmaster(installation), *children(installation.process.pid)]
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    forget(installation)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found]


def forget(installation: RunningInstallation) -> None:
    assert installation.process is not None
    assert installation.process.stdout is not None
    installation.process.wait()
    installation.process.stdout.close()


@contextmanager
def other_process_of(user: int) -> Iterator[int]:
    with subprocess.Popen(
        ["/bin/cat"], stdin=subprocess.PIPE, cwd="/", user=user if os.geteuid() == 0 else None
    ) as one:
        yield one.pid


def is_healthy(installation: RunningInstallation) -> bool:
    answer = httpx.get(f"http://localhost:{installation.ports['trust']}/healthz", timeout=30)
    return answer.is_success


def test_supervisor_outlives_a_postmaster_that_dies_while_a_query_runs(installation: RunningInstallation) -> None:
    with frozen_backend(installation):
        os.kill(postmaster(installation), signal.SIGKILL)
        installation.wait_for("postgres         beidzies")
        installation.wait_for("postgres         gatavs · ready")
    assert installation.run("audit", "verify").returncode == 0
    assert is_healthy(installation)


def test_start_after_everything_died_while_a_query_ran(installation: RunningInstallation) -> None:
    with frozen_backend(installation):
        kill_everything(installation)
        installation.start()
    assert is_healthy(installation)


def test_start_after_a_supervisor_died_and_a_frozen_worker_did_not(installation: RunningInstallation) -> None:
    worker = installation.pid_of("worker")
    assert installation.process is not None
    installation.process.kill()
    forget(installation)
    # Afterwards: Linux wakes the stopped ones of a group that it orphans.
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGSTOP)
    installation.start()
    assert is_healthy(installation)


def test_start_after_a_first_one_died_while_it_made_the_database(make_folder: Callable[[], Path]) -> None:
    state = make_folder() / "state"
    for left in ("postgres", "postgres.new/base"):
        (state / left).mkdir(parents=True)
    (state / "postgres.new" / "PG_VERSION").write_text("18\n")
    (state / "secret_key").touch()
    one = RunningInstallation(state=state)
    one.start()
    assert is_healthy(one)
    assert len((state / "secret_key").read_text()) >= 32
    assert one.stop() == 0


def test_hang_up_starts_each_process_anew_and_nobody_is_refused(installation: RunningInstallation) -> None:
    before = {name: installation.pid_of(name) for name in PROCESSES}
    assert installation.process is not None
    installation.process.send_signal(signal.SIGHUP)
    for name in PROCESSES:
        installation.wait_for(f"{name:<16} palaiž no jauna")
        assert is_healthy(installation)
        installation.wait_for(f"{name:<16} gatavs · ready")
    assert not any(installation.pid_of(name) == pid for name, pid in before.items())


def test_start_after_the_number_of_the_dead_supervisor_was_given_to_another(installation: RunningInstallation) -> None:
    kill_everything(installation)
    (installation.state / "supervisor.pid").write_text(str(os.getpid()))
    installation.start()
    assert is_healthy(installation)


def test_start_after_the_number_of_the_dead_postmaster_was_given_to_another(installation: RunningInstallation) -> None:
    kill_everything(installation)
    noted = installation.state / "postgres" / "postmaster.pid"
    lines = noted.read_text().splitlines()
    # One of the same account, as where everything is one account: the server's own check would believe that it lives.
    with other_process_of(noted.stat().st_uid) as pid:
        noted.write_text("\n".join([str(pid), *lines[1:]]) + "\n")
        installation.start()
    assert is_healthy(installation)
