"""`esigner seal` before a person: asked for a password, shown a bar, stopped by a key."""

import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_frame import PROGRAM
from tests.world import crash
from tests.world.seal_command import key, run
from tests.world.trust_service import PASSWORD


def test_person_at_the_terminal_is_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    def answer(prompt: str) -> str:
        asked.append(prompt)
        return PASSWORD

    monkeypatch.setattr("getpass.getpass", answer)
    assert run(capsys, "seal", "līgums.txt", "-o", "out.asice", "--key", "seal.p12")[0] == 0
    assert asked == ["Parole vai PIN / Password or PIN: "]


@pytest.mark.parametrize(("more", "drawn"), [((), True), (("--quiet",), False)])
def test_bar_is_drawn_for_people_only(folder: Path, more: tuple[str, ...], *, drawn: bool) -> None:
    (folder / "large.bin").write_bytes(b"")
    os.truncate(folder / "large.bin", 600_000_000)
    code, seen = _at_terminal("seal", "large.bin", "-o", "out.asice", *key(*more))
    assert code == 0, seen
    assert (b"%" in seen) is drawn, seen


def test_bar_makes_way_for_the_rows(folder: Path) -> None:
    names = [f"{number}.txt" for number in range(60)]
    for name in names:
        (folder / name).write_bytes(b"x")
    (folder / "done").mkdir()
    code, seen = _at_terminal("seal", *names, "--out-dir", "done", *key())
    assert code == 0, seen
    lines = [line.rpartition(b"\r\x1b[K")[2] for line in seen.split(b"\r\n") if b"{" in line]
    assert [json.loads(line)["files"] for line in lines] == [[name] for name in names]
    assert b"%" in seen


def _at_terminal(*words: str) -> tuple[int, bytes]:
    """Run the command before a terminal; give its exit code and all that was seen there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as started:
        os.close(theirs)
        seen = b""
        while part := _part(ours):
            seen += part
    os.close(ours)
    return started.returncode, seen


@pytest.mark.parametrize(("signal_number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_stopped_in_the_middle_leaves_nothing(folder: Path, signal_number: int, code: int) -> None:
    (folder / "large.bin").write_bytes(b"")
    os.truncate(folder / "large.bin", 3_000_000_000)
    (folder / "out.asice").write_bytes(b"old")
    words = [str(PROGRAM), "seal", "large.bin", "-o", "out.asice", *key()]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        crash.wait_until(lambda: list(folder.glob(".*.part")), what="it writes")
        started.send_signal(signal_number)
        _, said = started.communicate(timeout=30)
    assert (started.returncode, said) == (code, b"")
    assert (folder / "out.asice").read_bytes() == b"old"
    assert list(folder.glob(".*.part")) == []


def _part(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""  # the other end is closed
