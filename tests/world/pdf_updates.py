"""Signed PDFs and what is appended to them: updates written by hand, as other software or a forger would."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from esigner import ades
from esigner.ades.create import cms_writing, signer_facts
from esigner.ades.create.cades import message
from esigner.ades.encoding.algorithms import digest_named
from esigner.algorithms import signatures
from esigner.pkix.encoding import encoded_certificate
from tests.world.pdfs import assemble
from tests.world.signed import signed
from tests.world.signing_pki import signing_pki

TEXT: Final = b"BT /F 24 Tf 20 150 Td (Sveiki) Tj ET"
OTHER_TEXT: Final = b"BT /F 24 Tf 20 150 Td (Cits) Tj ET"
_ROOM: Final = 4096


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """Return the body of a stream object."""
    return b"<</Length %d%b>>stream\n%b\nendstream" % (len(data), entries, data)


def updated(document: bytes, objects: Mapping[int, bytes], *, freed: Sequence[int] = ()) -> bytes:
    """Return the document with an update of these objects, by number, and these freed."""
    before = int(re.findall(rb"startxref\n(\d+)", document)[-1])
    root = re.findall(rb"/Root (\d+) 0 R", document)[-1]
    size = max(*(number + 1 for number in (*objects, *freed)), *map(int, re.findall(rb"/Size (\d+)", document)))
    body, rows = document, dict.fromkeys(freed, b"0000000000 00001 f ")
    for number, content in objects.items():
        rows[number] = b"%010d 00000 n " % len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%d 1\n%b\n" % (number, row) for number, row in sorted(rows.items()))
    end = b"xref\n%btrailer\n<</Size %d/Root %b 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (table, size, root, before, len(body))


def current(document: bytes, number: int) -> bytes:
    """Return the body of an object as it is now."""
    found: list[bytes] = re.findall(rb"(?:^|\n)%d 0 obj\s*(.*?)\s*endobj" % number, document, re.DOTALL)
    return found[-1]


def sealed(content: bytes, *, level: ades.Level = ades.Level.LT) -> bytes:
    """Return it signed by our engine."""
    return signed(format=ades.Format.PDF, files=(ades.DataFile("a.pdf", "application/pdf", content),), level=level)


def page(*, more: bytes = b"", catalog: bytes = b"", others: Sequence[bytes] = ()) -> bytes:
    """Return a PDF whose page 3 shows the stream 4 with the font 5; `others` are the objects from 6 on."""
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R%b>>" % catalog,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>%b>>" % more,
            stream(TEXT),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            *others,
        ]
    )


def tagged(*, kids: bytes = b"[8 0 R]") -> bytes:
    """Return a tagged PDF: tree 6, document 7 with these kids, paragraph 8, parent tree 9, an array for kids 10."""
    return page(
        more=b"/StructParents 0/Tabs/S",
        catalog=b"/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R/Lang(lv)",
        others=[
            b"<</Type/StructTreeRoot/K[7 0 R]/ParentTree 9 0 R/ParentTreeNextKey 1>>",
            b"<</Type/StructElem/S/Document/P 6 0 R/K %b>>" % kids,
            b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0>>",
            b"<</Nums[0[8 0 R]]>>",
            b"[8 0 R]",
        ],
    )


FIELD: Final = 90
"""Number of the signature field that `second_field` adds; its structure element is the next one."""


def second_field(document: bytes, changes: Mapping[int, bytes] | None = None) -> bytes:
    """Return a signed `tagged` with one more signature field and its element; `changes` are made by a forger."""
    form = int(re.findall(rb"/AcroForm (\d+) 0 R", document)[-1])
    fields, shown = current(document, form), current(document, 3)
    objects = {
        3: re.sub(rb"/Annots\s*\[(.*?)\]", rb"/Annots[\1 %d 0 R]" % FIELD, shown, flags=re.DOTALL),
        6: b"<</Type/StructTreeRoot/K[7 0 R]/ParentTree 9 0 R/ParentTreeNextKey 2>>",
        7: b"<</Type/StructElem/S/Document/P 6 0 R/K[8 0 R %d 0 R]>>" % (FIELD + 1),
        9: b"<</Nums[0[8 0 R]1 %d 0 R]>>" % (FIELD + 1),
        form: re.sub(rb"/Fields\s*\[(.*?)\]", rb"/Fields[\1 %d 0 R]" % FIELD, fields, flags=re.DOTALL),
        FIELD: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Otrais)/F 132/P 3 0 R/Rect[20 20 120 60]/StructParent 1>>",
        FIELD + 1: b"<</Type/StructElem/S/Form/P 7 0 R/Pg 3 0 R/K<</Type/OBJR/Obj %d 0 R>>>>" % FIELD,
    }
    return updated(document, {**objects, **(changes or {})})


def choice(*, options: bytes = b"[(Riga)(Cesis)(Ogre)]", value: bytes = b"(Riga)", chosen: bytes = b"[0]") -> bytes:
    """Return a PDF with a choice field 7 in the form 6, whose look is 8."""
    return page(
        more=b"/Annots[7 0 R]",
        catalog=b"/AcroForm 6 0 R",
        others=[b"<</Fields[7 0 R]>>", choice_field(options=options, value=value, chosen=chosen), look(b"Riga")],
    )


def choice_field(
    *, options: bytes = b"[(Riga)(Cesis)(Ogre)]", value: bytes, chosen: bytes | None, shown: int = 8, more: bytes = b""
) -> bytes:
    """Return the field's body."""
    marked = b"" if chosen is None else b"/I%b" % chosen
    head = b"<</Type/Annot/Subtype/Widget/FT/Ch/Ff 2097152/T(pilseta)/F 4/P 3 0 R/Rect[10 10 90 40]/DA(/F 9 Tf 0 g)"
    return head + b"/Opt%b/V %b%b/AP<</N %d 0 R>>%b>>" % (options, value, marked, shown, more)


