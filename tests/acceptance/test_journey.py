"""The whole journey as the README's command plays it: every step through the doors, every check passed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.journey
def test_every_step_of_the_journey_is_shown(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.acceptance.journey", "--check", "--made", str(tmp_path / "made")]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    last = done.stdout.strip().splitlines()[-1]
    counted = re.fullmatch(r"(\d+) passed, (\d+) failed", last)
    assert counted, done.stdout[-3000:] + done.stderr[-3000:]
    assert counted[2] == "0", done.stdout[-6000:]
    assert int(counted[1]) >= 40
    assert done.returncode == 0
