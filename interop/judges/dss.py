"""EU DSS 6.4 as judge, through the small Maven project in interop/maven."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from interop.judges.port import Verdict, by_roots, last_line, lines_by_file, run
from interop.made import Made

_PROJECT = Path(__file__).parents[1] / "maven"
_TARGET = Path(__file__).parents[1] / "target"


class Dss:
    """Every signature must be TOTAL_PASSED."""

    name: ClassVar[str] = "EU DSS 6.4"
    kinds: ClassVar[tuple[str, ...]] = ("container", "pdf")

    def __init__(self, _: Path) -> None:
        """Build the Maven project once."""
        self._missing = "" if shutil.which("javac") and shutil.which("mvn") else "no JDK or no Maven"
        self.classpath = "" if self._missing else self._build()

    def absent(self) -> str:
        """Say what is missing."""
        return self._missing

    def judge(self, items: Sequence[Made]) -> list[Verdict]:
        """Ask for the simple report's indication."""
        verdicts: dict[Path, Verdict] = {}
        for roots, group in by_roots(items).items():
            words = [",".join(str(root) for root in roots), *(str(item.path) for item in group)]
            _, text = run(["java", "-cp", self.classpath, "interop.DssJudge", *words])
            verdicts |= lines_by_file(text, group)
        return [verdicts[item.path] for item in items]

    def _build(self) -> str:
        listing = _TARGET / "classpath"
        goals = ["compile", "dependency:build-classpath", f"-Dmdep.outputFile={listing}"]
        code, text = run(["mvn", "-q", "-B", *goals], cwd=_PROJECT)
        if code:
            self._missing = f"Maven: {last_line(text)}"
            return ""
        return f"{_TARGET / 'classes'}:{listing.read_text().strip()}"
