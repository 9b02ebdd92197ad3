"""What is null or refers to nothing is not there (ISO 32000-1, 7.3.7 and 7.3.10): in sealing, extending, validating."""

import pytest

from esigner import ades
from esigner.ades.create.layout import Layout, Visible
from esigner.ades.encoding.errors import PdfUnreadableError
from esigner.ades.rules import Indication
from tests.world.augmented import augmented
from tests.world.null_pdfs import FORMS, LISTS, PLACES, with_element, with_entries
from tests.world.odd_pdfs import with_object_streams
from tests.world.pdfs import assemble, pdf
from tests.world.signed import judged, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<<>>>>"


def _sealed(content: bytes) -> bytes:
    file = ades.DataFile("dokuments.pdf", "application/pdf", content)
    return signed(format=ades.Format.PDF, files=(file,), level=ades.Level.B)


def _passes_at_lta(content: bytes) -> None:
    document = augmented(_sealed(content), ades.Level.LTA)
    report = judged(document)
    assert report.indication is Indication.TOTAL_PASSED, (report.rule, report.detail)
    assert report.signatures[0].format == "PAdES-B-LTA"
    assert document.startswith(content)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES)
def test_entries_that_lead_nowhere_are_not_there(place: str, form: str) -> None:
    _passes_at_lta(with_entries(place, PLACES[place], FORMS[form]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("place", "key"), [(place, key) for place, keys in PLACES.items() for key in keys[::4]])
def test_entry_that_leads_nowhere_is_not_there(place: str, key: str, form: str) -> None:
    report = judged(_sealed(with_entries(place, [key], FORMS[form])))
    assert report.rule is not None
    assert report.rule.code == "TIMESTAMP_MISSING"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("where", LISTS)
def test_elements_of_lists_that_lead_nowhere_are_passed_over(where: str, form: str) -> None:
    _passes_at_lta(with_element(where, FORMS[form]))


@pytest.mark.parametrize("form", FORMS)
def test_second_signature_on_such_a_file_leaves_the_first_one_right(form: str) -> None:
    once = augmented(_sealed(with_entries("page", ["Annots", "Contents"], FORMS[form])), ades.Level.LT)
    report = judged(augmented(_sealed(once), ades.Level.LT))
    assert [one.indication for one in report.signatures] == [Indication.TOTAL_PASSED] * 2


@pytest.mark.parametrize("value", [b" null", b" 6 0 R", b" 99 0 R"])
def test_what_leads_nowhere_in_an_object_stream_is_not_there(value: bytes) -> None:
    keys = (b"/AcroForm", b"/Metadata", b"/DSS", b"/Extensions", b"/Perms")
    catalog = b"".join(key + value for key in keys)
    _passes_at_lta(with_object_streams(catalog=catalog, page=b"/Annots%b/Rotate%b" % (value, value)))


@pytest.mark.parametrize("end", [b"\0", b"\0\0\n", b"\n\0", b"\r\n"])
def test_zeros_after_the_end_are_no_content(end: bytes) -> None:
    _passes_at_lta(pdf() + end)


@pytest.mark.parametrize(
    ("objects", "reason"),
    [
        ([b"<</Pages 2 0 R>>", PAGES, PAGE], "the catalog has no /Type /Catalog"),
        ([b"<</Type/Catalog>>", PAGES, PAGE], "the catalog names no /Pages"),
        ([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 7>>", PAGE], "/Count of object 2 is 7, and it holds 1 pages"),
        ([CATALOG, b"<</Type/Pages/Kids[3 0 R]>>", PAGE], "/Count of object 2 is None, and it holds 1 pages"),
        ([CATALOG, b"<</Type/Pages/Count 1>>", PAGE], "object 2 of the page tree has no /Kids"),
        ([CATALOG, b"<</Type/Pages/Kids[7]/Count 1>>", PAGE], "/Kids of object 2 holds what is no page"),
        ([CATALOG, b"<</Kids[3 0 R]/Count 1>>", PAGE], "object 2 of the page tree has no /Type /Page or /Pages"),
        ([CATALOG, PAGES, b"<</Parent 2 0 R>>"], "object 3 of the page tree has no /Type /Page or /Pages"),
        ([CATALOG, PAGES, b"<</Type/Page>>"], "/Parent of object 3 is not the node that holds it"),
        ([CATALOG, PAGES, b"<</Type/Page/Parent 1 0 R>>"], "/Parent of object 3 is not the node that holds it"),
        (
            [CATALOG, b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>", PAGE],
            "the page tree comes back to object 3",
        ),
        (
            [CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 1>>"],
            "the page tree comes back to object 2",
        ),
    ],
)
def test_tree_of_pages_that_is_broken_is_refused_by_its_reason(objects: list[bytes], reason: str) -> None:
    with pytest.raises(PdfUnreadableError) as refusal:
        _sealed(assemble(objects))
    assert refusal.value.data["reason"] == reason


def test_tree_of_pages_is_looked_at_for_a_visible_signature_too() -> None:
    content = assemble([CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 7>>", PAGE])
    with pytest.raises(PdfUnreadableError, match="PDF_UNREADABLE"):
        ades.prepare(
            format=ades.Format.PDF,
            files=[ades.DataFile("a.pdf", "application/pdf", content)],
            signer=signing_pki().signer("P-256").certificate,
            chain=[],
            signed_at=SIGNED_AT,
            layout=Layout(visible=Visible(page=1, rectangle=(10, 10, 100, 60), lines=("x",))),
        )


def test_bytes_before_the_header_are_refused_by_that_reason() -> None:
    for before in (b"junk\n", b"\xef\xbb\xbf", b"\n"):
        with pytest.raises(PdfUnreadableError) as refusal:
            _sealed(before + pdf())
        assert refusal.value.data["reason"] == "something stands before the %PDF- header"


@pytest.mark.parametrize("pages", [1, 3, 40])
def test_whole_trees_are_signed(pages: int) -> None:
    _passes_at_lta(pdf(pages=pages))
