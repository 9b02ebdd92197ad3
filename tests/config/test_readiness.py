import socket
from pathlib import Path

import pytest

from esigner.config import readiness


@pytest.mark.parametrize("abstract", [False, True])
def test_state_is_told_to_whoever_started_us(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, abstract: bool) -> None:  # noqa: FBT001
    name = f"@esigner-{tmp_path.name}" if abstract else str(tmp_path / "told")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(name.replace("@", "\0"))
        monkeypatch.setenv("NOTIFY_SOCKET", name)

        readiness.tell(readiness.READY)

        assert told.recv(64) == b"READY=1"


def test_nobody_who_asked_or_listens_is_no_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    readiness.tell(readiness.READY)
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    readiness.tell(readiness.READY)
    assert not (tmp_path / "nobody").exists()
