"""`esigner up`, run for real: names what dies and starts it again, stops in order, finds everything again."""

import os
import signal
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import errors

from esigner.ades import timestamps
from esigner.config.database import APPLICATION, NAME, SUPERUSER, socket_folder
from tests.world.installation import RunningInstallation

pytestmark = pytest.mark.lifecycle
PROCESSES = ("worker", "trust", "portal", "api-test", "sign-test", "api-production", "sign-production")


@pytest.fixture(scope="module")
def running(make_folder: Callable[[], Path]) -> Iterator[RunningInstallation]:
    installation = RunningInstallation(state=make_folder() / "state")
    installation.start()
    yield installation
    assert installation.stop() == 0


def get(installation: RunningInstallation, key: str, path: str) -> httpx.Response:
    scheme = "https" if key.startswith("api_") else "http"
    trust = ssl.create_default_context(cafile=str(installation.state / "pki" / "server-root" / "certificate.pem"))
    return httpx.get(f"{scheme}://localhost:{installation.ports[key]}{path}", verify=trust, timeout=30)


def healthy(installation: RunningInstallation, key: str) -> bool:
    answer = get(installation, key, "/healthz")
    return answer.status_code == 200 and "database: ok" in answer.text


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def wait_until_dead(pid: int) -> None:
    deadline = time.monotonic() + 20
    while is_alive(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_process_says_that_it_is_ready(running: RunningInstallation) -> None:
    ready = [line.split()[0] for line in running.said if "gatavs · ready" in line]
    assert set(ready) == {"postgres", "bootstrap", *PROCESSES}


@pytest.mark.attack
def test_no_process_can_cut_the_log(running: RunningInstallation) -> None:
    address = f"@/{NAME}?host={socket_folder(running.state / 'postgres')}"
    with psycopg.connect(f"postgresql://{SUPERUSER}{address}") as owner:
        query = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        assert owner.execute(query, [NAME]).fetchall() == [(APPLICATION,)]
    with psycopg.connect(f"postgresql://{APPLICATION}{address}") as one, pytest.raises(errors.InsufficientPrivilege):
        one.execute("DELETE FROM audit_record")
    assert "audit-rights: lietotne auditu tikai papildina" in running.run("doctor").stdout


def test_every_door_answers(running: RunningInstallation) -> None:
    assert all(healthy(running, key) for key in running.ports)


def test_each_door_shows_its_own_pages(running: RunningInstallation) -> None:
    portal = get(running, "portal", "/")
    assert "Pieteikšanās" in portal.text
    assert "default-src 'none'" in portal.headers["content-security-policy"]
    assert get(running, "portal", "/static/portal/page.css").status_code == 200
    assert b"BEGIN CERTIFICATE" in get(running, "trust", "/ca/test-root.pem").content
    for environment in ("test", "production"):
        refused = get(running, f"api_{environment}", "/v1/probe").json()
        assert refused["code"] == "CLIENT_CERTIFICATE_MISSING"
        assert get(running, f"sign_{environment}", "/s/nobody/").status_code == 404
        assert get(running, f"sign_{environment}", "/v1/probe").status_code == 404


@pytest.mark.parametrize(
    ("path", "query", "reply", "content"),
    [
        ("/tsa/test", "timestamp-query", "timestamp-reply", timestamps.request(bytes(32), "SHA256", 1)),
        ("/ocsp/test-clients", "ocsp-request", "ocsp-response", bytes.fromhex("30053003300130 00")),
    ],
)
def test_query_in_chunks_is_answered(
    running: RunningInstallation, path: str, query: str, reply: str, content: bytes
) -> None:
    """As .NET and Node send it: without a length."""
    answer = httpx.post(
        f"http://localhost:{running.ports['trust']}{path}",
        content=iter([content[:5], content[5:]]),
        headers={"Content-Type": f"application/{query}"},
        timeout=30,
    )
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.headers["content-type"]) == (200, f"application/{reply}")


@pytest.mark.attack
def test_names_of_the_doors_are_their_own(running: RunningInstallation) -> None:
    for key in running.ports:
        scheme = "https" if key.startswith("api_") else "http"
        trust = ssl.create_default_context(cafile=str(running.state / "pki" / "server-root" / "certificate.pem"))
        url = f"{scheme}://localhost:{running.ports[key]}/"
        answer = httpx.get(url, headers={"Host": "evil.example"}, verify=trust, timeout=30)
        assert answer.status_code == 421
        assert "HOST_UNKNOWN" in answer.text


@pytest.mark.attack
def test_form_that_is_too_long_is_refused_before_it_is_read(running: RunningInstallation) -> None:
    url = f"http://localhost:{running.ports['portal']}/konts/login/"
    answer = httpx.post(url, data={"login": "x" * 300_000}, timeout=30)
    assert (answer.status_code, "BODY_TOO_LONG" in answer.text) == (413, True)


def test_doors_listen_on_loopback_alone(running: RunningInstallation) -> None:
    addresses = [
        line.split()[1]
        for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) in running.ports.values()
    ]
    assert len(addresses) == len(running.ports)
    assert {address.partition(":")[0] for address in addresses} == {"0100007F"}


def test_process_that_dies_is_named_and_started_again(running: RunningInstallation) -> None:
    os.kill(running.pid_of("api-test"), signal.SIGKILL)
    # Other tests of this installation may have left lines of other processes unread.
    assert "SIGKILL" in running.wait_for("api-test         beidzies")
    running.wait_for("api-test         gatavs · ready")
    assert healthy(running, "api_test")


