"""Code of landed versions, taken from the history of this repository, and databases that it works in."""

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.world import crash

PLAY: Final = "tests/upgrade/play.py"


def code_of(commit: str, *, into: Path) -> Path:
    """Unpack the version's `src` and `tests`; skip the test aloud where the history is not here."""
    try:
        packed = subprocess.run(
            ["git", "archive", commit, "src", "tests"], cwd=crash.ROOT, capture_output=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"version {commit} is not in the history that is here: {error}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        if hasattr(tarfile, "data_filter"):
            archive.extractall(into, filter="data")
        else:  # before Python 3.11.4; the archive is our own
            archive.extractall(into)  # noqa: S202
    return into


@contextmanager
def database(url: str, name: str) -> Iterator[str]:
    """Return the address of a new, empty database on the server."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@dataclass(frozen=True, kw_only=True)
class Player:
    """Plays steps by one version's code in one database and state folder."""

    database_url: str
    state: Path
    proxy: crash.Proxy
    """Where every version finds the trust services; it hands on to those of whoever plays."""

    def play(self, code: Path, *steps: str, told: dict[str, Any]) -> dict[str, Any]:
        """Return what was told, with what the steps did."""
        own = {
            "DATABASE_URL": self.database_url, "ESIGNER_STATE": str(self.state), "ESIGNER_SANDBOX": "1",
            "ESIGNER_ALLOWED_ADDRESS_RANGES": "loopback", "DJANGO_SETTINGS_MODULE": "esigner.config.settings",
            "PYTHONPATH": os.pathsep.join((str(code / "src"), str(code))),
        }  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ESIGNER_")}
        with subprocess.Popen(
            [sys.executable, "-P", str(crash.ROOT / PLAY), *steps], env=kept | own, cwd=code, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            first = process.stdout.readline()
            if first:
                self.proxy.door = json.loads(first)["trust"]
            said, complaint = process.communicate(json.dumps(told | {"trust": self.proxy.url}) + "\n")
        assert process.returncode == 0, f"{code} {steps}: {complaint[-3000:]}"
        result: dict[str, Any] = json.loads(said.splitlines()[-1])
        return result
