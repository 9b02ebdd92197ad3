"""Software that is not ours, asked for its opinion; a test that needs an absent one is skipped aloud."""

import shutil
import subprocess
from pathlib import Path

import pytest


def run(*command: str | Path, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a judge's command; skips the test where the judge is not installed."""
    program = shutil.which(str(command[0]))
    if program is None:
        pytest.skip(f"judge absent: {command[0]}")
    arguments = [program, *map(str, command[1:])]
    return subprocess.run(
        arguments, cwd=folder, capture_output=True, text=True, errors="replace", check=False, timeout=60
    )


def accepts(*command: str | Path, folder: Path | None = None) -> None:
    """Demand that the judge ends with 0."""
    done = run(*command, folder=folder)
    assert done.returncode == 0, f"{command[0]} says: {done.stdout}{done.stderr}"
