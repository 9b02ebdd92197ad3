"""Updates of signed PDFs: what the standard permits leaves the signature right, what changes the document does not."""

import re
from collections.abc import Callable

import pytest

from esigner import ades
from esigner.ades.encoding.pdf.reader import PdfReader
from esigner.ades.rules import Indication
from esigner.ades.validation.pades.coverage import covered_revision
from tests.world.pdf_updates import (
    FIELD,
    OTHER_TEXT,
    choice,
    choice_field,
    current,
    look,
    page,
    sealed,
    second_field,
    signed_linearized,
    stream,
    tagged,
    updated,
)
from tests.world.signed import judged

ELEMENT = FIELD + 1
GOOD_ELEMENT = b"<</Type/StructElem/S/Form/P 7 0 R/Pg 3 0 R/K<</Type/OBJR/Obj 90 0 R>>>>"


def _rules(document: bytes) -> list[str | None]:
    return [one.rule.code if one.rule else None for one in judged(document).signatures]


def test_second_field_with_its_structure_element_leaves_the_signature_right() -> None:
    document = second_field(sealed(tagged()))
    assert _rules(document) == [None]
    assert _rules(sealed(document)) == [None, None]


@pytest.mark.parametrize(
    "changes",
    [
        {ELEMENT: b"<</S/Form/P 7 0 R/K[<</Type/OBJR/Obj 90 0 R/Pg 3 0 R>>]/Alt(Paraksts)/Lang(lv)>>"},
        {ELEMENT: b"<</S/Form/P 7 0 R/K 92 0 R>>", 92: b"<</Type/OBJR/Obj 90 0 R/Pg 3 0 R>>"},
        {
            ELEMENT: b"<</S/Sect/P 7 0 R/K 92 0 R>>",
            92: b"<</S/Form/P 91 0 R/K<</Type/OBJR/Obj 90 0 R>>>>",
            9: b"<</Nums[0[8 0 R]1 92 0 R]>>",
        },
        {
            9: b"<</Kids[92 0 R 93 0 R]>>",
            92: b"<</Limits[0 0]/Nums[0[8 0 R]]>>",
            93: b"<</Nums[1 91 0 R]/Limits[1 1]>>",
        },
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K[91 0 R 8 0 R]>>"},
        {ELEMENT: GOOD_ELEMENT[:-2] + b"/A<</O/PrintField/Desc(Paraksts)>>>>"},
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K 92 0 R>>", 92: b"[8 0 R 91 0 R]"},
        {
            6: b"<</Type/StructTreeRoot/K[7 0 R 91 0 R]/ParentTree 9 0 R/ParentTreeNextKey 2>>",
            7: b"<</Type/StructElem/S/Document/P 6 0 R/K[8 0 R]>>",
            ELEMENT: b"<</S/Form/P 6 0 R/K<</Type/OBJR/Obj 90 0 R>>>>",
        },
    ],
)
def test_element_may_stand_anywhere_in_the_tree(changes: dict[int, bytes]) -> None:
    assert _rules(second_field(sealed(tagged()), changes)) == [None]


