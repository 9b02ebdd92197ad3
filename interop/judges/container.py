"""The JDK alone as judge of ASiC-E with XAdES: its own C14N, path validation, stapled OCSP, timestamp imprint."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from interop.judges.port import Verdict, by_roots, lines_by_file, run
from interop.made import Made

_PROGRAM = Path(os.environ.get("ESIGNER_CONTAINER_JUDGE", "../shared/oracles/run-container-judge"))


class ContainerJudge:
    """An optional program beside the project, named by ESIGNER_CONTAINER_JUDGE."""

    name: ClassVar[str] = "JDK container judge"
    kinds: ClassVar[tuple[str, ...]] = ("container",)

    def __init__(self, _: Path) -> None:
        """Needs no folder."""

    def absent(self) -> str:
        """Say what is missing."""
        if not _PROGRAM.is_file():
            return f"no program at {_PROGRAM} (set ESIGNER_CONTAINER_JUDGE)"
        return "" if shutil.which("javac") else "no JDK"

    def judge(self, items: Sequence[Made]) -> list[Verdict]:
        """Return the files and their signer's root to the program."""
        verdicts: dict[Path, Verdict] = {}
        for roots, group in by_roots(items).items():
            _, text = run(["bash", str(_PROGRAM), str(roots[0]), *(str(item.path) for item in group)])
            verdicts |= lines_by_file(text, group)
        return [verdicts[item.path] for item in items]
