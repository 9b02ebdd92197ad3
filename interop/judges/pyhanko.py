"""pyHanko as judge of PDFs: its own CMS reader, path validation and difference analysis."""

import sys
from pathlib import Path
from typing import ClassVar

from interop.judges.port import OneByOne, Verdict, last_line, run
from interop.made import Made

_PROGRAM = """
import sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
roots = [load_cert_from_pemder(path) for path in sys.argv[2].split(",")]
others = [load_cert_from_pemder(path) for path in sys.argv[3].split(",") if path]
with open(sys.argv[1], "rb") as handle:
    embedded = [s for s in PdfFileReader(handle).embedded_signatures if s.sig_object_type == "/Sig"]
    good = bool(embedded)
    for signature in embedded:
        context = ValidationContext(trust_roots=roots, other_certs=others, allow_fetching=False)
        status = validate_pdf_signature(signature, context, context)
        good = good and status.bottom_line
        print(status.summary())
sys.exit(0 if good else 1)
"""


class PyHanko(OneByOne):
    """Runs in a process of its own, so that nothing of ours is loaded beside it."""

    name: ClassVar[str] = "pyHanko"
    kinds: ClassVar[tuple[str, ...]] = ("pdf",)

    def __init__(self, _: Path) -> None:
        """Needs no folder."""

    def absent(self) -> str:
        """It is installed with the project."""
        return ""

    def look(self, item: Made) -> Verdict:
        """Every signature must reach the bottom line."""
        others = ",".join(str(path) for path in item.intermediates)
        code, text = run([sys.executable, "-c", _PROGRAM, str(item.path), item.root_arguments, others])
        return Verdict(code == 0, last_line(text))
