"""EU DSS 6.4 as judge, through the small Maven project in interop/maven."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from interop.judges.maven import built
from interop.judges.port import Verdict, by_roots, lines_by_file, run
from interop.made import Made

_PROJECT = Path(__file__).parents[1] / "maven"
_TARGET = Path(__file__).parents[1] / "target"


class Dss:
    """Every signature must be TOTAL_PASSED."""

    name: ClassVar[str] = "EU DSS 6.4"
    kinds: ClassVar[tuple[str, ...]] = ("container", "pdf")

    def __init__(self, _: Path) -> None:
        """Build the Maven project once."""
        found = built(_PROJECT, _TARGET)
        self._missing, self.classpath = found.missing, found.classpath

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