def look(text: bytes) -> bytes:
    """Return an appearance that shows a text."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 80 30]/Resources<</Font<</F 5 0 R>>>>"
    return stream(b"BT /F 9 Tf 2 10 Td (%b) Tj ET" % text, form)


def signed_linearized() -> bytes:
    """Return a linearized PDF (ISO 32000-1, annex F) that was signed as it was written, in its one revision."""
    first = {
        6: b"<</Type/Catalog/Pages 1 0 R/AcroForm 3 0 R>>",
        7: b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 300 200]/Contents 9 0 R/Resources<<>>/Annots[8 0 R]>>",
        8: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Pirmais)/V 4 0 R/F 132/P 7 0 R/Rect[0 0 0 0]>>",
        9: stream(TEXT),
    }
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange [%b]/Contents <%b>>>"
    later = {
        1: b"<</Type/Pages/Kids[7 0 R]/Count 1>>",
        2: b"<</Producer(test)>>",
        3: b"<</Fields[8 0 R]/SigFlags 3>>",
        4: value % (b" " * 40, b"0" * _ROOM),
    }
    head = b"%PDF-1.7\n5 0 obj\n<</Linearized 1/L %010d/H[0 0]/O 7/E %010d/N 1/T %010d>>\nendobj\n"
    rows = b"%010d 00000 n \n"
    front = head + b"xref\n5 5\n" + rows * 5
    front += b"trailer\n<</Size 10/Root 6 0 R/Info 2 0 R/Prev %010d>>\nstartxref\n0\n%%%%EOF\n"
    front = front.replace(b"%PDF", b"%%PDF")
    body, places = b"", {}
    start = len(front % ((0,) * 9))
    for number, content in {**first, **later}.items():
        places[number] = start + len(body)
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    main_at, front_at = start + len(body), (front % ((0,) * 9)).index(b"xref\n5 5")
    end = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(rows % places[number] for number in (1, 2, 3, 4))
    end += b"trailer\n<</Size 5>>\nstartxref\n%d\n%%%%EOF\n" % front_at
    size = main_at + len(end)
    filled = front % (size, places[1], main_at, len(b"%PDF-1.7\n"), *(places[n] for n in (6, 7, 8, 9)), main_at)
    return _signed_in_place(filled + body + end)


def _signed_in_place(document: bytes) -> bytes:
    at = document.index(b"/Contents <") + len(b"/Contents ")
    after = at + _ROOM + 2
    span = b"0 %d %d %d" % (at, after, len(document) - after)
    document = document.replace(b" " * 40, span.ljust(40), 1)
    world, digest = signing_pki(), digest_named("SHA256")
    holder = world.signer("P-256")
    facts = signer_facts.of(holder.certificate)
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    covered = document[:at] + document[after:]
    attributes = cms_writing.signed_attributes(content_digest=digest.digest(covered), digest=digest, signer=facts)
    value = holder.key.sign(attributes, ec.ECDSA(hashes.SHA256()))
    encoded = message.content_info(
        message.Signed(attributes, value, signatures.WRITTEN["ECDSA_SHA256"], facts, None),
        content=None,
        certificates=[encoded_certificate(one) for one in world.chain],
        revocation=None,
    )
    return document[: at + 1] + encoded.hex().encode().ljust(_ROOM, b"0") + document[after - 1 :]
