"""The JDK alone as judge of ASiC-E with XAdES: its own C14N, path validation, stapled OCSP, timestamp imprint."""

import os
import shutil
from pathlib import Path
from typing import ClassVar

from interop.judges.port import Verdict, last_line, run
from interop.made import Made

_PROGRAM = Path(os.environ.get("ESIGNER_CONTAINER_JUDGE", "../shared/oracles/run-container-judge"))


class ContainerJudge:
    """An optional program beside the project, named by ESIGNER_CONTAINER_JUDGE."""

    name: ClassVar[str] = "JDK container judge"
    kinds: ClassVar[tuple[str, ...]] = ("container",)

    def __init__(self, work: Path) -> None:
        """Needs no folder."""

    def absent(self) -> str:
        """Say what is missing."""
        if not _PROGRAM.is_file():
            return f"no program at {_PROGRAM} (set ESIGNER_CONTAINER_JUDGE)"
        return "" if shutil.which("javac") else "no JDK"

    def judge(self, item: Made) -> Verdict:
        """Give the file and its signer's root to the program."""
        code, text = run(["bash", str(_PROGRAM), str(item.roots[0]), str(item.path)])
        return Verdict(code == 0, last_line(text))
