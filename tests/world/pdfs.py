"""Small PDFs, written by hand so that every byte is known; and PDF/A, made by typst."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Literal

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

PdfA = Literal["a-1b", "a-2b", "a-3b", "a-4"]
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(*, pages: int = 1, text: str = "Sveiki") -> bytes:
    """Return a PDF 1.7 with a line of ASCII text on every page."""
    kids = [4 + 2 * number for number in range(pages)]
    content = b"BT /F1 24 Tf 72 720 Td (%s) Tj ET" % text.encode("ascii")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), pages),
        _FONT,
    ]
    for kid in kids:
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
        objects += [page % (kid + 1), b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)]
    return assemble(objects)


def assemble(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a file of these objects, numbered from 1; the first is the catalog."""
    body, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(body))
    )


def pdf_a(standard: PdfA = "a-2b") -> bytes:
    """Return a PDF/A with a line of Latvian, of a part of the standard."""
    import typst

    made = typst.compile(
        '#set document(title: "Vestule")\n= Šī ir vēstule'.encode(),
        ignore_system_fonts=True,
        pdf_standards=standard,
        timestamp=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert isinstance(made, bytes)
    return made


def turned(*, quarters: int = 0, crop: tuple[int, int, int, int] | None = None, upright: bool = True) -> bytes:
    """Return a PDF 1.7 with one empty page of 400 × 600, turned and cropped for its reader.

    `upright` False spells the turn as a negative one.
    """
    turn = 90 * quarters if upright else 90 * quarters - 360
    box = b"/CropBox[%d %d %d %d]" % crop if crop else b""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]%s/Rotate %d/Resources<<>>>>" % (box, turn)
    return assemble([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page])


def with_fields(*specs: SigFieldSpec, content: bytes | None = None) -> bytes:
    """Return a PDF with these empty signature fields, put in by pyHanko."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(content or pdf()))
    for spec in specs:
        append_signature_field(writer, spec)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
