"""The byte range of a signature in a PDF (ISO 32000-1, 12.8.1): all of the file but the signature's own digits."""

from dataclasses import replace
from typing import Final

import pytest

from esigner.ades.validation.pades import signature
from esigner.ades.validation.pades.pdf import Change, Field
from tests.world.signed import judged, signed_pdf

HEAD, GAP, TAIL = b"%PDF-1.7 head ", b"<3001 02>", b" tail %%EOF"
DOCUMENT: Final = HEAD + GAP + TAIL
RANGE: Final = (0, len(HEAD), len(HEAD) + len(GAP), len(TAIL))
FIELD: Final = Field(
    name="a", contents=b"\x30\x01\x02", byte_range=RANGE, subfilter="/ETSI.CAdES.detached", change=Change.NONE
)


def ranges(*numbers: int, document: bytes = DOCUMENT) -> list[tuple[str, str]]:
    found = signature._range_findings(document, replace(FIELD, byte_range=numbers))
    return [(one.rule.code, one.detail) for one in found]


def test_range_of_all_but_the_digits_is_right() -> None:
    assert ranges(*RANGE) == []
    assert ranges(*RANGE[:3], 0) == [], "the file may go on: what follows is judged elsewhere"
    assert signature._signed_bytes(DOCUMENT, FIELD) == HEAD + TAIL
    assert signature._end(FIELD) == len(DOCUMENT)


@pytest.mark.attack
@pytest.mark.parametrize("numbers", [(), (0,), RANGE[:3], (*RANGE, 0)])
def test_range_is_of_four_numbers(numbers: tuple[int, ...]) -> None:
    assert ranges(*numbers) == [("PDF_BYTE_RANGE", "not four numbers")]
    assert signature._end(replace(FIELD, byte_range=numbers)) == 0


@pytest.mark.attack
@pytest.mark.parametrize(
    "numbers",
    [
        (1, RANGE[1], RANGE[2], RANGE[3]),
        (-1, RANGE[1], RANGE[2], RANGE[3]),
        (0, -1, RANGE[2], RANGE[3]),
        (0, RANGE[1], RANGE[2], -1),
        (0, RANGE[1], RANGE[1], RANGE[3]),
        (0, RANGE[2], RANGE[1], RANGE[3]),
        (0, RANGE[1], RANGE[2], RANGE[3] + 1),
        (0, RANGE[1], len(DOCUMENT) + 1, 0),
    ],
)
def test_range_lies_in_the_file_from_its_first_byte(numbers: tuple[int, ...]) -> None:
    assert ranges(*numbers) == [("PDF_BYTE_RANGE", str(numbers))]


@pytest.mark.attack
@pytest.mark.parametrize(
    "gap", [b"<3001 03>", b"(3001 02>", b"<3001 02)", b"<3001 0g>", b"<3001 0>>", b"<300102xx>", b"<>"]
)
def test_gap_is_the_signature_and_nothing_else(gap: bytes) -> None:
    document = HEAD + gap + TAIL
    found = ranges(0, len(HEAD), len(HEAD) + len(gap), len(TAIL), document=document)
    assert found == [("PDF_BYTE_RANGE", "the gap is not the signature")]


@pytest.mark.parametrize("gap", [b"<300102>", b"<30 01\r\n02\t\f\0>"])
def test_white_space_among_the_digits_says_nothing(gap: bytes) -> None:
    assert ranges(0, len(HEAD), len(HEAD) + len(gap), len(TAIL), document=HEAD + gap + TAIL) == []


def test_negative_pieces_are_not_read() -> None:
    for numbers, read in (((0, 4), b"%PDF"), ((-4, 4), b""), ((0, -4, 0, 4), b"%PDF"), ((4, 0, 0, 4), b"%PDF")):
        assert signature._signed_bytes(DOCUMENT, replace(FIELD, byte_range=numbers)) == read


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (Change.NONE, []),
        (Change.HARMLESS, []),
        (Change.FORBIDDEN, [("PDF_CHANGED", "why")]),
        (Change.UNKNOWN, [("PDF_CHANGES_UNKNOWN", "why")]),
    ],
)
def test_change_after_the_signature_is_told(change: Change, found: list[tuple[str, str]]) -> None:
    told = signature._change_findings(replace(FIELD, change=change, reason="why"))
    assert [(one.rule.code, one.detail) for one in told] == found


@pytest.mark.parametrize(
    ("after", "told"),
    [(b"", False), (b" \t\r\n\f\0", False), (b"x", True), (b"\nx", True), (b"x%%EOF", False), (b"x%%EOF\nx", True)],
)
def test_bytes_after_the_end_mark_are_a_change(after: bytes, *, told: bool) -> None:
    """What an update added up to an end mark is judged as an update."""
    found = signature._tail_findings(DOCUMENT + after, FIELD)
    assert [(one.rule.code, one.detail) for one in found] == [("PDF_CHANGED", "bytes after the end")] * told


def test_tail_begins_where_the_signed_bytes_end() -> None:
    document = DOCUMENT + b"more"
    assert signature._tail_findings(document, replace(FIELD, byte_range=(*RANGE[:3], RANGE[3] + 4))) == []
    assert signature._tail_findings(b"no mark at all", replace(FIELD, byte_range=(0, 1, 2, 3))) != []


def test_signature_says_how_much_of_the_file_was_there() -> None:
    document = signed_pdf()
    (report,) = judged(document).signatures
    assert report.signed_bytes is not None
    assert document[: report.signed_bytes].rstrip().endswith(b"%%EOF")
