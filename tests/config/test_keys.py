"""Starting with the keys of the installation, or not at all."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from esigner.config.database import Cluster
from esigner.config.errors import StartRefusedError
from esigner.errors import Text
from tests.world.installation import PROGRAM, RunningInstallation

pytestmark = pytest.mark.lifecycle


@pytest.fixture
def empty_database(make_folder: Callable[[], Path]) -> Iterator[str]:
    folder = make_folder()
    cluster = Cluster(data=folder / "postgres", log=folder / "postgres.log", durable=False)
    cluster.start()
    yield cluster.url
    cluster.delete()


def bootstrap(state: Path, url: str) -> "subprocess.Popen[str]":
    one = RunningInstallation(state=state, settings={"DATABASE_URL": url})
    return subprocess.Popen([PROGRAM, "bootstrap"], env=one.environment, stderr=subprocess.PIPE, text=True)


def test_of_two_first_starts_on_an_empty_database_one_founds_and_the_other_refuses(
    empty_database: str, make_folder: Callable[[], Path]
) -> None:
    states = [make_folder(), make_folder()]
    ends = []
    for process in [bootstrap(state, empty_database) for state in states]:
        _, said = process.communicate(timeout=600)
        ends.append((process.returncode, said))
    ends.sort(key=lambda end: end[0])
    assert [status for status, _ in ends] == [0, 1]
    assert ends[0][1] == ""
    assert ends[1][1].startswith("INSTALLATION_KEYS_MISSING: Datubāze pieder instalācijai")
    with psycopg.connect(empty_database) as opened:
        row = opened.execute("SELECT count(*) FROM registry_anchor WHERE label = 'E-Signer Clients CA'").fetchone()
    assert row == (1,)
    founded, joins = sorted(states, key=lambda state: not (state / "pki").exists())
    shutil.copytree(founded / "pki", joins / "pki")
    process = bootstrap(joins, empty_database)
    assert (process.communicate(timeout=600)[1], process.returncode) == ("", 0)


def test_start_without_the_keys_is_refused_on_the_screen_until_they_are_back(make_folder: Callable[[], Path]) -> None:
    installation = RunningInstallation(state=make_folder() / "state")
    assert installation.run("bootstrap").returncode == 0
    kept = installation.state / "kept"
    (installation.state / "pki").rename(kept)

    refused = installation.run("up")
    assert refused.returncode == 1
    assert "INSTALLATION_KEYS_MISSING: Datubāze pieder instalācijai, kuras atslēgu mapē" in refused.stderr
    assert "INSTALLATION_KEYS_MISSING: The database belongs to an installation whose keys" in refused.stderr
    assert "Traceback" not in refused.stderr
    shown = installation.run("pki", "keys")
    assert shown.returncode == 1
    assert "test-root                  NAV · MISSING" in shown.stdout
    assert "secret_key" in shown.stdout
    assert not (installation.state / "pki").exists()

    kept.rename(installation.state / "pki")
    assert installation.run("bootstrap").returncode == 0
    assert installation.run("pki", "keys").returncode == 0


def test_refusal_of_the_bootstrap_keeps_its_code_and_sentences() -> None:
    refused = StartRefusedError("ITS_CODE", "latviski", "in English")
    assert (refused.code, refused.detail()) == ("ITS_CODE", Text("latviski", "in English"))
    assert StartRefusedError.code == "START_REFUSED"


def test_replacing_lost_keys_wants_to_be_said_in_full(make_folder: Callable[[], Path]) -> None:
    installation = RunningInstallation(state=make_folder() / "state")
    assert installation.run("bootstrap").returncode == 0
    shutil.rmtree(installation.state / "pki" / "test-tsa")
    assert installation.run("pki", "replace-lost").returncode == 2
    done = installation.run("pki", "replace-lost", "--there-is-no-copy")
    assert (done.returncode, "MISSING" in done.stdout) == (0, False)
    assert installation.run("bootstrap").returncode == 0