def test_caller_waits_while_a_door_is_started_again(running: RunningInstallation) -> None:
    """The supervisor holds the listening socket, so nobody is refused."""
    os.kill(running.pid_of("trust"), signal.SIGKILL)
    assert healthy(running, "trust")
    running.wait_for("ready")


def test_database_that_dies_is_started_again(running: RunningInstallation) -> None:
    pid = int((running.state / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(pid, signal.SIGKILL)
    running.wait_for("postgres         gatavs · ready")
    assert running.run("audit", "verify").returncode == 0


def test_second_supervisor_in_the_folder_is_refused(running: RunningInstallation) -> None:
    done = running.run("up")
    assert done.returncode == 1
    assert "Šajā mapē jau darbojas cits E-parakstītājs" in done.stderr
    assert "STATE_BUSY: Another E-signer already runs in this folder" in done.stderr


def test_taken_port_is_told_in_one_sentence(running: RunningInstallation, tmp_path: Path) -> None:
    other = RunningInstallation(state=tmp_path / "other", ports=running.ports)
    done = other.run("up")
    assert done.returncode == 1
    port = running.ports["trust"]
    assert f"PORT_TAKEN: Ports {port} ir aizņemts: atbrīvojiet to vai norādiet citu ar iestatījumu" in done.stderr
    assert "with the setting ESIGNER_PORT_TRUST." in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_setting_is_told_in_one_sentence(make_folder: Callable[[], Path]) -> None:
    installation = RunningInstallation(state=make_folder() / "state", settings={"ESIGNER_TLS_SOURCE": "both"})
    done = installation.run("up")
    assert done.returncode == 1
    assert "Nederīgs iestatījums ESIGNER_TLS_SOURCE: jābūt embedded vai nginx." in done.stderr
    assert "Traceback" not in done.stderr


def test_failed_bootstrap_is_named_with_its_log(make_folder: Callable[[], Path]) -> None:
    installation = RunningInstallation(state=make_folder() / "state")
    installation.state.mkdir()
    (installation.state / "pki").write_text("a file where a folder should be")
    done = installation.run("up")
    assert done.returncode == 1
    assert "PROCESS_FAILED: Neizdevās palaist procesu bootstrap (" in done.stderr
    assert f"log: {installation.state}/logs/bootstrap.log" in done.stderr
    assert done.stdout.splitlines()[-1] == "apturēts · stopped"


def test_state_is_found_again(make_folder: Callable[[], Path]) -> None:
    installation = RunningInstallation(state=make_folder() / "state")
    installation.start()
    added = installation.run(
        *("account", "add", "--email", "Anna@example.test", "--role", "auditor"),
        *("--given-name", "Anna", "--surname", "Auditore", "--password-stdin"),
        stdin="gara-parole-2026\n",
    )
    assert added.returncode == 0, added.stderr
    before = identity(installation)
    assert installation.stop(signal.SIGINT) == 0
    assert installation.said[-1] == "apturēts · stopped"
    assert not any(is_alive(installation.pid_of(name)) for name in PROCESSES)
    assert not (installation.state / "postgres" / "postmaster.pid").exists()
    for port in installation.ports.values():
        with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
            probe.connect(("127.0.0.1", port))

    installation.start()
    assert identity(installation) == before
    assert installation.run("account", "code", "anna@example.test").stdout.strip().isdigit()
    assert installation.stop() == 0


def identity(installation: RunningInstallation) -> dict[str, bytes]:
    files = [installation.state / "secret_key", *installation.state.glob("pki/*/certificate.pem")]
    assert len(files) > 10
    return {str(path): path.read_bytes() for path in files}


def test_everything_ends_with_a_killed_supervisor_and_starts_again(make_folder: Callable[[], Path]) -> None:
    installation = RunningInstallation(state=make_folder() / "state")
    installation.start()
    pids = [installation.pid_of(name) for name in PROCESSES]
    assert installation.process is not None
    installation.process.kill()
    installation.process.wait()
    for pid in pids:
        wait_until_dead(pid)
    assert installation.process.stdout is not None
    installation.process.stdout.close()
    # PostgreSQL outlived its supervisor; the next one takes its place.
    installation.start()
    assert installation.stop() == 0


def test_door_of_two_processes_is_answered_by_either(make_folder: Callable[[], Path]) -> None:
    """One of them is frozen, then killed: whoever comes meanwhile is answered by the other one."""
    installation = RunningInstallation(state=make_folder() / "state", settings={"ESIGNER_DOOR_PROCESSES": "2"})
    installation.start()
    first, second = (installation.pid_of(name) for name in ("api-test", "api-test-2"))
    for frozen in (first, second):
        os.kill(frozen, signal.SIGSTOP)
        assert healthy(installation, "api_test")
        os.kill(frozen, signal.SIGCONT)
    os.kill(second, signal.SIGKILL)
    installation.wait_for("api-test-2       gatavs · ready")
    assert healthy(installation, "api_test")
    assert installation.stop() == 0
    assert not is_alive(first)


@pytest.mark.parametrize("number", ["0", "33"])
def test_number_of_processes_is_bounded(make_folder: Callable[[], Path], number: str) -> None:
    installation = RunningInstallation(state=make_folder() / "state", settings={"ESIGNER_DOOR_PROCESSES": number})
    done = installation.run("up")
    assert (done.returncode, "ESIGNER_DOOR_PROCESSES" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr
