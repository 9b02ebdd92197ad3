"""`pdfsig` of poppler as judge of PDFs; its exit code is always 0, so the text is read."""

import shutil
from pathlib import Path
from typing import ClassVar

from interop.judges.port import OneByOne, Verdict, run
from interop.made import Made

_PASSED_OVER = "Signature Type: unknown"
"""What poppler 22.12 says of a document timestamp: it does not read them."""


class Pdfsig(OneByOne):
    """Looks at the signatures alone: no trust store is set up for it, and document timestamps are beyond it."""

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
        blocks = [block for block in text.split("Signature #")[1:] if _PASSED_OVER not in block]
        valid = bool(blocks) and all("Signature is Valid" in block for block in blocks)
        words = [line.strip() for line in text.splitlines() if "Signature Validation" in line]
        return Verdict(valid, "; ".join(words) or text[-200:])
