"""Plain PDFs extended without pyHanko: before pyHanko's strict reader, and what must be left to pyHanko."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from esigner.ades import AdesError
from esigner.ades.create.pades import document, plain
from tests.world.pdfs import assemble, pdf
from tests.world.signing_pki import SIGNED_AT

PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def placed(by: Callable[..., document.Placeholder], content: bytes, **options: Any) -> document.Placeholder:  # noqa: ANN401  as it takes them
    arguments: dict[str, Any] = {"digest_algorithm": "SHA256", "reserved_bytes": 100, "reason": None, "location": None}
    return by(content, signed_at=SIGNED_AT, **(arguments | options))


def extended(content: bytes, **options: Any) -> bytes:  # noqa: ANN401  as above
    update = placed(plain.place_signature, content, **options)
    return content + update.before + b"0" * 200 + update.after


def is_ours(content: bytes) -> bool:
    """Tell whether the update is not pyHanko's."""
    return placed(plain.place_signature, content) != placed(document.place_signature, content)


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("version", [b"1.4", b"1.7"])
def test_pyhanko_reads_strictly_what_was_added(version: bytes, ending: bytes) -> None:
    content = pdf(pages=2).replace(b"%PDF-1.7", b"%PDF-" + version).rstrip() + ending
    assert is_ours(content)
    reader = PdfFileReader(io.BytesIO(extended(content, reason="Saskaņots (ā)", location="Rīga")), strict=True)
    field = reader.root["/AcroForm"]["/Fields"][0]
    assert (field["/T"], field["/V"]["/Reason"], field["/V"]["/Location"]) == ("Signature1", "Saskaņots (ā)", "Rīga")
    assert reader.root["/Extensions"]["/ESIC"]["/ExtensionLevel"] == 1
    assert (reader.input_version, len(reader.root["/AcroForm"]["/Fields"])) == ((1, 7), 1)
    assert reader.root["/Pages"]["/Kids"][0]["/Annots"][0]["/T"] == "Signature1"


@pytest.mark.parametrize("algorithm", ["SHA256", "SHA512"])
def test_the_digest_is_over_all_but_the_place(algorithm: str) -> None:
    content = pdf()
    update, whole = placed(plain.place_signature, content, digest_algorithm=algorithm), extended(content)
    field = PdfFileReader(io.BytesIO(whole), strict=True).root["/AcroForm"]["/Fields"][0]
    start, before, rest, length = map(int, field["/V"]["/ByteRange"])
    assert (start, before) == (0, len(content + update.before) - 1)
    assert (rest, rest + length) == (before + 202, len(whole))
    assert hashlib.new(algorithm, whole[:before] + whole[rest:]).digest() == update.digest


def test_what_the_trailer_says_is_kept() -> None:
    content = assemble(
        [CATALOG, PAGES, PAGE, b"<</Title(Akts)>>"], trailer=b"/Info 4 0 R/ID[<aabbccddaabbccdd><0011223344556677>]"
    )
    assert is_ours(content)
    trailer = PdfFileReader(io.BytesIO(extended(content)), strict=True).trailer
    assert trailer["/Info"]["/Title"] == "Akts"
    assert trailer["/ID"][0].original_bytes == bytes.fromhex("aabbccddaabbccdd")
    assert trailer["/ID"][1].original_bytes != bytes.fromhex("0011223344556677")


@pytest.mark.attack
@pytest.mark.parametrize(
    "content",
    [
        assemble([b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]>>>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R/Acro#46orm<</Fields[]>>>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R/Perms<<>>>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R/Extensions<<>>>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R/Version/1.5>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R/Pages 2 0 R>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R%>>\n>>", PAGES, PAGE]),
        assemble([b"<</Type/Catalog/Pages 2 0 R/Lang(a(b)c)>>", PAGES, PAGE]),
        assemble([CATALOG, PAGES, PAGE[:-2] + b"/Annots[]>>"]),
        extended(pdf()),
    ],
    ids=["form", "escaped", "perms", "extensions", "version", "twice", "comment", "nested", "annotations", "revision"],
)
def test_any_other_is_left_to_pyhanko(content: bytes) -> None:
    assert not is_ours(content)


def test_cross_reference_stream_is_left_to_pyhanko() -> None:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    writer.stream_xrefs = True
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko has no type here
    assert b"/XRef" in out.getvalue()
    assert not is_ours(out.getvalue())


@pytest.mark.attack
@given(position=st.integers(0, 10_000), octet=st.integers(0, 255))
@example(position=2101, octet=0).via("an entry of the table that nothing refers to is broken")
@example(position=94, octet=95).via("the number of pages has another name")
@example(position=529, octet=0).via("something stands between the trailer and startxref")
@example(position=111, octet=0).via("a font that nobody needs cannot be read")
@settings(deadline=None)
def test_a_changed_byte_never_makes_ours_where_pyhanko_reads_another_document(position: int, octet: int) -> None:
    changed = bytearray(pdf())
    changed[position % len(changed)] = octet
    content = bytes(changed)
    try:
        ours, theirs = extended(content), placed(document.place_signature, content)
    except AdesError:
        with pytest.raises(AdesError):
            extended(content)
        return
    if placed(plain.place_signature, content) == theirs:
        return
    other = content + theirs.before + b"0" * 200 + theirs.after
    assert _seen(ours) == _seen(other)


def _seen(content: bytes) -> tuple[object, ...]:
    """Return what a reader makes of the parts that an update touches."""
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    catalog, page = reader.root, reader.root["/Pages"]["/Kids"][0]
    return (
        sorted(set(catalog) - {"/Version"}),
        sorted(page),
        repr(page.get("/MediaBox")),
        len(catalog["/AcroForm"]["/Fields"]),
        str(catalog["/AcroForm"]["/Fields"][0]["/T"]),
        str(catalog["/AcroForm"]["/Fields"][0]["/V"]["/M"]),
    )
