"""`xmlsec1` as judge of the XML signature and the signer's path."""

import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import ClassVar

from interop.judges.port import OneByOne, Verdict, last_line, run
from interop.made import Made


class Xmlsec(OneByOne):
    """Reads the unzipped container; it follows no percent-encoded reference: names must be ASCII without spaces."""

    name: ClassVar[str] = "xmlsec1"
    kinds: ClassVar[tuple[str, ...]] = ("container",)

    def __init__(self, work: Path) -> None:
        """Unzip below this folder."""
        self._work = work

    def absent(self) -> str:
        """Say what is missing."""
        return "" if shutil.which("xmlsec1") else "no xmlsec1"

    def look(self, item: Made) -> Verdict:
        """Verify the first signature entry."""
        folder = Path(tempfile.mkdtemp(dir=self._work))
        with zipfile.ZipFile(item.path) as archive:
            names = archive.namelist()
            if not all(name.isascii() and " " not in name for name in names):
                return Verdict(None, "names beyond ASCII")
            archive.extractall(folder)
        entry = next(n for n in names if n.startswith("META-INF/") and "signatures" in n)
        command = ["xmlsec1", "--verify"]
        command += [word for root in item.roots for word in ("--trusted-pem", str(root))]
        command += [word for path in item.intermediates for word in ("--untrusted-pem", str(path))]
        command += ["--id-attr:Id", "SignedProperties", entry]
        code, text = run(command, cwd=folder)
        return Verdict(code == 0, last_line(text))
