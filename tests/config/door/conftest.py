"""A door in a process of its own, and certificates that openssl made."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, kw_only=True)
class RunningDoor:
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def curl(self, path: str, *arguments: str) -> bytes:
        command = ["curl", "-sS", "--fail-with-body", "--cacert", str(self.folder / "server.pem"), *arguments]
        return subprocess.run([*command, self.url + path], check=True, capture_output=True, timeout=60).stdout

    def who(self, *arguments: str) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.curl("/who", *arguments))
        return answer

    def certificate(self, name: str) -> tuple[str, ...]:
        return ("--cert", str(self.folder / f"{name}.pem"), "--key", str(self.folder / f"{name}.key"))


def openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=folder, timeout=60)


def self_signed(name: str, *, folder: Path, dates: tuple[str, ...] = ("-days", "30"), san: str = "DNS:x") -> None:
    openssl(
        *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
        *("-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN={name}", "-addext", f"subjectAltName={san}"),
        *dates,
        folder=folder,
    )


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("door")
    self_signed("server", folder=folder, san="DNS:localhost,IP:127.0.0.1")
    self_signed("unknown", folder=folder)
    # `openssl x509 -req -days` goes back in time with a negative number of days.
    openssl("req", "-new", "-key", "unknown.key", "-subj", "/CN=expired", "-out", "expired.csr", folder=folder)
    openssl(
        *("x509", "-req", "-in", "expired.csr", "-signkey", "unknown.key", "-days", "-1", "-out", "expired.pem"),
        folder=folder,
    )
    (folder / "expired.key").write_bytes((folder / "unknown.key").read_bytes())
    openssl("req", "-new", "-key", "unknown.key", "-subj", "/CN=leaf", "-out", "leaf.csr", folder=folder)
    self_signed("issuer", folder=folder)
    openssl(
        *("x509", "-req", "-in", "leaf.csr", "-CA", "issuer.pem", "-CAkey", "issuer.key", "-days", "5"),
        *("-out", "leaf-only.pem"),
        folder=folder,
    )
    chain = (folder / "leaf-only.pem").read_bytes() + (folder / "issuer.pem").read_bytes()
    (folder / "chain.pem").write_bytes(chain)
    (folder / "chain.key").write_bytes((folder / "unknown.key").read_bytes())
    return folder


@pytest.fixture(scope="session")
def start_door(certificates: Path) -> Callable[..., RunningDoor]:
    def start(**settings: str) -> RunningDoor:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.config.door.small_application", str(certificates)],
            stdout=subprocess.PIPE,
            env=os.environ | settings,
        )
        assert process.stdout is not None
        word, port = process.stdout.readline().split()
        assert word == b"ready"
        return RunningDoor(folder=certificates, port=int(port), process=process)

    return start


@pytest.fixture(scope="session")
def running_door(start_door: Callable[..., RunningDoor]) -> Iterator[RunningDoor]:
    running = start_door()
    yield running
    running.process.terminate()
    assert running.process.wait(10) == 0
    assert running.process.stdout is not None
    running.process.stdout.close()


@pytest.fixture(scope="session")
def api_door(start_door: Callable[..., RunningDoor]) -> Iterator[RunningDoor]:
    """A door that knows the certificates `unknown` and `chain`, answers to localhost, and takes 5 MB at /upload."""
    running = start_door(TEST_DOOR="api")
    yield running
    running.process.terminate()
    assert running.process.wait(20) == 0
    assert running.process.stdout is not None
    running.process.stdout.close()
