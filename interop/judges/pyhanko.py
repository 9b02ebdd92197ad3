"""pyHanko as judge of PDFs: its own CMS reader, path validation and difference analysis."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from interop.judges.port import Verdict, by_roots, lines_by_file, run
from interop.made import Made

_PROGRAM = """
import sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
roots = [load_cert_from_pemder(path) for path in sys.argv[1].split(",")]
others = [load_cert_from_pemder(path) for path in sys.argv[2].split(",") if path]
def judge(path):
    with open(path, "rb") as handle:
        reader = PdfFileReader(handle, strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        embedded = [s for s in reader.embedded_signatures if s.sig_object_type == "/Sig"]
        said = []
        for signature in embedded:
            context = ValidationContext(trust_roots=roots, other_certs=others, allow_fetching=False)
            status = validate_pdf_signature(signature, context, context)
            said.append((status.bottom_line, status.summary()))
        return bool(said) and all(good for good, _ in said), [words for _, words in said]
for path in sys.argv[3:]:
    try:
        good, words = judge(path)
    except Exception as error:
        good, words = False, f"{type(error).__name__}: {error}"
    print("OK" if good else "FAIL", path, words)
"""


class PyHanko:
    """Runs in a process of its own, so that nothing of ours is loaded beside it."""

    name: ClassVar[str] = "pyHanko"
    kinds: ClassVar[tuple[str, ...]] = ("pdf",)

    def __init__(self, _: Path) -> None:
        """Needs no folder."""

    def absent(self) -> str:
        """It is installed with the project."""
        return ""

    def judge(self, items: Sequence[Made]) -> list[Verdict]:
        """Every signature must reach the bottom line."""
        verdicts: dict[Path, Verdict] = {}
        for group in by_roots(items).values():
            others = ",".join(dict.fromkeys(str(path) for item in group for path in item.intermediates))
            words = [group[0].root_arguments, others, *(str(item.path) for item in group)]
            _, text = run([sys.executable, "-c", _PROGRAM, *words])
            verdicts |= lines_by_file(text, group)
        return [verdicts[item.path] for item in items]
