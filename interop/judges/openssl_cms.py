"""`openssl cms` as judge of the CMS inside a PDF."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import ClassVar

from interop.judges.port import OneByOne, Verdict, last_line, run
from interop.made import Made

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


class OpensslCms(OneByOne):
    """Cuts the byte range out of the file and verifies the CMS over it."""

    name: ClassVar[str] = "openssl cms"
    kinds: ClassVar[tuple[str, ...]] = ("pdf",)

    def __init__(self, work: Path) -> None:
        """Cut below this folder."""
        self._work = work

    def absent(self) -> str:
        """Say what is missing."""
        return "" if shutil.which("openssl") else "no openssl"

    def look(self, item: Made) -> Verdict:
        """Verify the first signature of the PDF."""
        folder, content = Path(tempfile.mkdtemp(dir=self._work)), item.path.read_bytes()
        found = _RANGE.search(content)
        if not found:
            return Verdict(accepted=False, words="no byte range")
        start, length, second, rest = (int(number) for number in found.groups())
        cms = bytes.fromhex(content[start + length : second].strip(b"<> \r\n\0").decode())
        (folder / "s.p7s").write_bytes(_der(cms))
        (folder / "data").write_bytes(content[start : start + length] + content[second : second + rest])
        (folder / "roots.pem").write_text("".join(root.read_text() for root in item.roots))
        command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "s.p7s", "-content", "data"]
        code, text = run([*command, "-CAfile", "roots.pem", "-purpose", "any", "-out", "/dev/null"], cwd=folder)
        return Verdict(code == 0, last_line(text))


def _der(padded: bytes) -> bytes:
    """Cut the zero padding off behind the outer SEQUENCE."""
    first = padded[1]
    if first < 0x80:  # noqa: PLR2004 - X.690, 8.1.3.4: short form of the length
        return padded[: 2 + first]
    count = first & 0x7F
    return padded[: 2 + count + int.from_bytes(padded[2 : 2 + count], "big")]
