"""What is to be signed: the seed's own text, a PDF of several pages, an .odt; names as people write them."""

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Final

import typst

TEXT_NAME: Final = "Pieteikšanās E-parakstītāja izmantošanai.txt"
PDF_NAME: Final = "Līgums ar trim pielikumiem.pdf"
ODT_NAME: Final = "Iesniegums par ēku, šķūņi.odt"

_CONTRACT: Final = """
#set page(paper: "a4")
#set text(lang: "lv", size: 12pt)
= Līgums par sadarbību
Šis ir paraugs. Teksts ar garumzīmēm un mīkstinājumiem: āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ.
#for number in range(1, 4) [
  #pagebreak()
  == #number. pielikums
  #lorem(220)
]
"""

_ODT_CONTENT: Final = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body><office:text>
<text:p>Iesniegums: lūdzu izskatīt ēkas un šķūņa nojaukšanas ieceri.</text:p>
</office:text></office:body></office:document-content>"""

_ODT_MANIFEST: Final = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""


def text() -> bytes:
    """The seed, word for word."""
    return (Path(__file__).parent / "files" / TEXT_NAME).read_bytes()


@cache
def pdf() -> bytes:
    """A contract of four pages."""
    written = typst.compile(_CONTRACT.encode(), format="pdf")
    if not isinstance(written, bytes):
        message = "typst gave no single PDF"
        raise TypeError(message)
    return written


@cache
def odt() -> bytes:
    """A small OpenDocument text."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.text", compress_type=zipfile.ZIP_STORED
        )
        archive.writestr("content.xml", _ODT_CONTENT)
        archive.writestr("META-INF/manifest.xml", _ODT_MANIFEST)
    return buffer.getvalue()


MEDIA_TYPES: Final = {
    TEXT_NAME: "text/plain",
    PDF_NAME: "application/pdf",
    ODT_NAME: "application/vnd.oasis.opendocument.text",
}


def contents() -> dict[str, bytes]:
    """All three, by name."""
    return {TEXT_NAME: text(), PDF_NAME: pdf(), ODT_NAME: odt()}
