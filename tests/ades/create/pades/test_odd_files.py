"""Files as they come: cross-reference streams, object streams, hybrid, linearized, broken."""

import re
from pathlib import Path
from typing import Any

import pytest

from esigner import ades
from esigner.ades import AdesError, Format, Level
from esigner.ades.create.layout import Layout, Visible
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.odd_pdfs import hybrid, in_two_revisions, linearized, with_object_streams
from tests.world.pdfs import pdf
from tests.world.signatures import signed
from tests.world.signed import judged

SHOWN = Layout(visible=Visible(lines=("Jānis Bērziņš",), rectangle=(50, 50, 250, 90)))


def signed_pdf(content: bytes, layout: Layout | None = None, **options: Any) -> bytes:  # noqa: ANN401  as `signed` takes them
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    return signed(form=Format.PDF, level=Level.LT, files=files, layout=layout, **options)


KINDS = {
    "object streams": with_object_streams,
    "hybrid": hybrid,
    "linearized": linearized,
    "two revisions": in_two_revisions,
}


@pytest.mark.parametrize("layout", [None, SHOWN])
@pytest.mark.parametrize("kind", list(KINDS))
def test_any_kind_of_file_is_signed_and_archived(kind: str, layout: Layout | None, tmp_path: Path) -> None:
    content = KINDS[kind]()
    once = signed_pdf(content, layout)
    assert once.startswith(content)
    document = augmented(signed_pdf(once, kind="P-384"), Level.LTA)
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    assert [one.format for one in report.signatures] == ["PAdES-B-LTA"] * 2
    (tmp_path / "a.pdf").write_bytes(document)
    assert judges.run("pdfsig", "-nocert", "a.pdf", folder=tmp_path).stdout.count("Signature is Valid.") == 2


def test_update_of_a_file_with_a_cross_reference_stream_has_one_too() -> None:
    content = with_object_streams()
    added = signed_pdf(content)[len(content) :]
    assert b"/XRef" in added
    assert b"\nxref" not in added


@pytest.mark.attack
@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: re.sub(rb"startxref\n[0-9]+", b"startxref\n99999999", content),
        lambda content: re.sub(rb"startxref\n[0-9]+", b"startxref\n20", content),
        lambda content: content[: content.rindex(b"startxref")],
        lambda content: content.replace(b"/Root 1 0 R", b"/Root 3 0 R"),
        lambda content: content.replace(b"/Root 1 0 R", b"/Roof 1 0 R"),
        lambda content: content.replace(b"/Kids[4 0 R]", b"/Kids[2 0 R]"),
        lambda content: re.sub(rb"trailer\n<<", b"trailer\n<</Prev 99999999", content),
    ],
    ids=[
        "beyond the end",
        "into the middle",
        "no startxref",
        "other root",
        "no root",
        "pages in a ring",
        "no previous",
    ],
)
@pytest.mark.parametrize("layout", [None, SHOWN])
def test_broken_structure_is_refused(spoil: Any, layout: Layout | None) -> None:  # noqa: ANN401  a function of bytes
    with pytest.raises(AdesError) as refused:
        signed_pdf(spoil(pdf()), layout)
    assert refused.value.code == "PDF_UNREADABLE"
