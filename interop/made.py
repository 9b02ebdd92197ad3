"""The documents that a journey made, with the roots that a judge must be given."""

import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from lxml import etree

XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
DSIG = "{http://www.w3.org/2000/09/xmldsig#}"


@dataclass(frozen=True, slots=True)
class Made:
    """One signed file."""

    path: Path
    kind: str
    """`container` or `pdf`."""
    roots: tuple[Path, ...]
    """PEM files; the signer's root first, then the time stamping authority's where it is another."""
    intermediates: tuple[Path, ...] = ()

    @property
    def root_arguments(self) -> str:
        """The roots as one comma-separated word."""
        return ",".join(str(root) for root in self.roots)


def load(folder: Path) -> list[Made]:
    """Read the list that the journey wrote beside its documents."""
    rows = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [
        Made(
            folder / row["file"],
            row["kind"],
            tuple(folder / root for root in row["roots"]),
            tuple(folder / path for path in row.get("intermediates", ())),
        )
        for row in rows
    ]


def flipped(item: Made, folder: Path) -> Made:
    """Return a copy with one bit changed in what was signed: a stored data file, or the first page of a PDF."""
    content = bytearray(item.path.read_bytes())
    content[_position(bytes(content), item.kind)] ^= 0x01
    path = folder / item.path.name
    path.write_bytes(content)
    return Made(path, item.kind, item.roots, item.intermediates)


def _position(content: bytes, kind: str) -> int:
    if kind == "pdf":
        return content.index(b"stream") + 20
    with zipfile.ZipFile(BytesIO(content)) as archive:
        entry = next(
            e for e in archive.infolist() if not e.filename.startswith("META-INF/") and e.filename != "mimetype"
        )
        data = archive.read(entry)
    return content.index(data, entry.header_offset) + len(data) // 2


def signatures(item: Made) -> list[etree._Element]:
    """The ds:Signature elements of a container."""
    with zipfile.ZipFile(item.path) as archive:
        names = [
            n for n in archive.namelist() if n.startswith("META-INF/") and "signatures" in n and n.endswith(".xml")
        ]
        roots = [etree.fromstring(archive.read(name), _parser()) for name in names]
    return [signature for root in roots for signature in root.iter(f"{DSIG}Signature")]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)
