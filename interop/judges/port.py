"""What every judge offers."""

import subprocess
import zipfile
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

    def judge(self, items: Sequence[Made]) -> list[Verdict]:
        """Judge the files, one verdict each, in order."""


def run(command: Sequence[str], *, cwd: Path | None = None) -> tuple[int, str]:
    """Run a program; give its exit code and everything it printed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


class OneByOne:
    """A judge that looks at one file at a time, in `look`."""

    def judge(self, items: Sequence[Made]) -> list[Verdict]:
        """Look at each; what cannot even be read is not accepted."""
        verdicts = []
        for item in items:
            try:
                verdicts.append(self.look(item))
            except (ValueError, LookupError, OSError, zipfile.BadZipFile) as error:
                verdicts.append(Verdict(accepted=False, words=f"{type(error).__name__}: {error}"))
        return verdicts

    def look(self, item: Made) -> Verdict:
        """Judge one file."""
        raise NotImplementedError


def by_roots(items: Sequence[Made]) -> dict[tuple[Path, ...], list[Made]]:
    """The files that share their roots: a Java judge starts once for all of them."""
    groups: dict[tuple[Path, ...], list[Made]] = {}
    for item in items:
        groups.setdefault(item.roots, []).append(item)
    return groups


def lines_by_file(text: str, items: Sequence[Made]) -> dict[Path, Verdict]:
    """Read lines such as `OK   FILE …` and `FAIL FILE …`; a file without a line was not accepted."""
    verdicts = {item.path: Verdict(accepted=False, words=f"no answer: {last_line(text)}") for item in items}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        for path in verdicts:
            if word in {"OK", "FAIL"} and rest.strip().startswith(str(path)):
                verdicts[path] = Verdict(word == "OK", rest.strip().removeprefix(str(path)).strip()[:300])
    return verdicts


def last_line(text: str) -> str:
    """The last line that says anything."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
