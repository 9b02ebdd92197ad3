import subprocess
from pathlib import Path

import pytest

from tests.architecture import documents

RUN = documents.ROOT / "run"


def test_documents_hold_together() -> None:
    assert list(documents.faults()) == []


def test_planted_faults_are_found(tmp_path: Path) -> None:
    assert documents.broken_links("see [it](nowhere.md#part) or [that](https://x.lv)", folder=tmp_path) == [
        "nowhere.md#part"
    ]
    assert documents.unknown_commands("`esigner dance` and ```\n./run away\n```, esigner talks") == [
        "esigner dance",
        "./run away",
    ]
    assert documents.MACHINE.findall("in /home/anna/x") == ["/home/anna"]


def test_run_without_command_explains_itself_and_exits_2() -> None:
    done = subprocess.run([RUN], capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    said = {line.split()[1] for line in done.stderr.splitlines() if line.startswith("./run ")}
    assert said == documents.RUN_COMMANDS


@pytest.mark.parametrize("status", [0, 3])
def test_run_exec_keeps_folder_and_exit_status(tmp_path: Path, status: int) -> None:
    words = ["python", "-c", f"import os, sys; print(os.getcwd(), sys.prefix); sys.exit({status})"]
    done = subprocess.run([RUN, "exec", *words], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == status, done.stderr
    assert done.stdout.split() == [str(tmp_path), str(documents.ROOT / ".venv")]
