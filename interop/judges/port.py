"""What every judge offers."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from interop.made import Made


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge said of a file; `accepted` is None where the file is outside its reach, with the reason."""

    accepted: bool | None
    words: str = ""


class Judge(Protocol):
    """A program that is not ours."""

    name: ClassVar[str]
    kinds: ClassVar[tuple[str, ...]]

    def __init__(self, work: Path) -> None:
        """Keep a folder for temporary files."""

    def absent(self) -> str:
        """Why this judge cannot sit, or an empty string."""

    def judge(self, item: Made) -> Verdict:
        """Judge one file."""


def run(command: Sequence[str], *, cwd: Path | None = None) -> tuple[int, str]:
    """Run a program; give its exit code and everything it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def last_line(text: str) -> str:
    """The last line that says anything."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
