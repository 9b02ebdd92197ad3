"""`pdfsig` of poppler as judge of PDFs; its exit code is always 0, so the text is read."""

import shutil
from pathlib import Path
from typing import ClassVar

from interop.judges.port import OneByOne, Verdict, run
from interop.made import Made


class Pdfsig(OneByOne):
    """Looks at the signature alone: no trust store is set up for it."""

    name: ClassVar[str] = "pdfsig (integrity)"
    kinds: ClassVar[tuple[str, ...]] = ("pdf",)

    def __init__(self, _: Path) -> None:
        """Needs no folder."""

    def absent(self) -> str:
        """Say what is missing."""
        return "" if shutil.which("pdfsig") else "no pdfsig (poppler-utils)"

    def look(self, item: Made) -> Verdict:
        """Read the words of the validation line."""
        _, text = run(["pdfsig", "-nocert", str(item.path)])
        lines = [line.strip() for line in text.splitlines() if "Signature Validation" in line]
        valid = bool(lines) and all("Signature is Valid" in line for line in lines)
        return Verdict(valid, "; ".join(lines) or text[-200:])
