"""Small PDFs, written by hand so that every byte is known."""

_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(*, pages: int = 1, text: str = "Sveiki") -> bytes:
    """Give a PDF 1.7 with a line of ASCII text on every page."""
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
    """Give a file of these objects, numbered from 1; the first is the catalog."""
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
