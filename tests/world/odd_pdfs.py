"""PDFs in every structure that ISO 32000-1 knows, written by hand."""

from tests.world.pdfs import assemble, pdf


def with_object_streams(*, catalog: bytes = b"", page: bytes = b"") -> bytes:
    """Return a PDF whose catalog, pages and page stand in an object stream, and its table in a stream as well.

    Object 6, in that stream too, is null; `catalog` and `page` are further entries of these.
    """
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Resources<<>>%b>>" % page
    catalog = b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog
    inner = [catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, b"null"]
    offsets = [sum(len(one) + 1 for one in inner[:number]) for number in range(4)]
    index = b" ".join(b"%d %d" % pair for pair in zip((1, 2, 3, 6), offsets, strict=True)) + b"\n"
    held = index + b" ".join(inner)
    head = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    stream = b"4 0 obj\n<</Type/ObjStm/N 4/First %d/Length %d>>stream\n%b\nendstream\nendobj\n"
    body = head + stream % (len(index), len(held), held)
    places = [(0, 0, 255), *((2, 4, number) for number in range(3)), (1, len(head), 0), (1, len(body), 0), (2, 4, 3)]
    table = b"".join(b"%c%b%c" % (kind, at.to_bytes(4, "big"), last) for kind, at, last in places)
    own = b"5 0 obj\n<</Type/XRef/Size 7/Root 1 0 R/W[1 4 1]/Length %d>>stream\n%b\nendstream\nendobj\n"
    return body + own % (len(table), table) + b"startxref\n%d\n%%%%EOF\n" % len(body)


def hybrid() -> bytes:
    """Return a PDF whose classic table leaves an object to a cross-reference stream, named by /XRefStm."""
    inner = b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Resources<</Font<</F1 6 0 R>>>>>>",
        b"<</Type/ObjStm/N 1/First 4/Length %d>>stream\n6 0 %b\nendstream" % (len(inner) + 4, inner),
    ]
    body = assemble(objects)
    body = body[: body.rindex(b"xref\n0 ")]
    at = len(body)
    entry = b"\x02" + (4).to_bytes(4, "big") + b"\x00"
    body += b"5 0 obj\n<</Type/XRef/Size 7/W[1 4 1]/Index[6 1]/Length 6>>stream\n%b\nendstream\nendobj\n" % entry
    offsets = [body.index(b"%d 0 obj" % number) for number in range(1, 6)]
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets) + b"0000000000 00000 f \n"
    trailer = b"trailer\n<</Size 7/Root 1 0 R/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (at, len(body))
    return body + b"xref\n0 7\n0000000000 65535 f \n" + table + trailer


def linearized() -> bytes:
    """Return a PDF whose table for the first page stands at its beginning and names the other, which stands at its end.

    Standard: ISO 32000-1, annex F; without hint tables, which no reader needs.
    """
    later = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[4 0 R]/Count 1>>"]
    first = [b"<</Linearized 1/L %010d/H[0 0]/O 4/E %010d/N 1/T %010d>>", b"<</Type/Page/Parent 2 0 R%b>>"]
    first[1] %= b"/MediaBox[0 0 400 600]/Resources<<>>"
    rows = b"%010d 00000 n \n%010d 00000 n \n"
    front = b"%%PDF-1.7\n3 0 obj\n" + first[0] + b"\nendobj\nxref\n3 2\n" + rows
    front += b"trailer\n<</Size 5/Root 1 0 R/Prev %010d>>\nstartxref\n0\n%%%%EOF\n"
    page_at = len(front % ((0,) * 6))
    body = b"4 0 obj\n%b\nendobj\n" % first[1]
    catalog_at = page_at + len(body)
    body += b"1 0 obj\n%b\nendobj\n" % later[0]
    pages_at = page_at + len(body)
    body += b"2 0 obj\n%b\nendobj\n" % later[1]
    main_at, front_at = page_at + len(body), (front % ((0,) * 6)).index(b"xref\n3 2")
    end = b"xref\n0 3\n0000000000 65535 f \n" + rows % (catalog_at, pages_at)
    end += b"trailer\n<</Size 3>>\nstartxref\n%d\n%%%%EOF\n" % front_at
    whole = main_at + len(end)
    return front % (whole, catalog_at, main_at, len(b"%PDF-1.7\n"), page_at, main_at) + body + end


def in_two_revisions() -> bytes:
    """Return a PDF whose page was replaced by an update."""
    once = pdf()
    at, before = len(once), int(once.rsplit(b"startxref\n", 1)[1].split()[0])
    body = once + b"4 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Resources<<>>>>\nendobj\n"
    end = b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (at, before, len(body))
