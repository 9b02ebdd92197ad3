"""PDFs that refer to objects which they do not hold."""

import re
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import Format, Level
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.encrypted import encrypted
from tests.world.pdfs import assemble
from tests.world.signatures import signed
from tests.world.signed import judged

SHOWN = b"BT /F1 24 Tf 72 500 Td (Sveiki) Tj ET"
ADDED = b"BT /F1 24 Tf 72 300 Td (Cits) Tj ET"
BEYOND = 5000


def _page(missing: int) -> bytes:
    """Return a PDF whose page names a second content stream that is not there."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents[5 0 R %d 0 R]/Resources<</Font<</F1 4 0 R>>>>>>"
    return assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page % missing,
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(SHOWN), SHOWN),
        ]
    )


def _signed(content: bytes, level: Level = Level.LT) -> bytes:
    return signed(form=Format.PDF, level=level, files=[ades.DataFile("a.pdf", "application/pdf", content)])


def _with_object(document: bytes, number: int) -> bytes:
    """Return the document with an update that writes this one object, and replaces nothing."""
    before = int(re.findall(rb"startxref\n(\d+)", document)[-1])
    root = re.findall(rb"/Root (\d+) 0 R", document)[-1]
    size = max(number + 1, *map(int, re.findall(rb"/Size (\d+)", document)))
    body = document + b"%d 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (number, len(ADDED), ADDED)
    end = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %s 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (number, len(document), size, root, before, len(body))


@pytest.mark.parametrize("level", [Level.B, Level.LT])
def test_reference_to_nothing_is_no_reason_against_a_signature(level: Level) -> None:
    codes = {f.rule.code for c in judged(_signed(_page(BEYOND), level)).signatures[0].checks for f in c.findings}
    assert not codes & {"PDF_CHANGED", "PDF_CHANGES_UNKNOWN"}


def test_reference_to_nothing_survives_a_second_signature_and_an_archive_timestamp() -> None:
    document = augmented(_signed(_signed(_page(BEYOND))), Level.LTA)
    report = judged(document)
    assert report.passed, (report.rule, report.detail)


def test_encrypted_document_with_a_reference_to_nothing_passes() -> None:
    report = judged(_signed(encrypted(_page(BEYOND))))
    assert report.passed, (report.rule, report.detail)


@pytest.mark.attack
@pytest.mark.parametrize("level", [Level.B, Level.LT])
def test_object_written_after_it_was_referred_to_is_refused(level: Level, tmp_path: Path) -> None:
    forged = _with_object(_signed(_page(BEYOND), level), BEYOND)
    (tmp_path / "a.pdf").write_bytes(forged)
    assert "Cits" in judges.run("pdftotext", "a.pdf", "-", folder=tmp_path).stdout
    report = judged(forged)
    assert report.rule is not None
    assert (report.rule.code, "5000" in report.detail) == ("PDF_CHANGED", True)


@pytest.mark.attack
def test_object_written_after_it_was_referred_to_is_refused_under_a_second_signature() -> None:
    report = judged(_signed(_with_object(_signed(_page(BEYOND)), BEYOND)))
    assert [s.rule.code if s.rule else None for s in report.signatures] == ["PDF_CHANGED", None]


@pytest.mark.attack
def test_object_written_in_place_of_a_free_one_is_refused() -> None:
    content = _page(4).replace(b"/F1 4 0 R", b"/F1 6 0 R")
    content = re.sub(rb"\d{10} 00000 n (?=\n\d{10} 00000 n \ntrailer)", b"0000000000 65535 f ", content)
    report = judged(_with_object(_signed(content), 4))
    assert report.rule is not None
    assert report.rule.code == "PDF_CHANGED"


def test_object_that_nothing_refers_to_may_be_written() -> None:
    assert judged(_with_object(_signed(_page(5)), BEYOND)).passed
