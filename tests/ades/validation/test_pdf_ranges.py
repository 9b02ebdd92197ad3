"""The byte range of a signature in a PDF (ISO 32000-1, 12.8.1): all of the file but the signature's own digits."""

import hashlib
from dataclasses import replace
from typing import Final

import pytest

from esigner.ades.validation.candidate import Candidate
from esigner.ades.validation.pades import signature
from esigner.ades.validation.pades.pdf import Change, Field, read
from esigner.asn1 import der, nodes, tags
from esigner.cms import oids
from tests.world.signed import judged, signed_pdf
from tests.world.signing_pki import signing_pki

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
    for numbers, left in (((0, 4), b"%PDF"), ((-4, 4), b""), ((0, -4, 0, 4), b"%PDF"), ((4, 0, 0, 4), b"%PDF")):
        assert signature._signed_bytes(DOCUMENT, replace(FIELD, byte_range=numbers)) == left


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


SIGNED: Final = signed_pdf()
OWN: Final = read(SIGNED).fields[0]


def judged_alone(field: Field, *stamps: Field, document: bytes = SIGNED) -> Candidate:
    return signature._read(document, field, stamps)


def told_of(candidate: Candidate) -> list[tuple[str, str, str]]:
    return [(check.block, one.rule.code, one.detail) for check in candidate.checks for one in check.findings]


def test_right_field_passes_every_block() -> None:
    found = judged_alone(OWN)
    blocks = ["FORMAT", "SIGNING_CERTIFICATE", "SIGNATURE_VALUE", "BYTE_RANGE", "CHANGES"]
    assert [check.block for check in found.checks] == blocks
    assert (told_of(found), found.stamps[1:], found.id, found.family) == ([], [], OWN.name, "PAdES")
    assert found.signed_bytes == sum(OWN.byte_range[2:])


@pytest.mark.attack
def test_field_that_is_no_signature_is_told_and_nothing_more_judged() -> None:
    for field, told in (
        (replace(OWN, byte_range=(), reason="KeyError"), ("FORMAT", "SIGNATURE_MALFORMED", "KeyError")),
        (replace(OWN, subfilter="/adbe.x509.rsa_sha1"), ("FORMAT", "ALGORITHM_UNKNOWN", "/adbe.x509.rsa_sha1")),
    ):
        found = judged_alone(field)
        assert (told_of(found), len(found.checks)) == ([told], 1)
        assert (found.id, found.family) == (OWN.name, "PAdES")


def with_signers(count: int) -> Field:
    parts = [one.encoded for one in nodes.read_ber(OWN.contents, trailing=True).child(1, 0).children()]
    body = der.sequence(*parts[:-1], der.tlv(tags.SET, nodes.read(parts[-1]).child(0).encoded * count))
    return replace(OWN, contents=der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body)))


@pytest.mark.attack
@pytest.mark.parametrize(("count", "detail"), [(0, "no signer"), (2, "several signers")])
def test_signature_of_a_field_has_one_signer(count: int, detail: str) -> None:
    """ISO 32000-2, 12.8.3.3: a single SignerInfo."""
    assert ("FORMAT", "SIGNATURE_MALFORMED", detail) in told_of(judged_alone(with_signers(count)))


@pytest.mark.attack
def test_changed_document_range_or_tail_is_told_in_its_block() -> None:
    changed = judged_alone(replace(OWN, change=Change.FORBIDDEN, reason="why"), document=SIGNED + b"x")
    assert told_of(changed) == [("CHANGES", "PDF_CHANGED", "why"), ("CHANGES", "PDF_CHANGED", "bytes after the end")]
    moved = judged_alone(replace(OWN, byte_range=(0, 1, 2, 3)))
    assert ("BYTE_RANGE", "PDF_BYTE_RANGE", "the gap is not the signature") in told_of(moved)


def stamp_field(*, end: int, contents: bytes = b"token") -> Field:
    rest = end - OWN.byte_range[2]
    return replace(OWN, byte_range=(*OWN.byte_range[:3], rest), subfilter="/ETSI.RFC3161", contents=contents)


def test_document_timestamp_covers_what_ends_before_it() -> None:
    end, size = sum(OWN.byte_range[2:]), len(SIGNED)
    before = len(judged_alone(OWN).stamps)
    same, later, earlier = (stamp_field(end=at, contents=OWN.contents) for at in (end, size, end - 1))
    none = replace(same, byte_range=())
    found = judged_alone(OWN, same, later, earlier, none)
    stamps = found.stamps[before:]
    assert [one.is_archive for one in stamps] == [False, True], "an archive is one after the material"
    assert [one.digest("SHA256") for one in stamps] == [
        hashlib.sha256(SIGNED[: OWN.byte_range[1]] + SIGNED[OWN.byte_range[2] : at]).digest() for at in (end, size)
    ]
    assert {one.token for one in stamps} == {OWN.contents}
    wrong = judged_alone(OWN, stamp_field(end=size))
    assert told_of(wrong) == [("BYTE_RANGE", "PDF_BYTE_RANGE", "the gap is not the signature")]


def test_store_counts_for_every_signature() -> None:
    (found,) = signature.read_signatures(SIGNED)
    alone = judged_alone(OWN)
    assert found.evidence.has_status
    assert set(alone.evidence.crls) < set(found.evidence.crls)
    assert signing_pki().root.certificate in found.certificates
    assert found.malformed_certificates == 0


def test_pdf_that_cannot_be_read_is_a_signature_that_is_wrong() -> None:
    (found,) = signature.read_signatures(b"%PDF-1.7\nbroken")
    assert [check.findings[0].rule.code for check in found.checks] == ["PDF_UNREADABLE"]


def test_signature_says_how_much_of_the_file_was_there() -> None:
    document = signed_pdf()
    (report,) = judged(document).signatures
    assert report.signed_bytes is not None
    assert document[: report.signed_bytes].rstrip().endswith(b"%%EOF")