@pytest.mark.attack
@pytest.mark.parametrize(
    "changes",
    [
        {ELEMENT: GOOD_ELEMENT[:-2] + b"/ActualText(Cits)>>"},
        {ELEMENT: b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0>>"},
        {ELEMENT: b"<</Type/StructElem/S/P/P 7 0 R/K<</Type/MCR/Pg 3 0 R/MCID 0>>>>"},
        {ELEMENT: b"<</Type/StructElem/S/Form/P 8 0 R/K<</Type/OBJR/Obj 90 0 R>>>>"},
        {ELEMENT: b"<</Type/StructElem/S/Form/P 7 0 R/K<</Type/OBJR/Obj 4 0 R>>>>"},
        {ELEMENT: b"<</Type/StructElem/S/Form/P 7 0 R/K[91 0 R]>>"},
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K[91 0 R]>>"},
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K 92 0 R>>", 92: b"[91 0 R]"},
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K 4 0 R>>", 4: b"[8 0 R 91 0 R]"},
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K[8 0 R 91 0 R]/ActualText(Cits)>>"},
        {7: b"<</Type/StructElem/S/Document/P 6 0 R/K[8 0 R<</S/P/P 7 0 R/K 0>>91 0 R]>>"},
        {8: b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0/ActualText(Cits)>>"},
        {8: b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0/Alt(Cits)>>"},
        {8: b"null"},
        {9: b"<</Nums[1 91 0 R]>>"},
        {9: b"<</Nums[0[91 0 R]1 91 0 R]>>"},
        {9: b"<</Nums[0[8 0 R]1 8 0 R]>>"},
        {6: b"<</Type/StructTreeRoot/K[7 0 R]/ParentTree 9 0 R/ParentTreeNextKey 2/RoleMap<</P/Artifact>>>>"},
        {6: b"<</Type/StructTreeRoot/K[91 0 R]/ParentTree 9 0 R/ParentTreeNextKey 2>>"},
        {4: stream(OTHER_TEXT)},
    ],
)
def test_anything_else_in_the_tree_is_refused(changes: dict[int, bytes]) -> None:
    assert _rules(second_field(sealed(tagged()), changes)) == ["PDF_CHANGED"]


def _chosen(document: bytes, value: bytes, chosen: bytes | None, text: bytes = b"Cesis", **other: bytes) -> bytes:
    return updated(document, {7: choice_field(value=value, chosen=chosen, shown=90, **other), 90: look(text)})


@pytest.mark.parametrize(
    ("options", "value", "chosen"),
    [
        (b"[(Riga)(Cesis)(Ogre)]", b"(Cesis)", b"[1]"),
        (b"[(Riga)(Cesis)(Ogre)]", b"(Cesis)", None),
        (b"[[(R)(Riga)][(C)(Cesis)]]", b"(C)", b"[1]"),
        (b"[(Riga)(Cesis)(Ogre)]", b"[(Cesis)(Ogre)]", b"[1 2]"),
        (b"[(Riga)(Cesis)(Ogre)]", b"null", b"[]"),
    ],
)
def test_choice_may_be_made_after_signing(options: bytes, value: bytes, chosen: bytes | None) -> None:
    document = sealed(choice(options=options))
    assert _rules(_chosen(document, value, chosen, options=options)) == [None]


@pytest.mark.parametrize("chosen", [b"[0]", b"[2]", b"[0 1]", b"[7]", b"[-1]", b"(1)", b"[]"])
def test_choice_whose_value_and_mark_differ_is_told(chosen: bytes) -> None:
    report = judged(_chosen(sealed(choice()), b"(Cesis)", chosen))
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "PDF_CHANGES_UNKNOWN"
    assert "pilseta" in report.detail


@pytest.mark.attack
@pytest.mark.parametrize(
    "update",
    [
        {7: choice_field(value=b"(Riga)", chosen=b"[0]", shown=90), 90: look(b"Ogre")},
        {8: look(b"Ogre")},
        {7: choice_field(value=b"(Cesis)", chosen=b"[1]", options=b"[(Riga)(Cesis)(Valka)]")},
        {7: choice_field(value=b"(Cesis)", chosen=b"[1]", more=b"/MK<</CA(Cits)>>")},
        {7: choice_field(value=b"(Cesis)", chosen=b"[1]").replace(b"[10 10 90 40]", b"[0 0 300 200]")},
        {7: choice_field(value=b"(Cesis)", chosen=b"[1]"), 4: stream(OTHER_TEXT)},
        {7: choice_field(value=b"(Cesis)", chosen=b"[1]"), 5: b"<</Type/Font/Subtype/Type3>>"},
        {7: b"null"},
    ],
)
def test_other_changes_of_a_choice_field_are_refused(update: dict[int, bytes]) -> None:
    assert _rules(updated(sealed(choice()), update)) == ["PDF_CHANGED"]


def test_look_may_change_in_its_place_with_the_choice() -> None:
    update = {7: choice_field(value=b"(Cesis)", chosen=b"[1]"), 8: look(b"Cesis")}
    assert _rules(updated(sealed(choice()), update)) == [None]


@pytest.mark.parametrize("kids", [b"[8 0 R]", b"8 0 R", b"10 0 R"])
def test_tree_whose_kids_stand_elsewhere_grows_too(kids: bytes) -> None:
    document = sealed(tagged(kids=kids))
    document_element = b"<</Type/StructElem/S/Document/P 6 0 R/K %b>>"
    grown = {7: document_element % b"10 0 R", 10: b"[8 0 R 91 0 R]"} if kids == b"10 0 R" else {}
    assert _rules(second_field(document, grown)) == [None]


def test_linearized_file_signed_in_its_first_revision_may_be_signed_again() -> None:
    first = signed_linearized()
    assert _rules(first) == ["TIMESTAMP_MISSING"]
    assert _rules(sealed(first)) == ["TIMESTAMP_MISSING", None]
    assert _rules(sealed(sealed(first))) == ["TIMESTAMP_MISSING", None, None]


@pytest.mark.attack
def test_linearized_file_that_was_changed_is_refused() -> None:
    first = signed_linearized()
    assert _rules(updated(first, {9: stream(OTHER_TEXT)})) == ["PDF_CHANGED"]
    assert _rules(updated(sealed(first), {9: stream(OTHER_TEXT)})) == ["PDF_CHANGED", "PDF_CHANGED"]
    assert _rules(sealed(updated(first, {9: stream(OTHER_TEXT)})))[0] == "PDF_CHANGED"


def test_only_a_whole_file_is_a_covered_revision() -> None:
    first = signed_linearized()
    document = sealed(first)
    reader, front = PdfReader(document), document.index(b"%%EOF\n") + len(b"%%EOF\n")
    assert covered_revision(reader, document, end=len(first)) == 1
    assert [covered_revision(reader, document, end=end) for end in (0, front, len(first) - 8)] == [None] * 3
    assert covered_revision(reader, document[:-9] + b"1\n%%EOF\n", end=len(document) - 1) is None


SHOWS: dict[str, Callable[[bytes], bytes]] = {
    "content is null": lambda d: updated(d, {4: b"null"}),
    "content is freed": lambda d: updated(d, {}, freed=[4]),
    "page has no content": lambda d: updated(d, {3: current(d, 3).replace(b"/Contents 4 0 R", b"/Contents null")}),
    "page's content is nowhere": lambda d: updated(
        d, {3: current(d, 3).replace(b"/Contents 4 0 R", b"/Contents 999 0 R")}
    ),
    "page's content is elsewhere": lambda d: updated(
        d, {3: current(d, 3).replace(b"/Contents 4 0 R", b"/Contents 99 0 R"), 99: stream(OTHER_TEXT)}
    ),
    "font is null": lambda d: updated(d, {5: b"null"}),
    "page is null": lambda d: updated(d, {3: b"null"}),
    "pages are null": lambda d: updated(d, {2: b"null"}),
    "no page left": lambda d: updated(d, {2: b"<</Type/Pages/Kids[null]/Count 0>>"}),
    "note is null": lambda d: updated(d, {6: b"null"}),
    "list of notes is null": lambda d: updated(d, {7: b"null"}),
    "list of notes is empty": lambda d: updated(d, {7: b"[null]"}),
    "notes are freed": lambda d: updated(d, {}, freed=[6, 7]),
}


@pytest.mark.attack
@pytest.mark.parametrize("change", SHOWS.values(), ids=list(SHOWS))
def test_what_was_signed_does_not_vanish_as_null(change: Callable[[bytes], bytes]) -> None:
    note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 90 90]/DA(/F 9 Tf)/Contents(Sveiki)>>"
    document = sealed(page(more=b"/Annots 7 0 R", others=[note, b"[6 0 R]"]))
    assert _rules(document) == [None]
    report = judged(change(document))
    assert not report.passed
    assert {one.rule.code for one in report.signatures if one.rule} <= {"PDF_CHANGED", "PDF_CHANGES_UNKNOWN"}
    assert report.signatures or report.rule is not None


@pytest.mark.attack
@pytest.mark.parametrize("value", [b"null", b"99 0 R"])
@pytest.mark.parametrize("key", [b"/AcroForm", b"/Pages"])
def test_catalog_may_not_lose_what_it_named(key: bytes, value: bytes) -> None:
    document = sealed(page())
    catalog = re.sub(rb"%b \d+ 0 R" % key, b"%b %b" % (key, value), current(document, 1))
    assert not judged(updated(document, {1: catalog})).passed


@pytest.mark.attack
def test_signature_does_not_vanish_as_null() -> None:
    document = sealed(sealed(page()))
    form = int(re.findall(rb"/AcroForm (\d+) 0 R", document)[-1])
    fields = current(document, form)
    forged = updated(document, {form: re.sub(rb"/Fields\s*\[\s*\d+ 0 R", b"/Fields[null", fields)})
    assert not judged(forged).passed


def test_entries_that_were_null_may_go() -> None:
    document = sealed(page(more=b"/Annots null/Thumb null"))
    again = sealed(document, level=ades.Level.LT)
    assert _rules(again) == [None, None]


def _padded(document: bytes, padding: bytes) -> bytes:
    """Return it with this at the end of the place that its first signature stands in."""
    end = re.search(rb"/Contents <[0-9a-f]*?(0{200,})>", document)
    assert end is not None
    digits = padding.hex().encode()
    return document[: end.end(1) - len(digits)] + digits + document[end.end(1) :]


def test_place_larger_than_the_signature_is_filled_up() -> None:
    assert _rules(_padded(sealed(page()), b"\n" * 60)) == [None]


@pytest.mark.attack
@pytest.mark.parametrize("after", [b"A" * 60, b"0" * 3, b"\x30\x80" + bytes(20)])
def test_anything_else_after_the_signature_leaves_it_open(after: bytes) -> None:
    assert _rules(_padded(sealed(page()), after)) == ["CMS_TRAILING_BYTES"]
