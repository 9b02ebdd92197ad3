"""PDFs that pyHanko signed by itself, raised to LTA by ours and renewed; EU DSS has its in `python -m interop.pdfs`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import Format, Level
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.encrypted import encrypted
from tests.world.foreign import signed_by_pyhanko
from tests.world.odd_pdfs import with_object_streams
from tests.world.pdfs import pdf
from tests.world.signatures import signed
from tests.world.signed import judged

AT = datetime(2026, 3, 1, tzinfo=UTC)
LATER = datetime(2028, 3, 1, tzinfo=UTC)
LEVELS = [Level.B, Level.T, Level.LT, Level.LTA]


@pytest.mark.parametrize("level", LEVELS)
def test_pdf_signed_by_pyhanko_reaches_lta_and_is_renewed(level: Level, tmp_path: Path) -> None:
    document = signed_by_pyhanko(pdf(), level)
    archived = augmented(document, Level.LTA, at=AT)
    renewed = augmented(archived, Level.LTA, at=LATER)
    assert archived.startswith(document)
    assert renewed.startswith(archived)
    for one in (archived, renewed):
        report = judged(one)
        assert report.passed, (report.rule, report.detail)
        assert [signature.format for signature in report.signatures] == ["PAdES-B-LTA"]
    (tmp_path / "a.pdf").write_bytes(renewed)
    assert judges.run("pdfsig", "-nocert", "a.pdf", folder=tmp_path).stdout.count("Signature is Valid.") == 1


@pytest.mark.parametrize("content", [encrypted(pdf()), with_object_streams()], ids=["encrypted", "object streams"])
def test_any_kind_of_file_that_pyhanko_signed_reaches_lta(content: bytes) -> None:
    report = judged(augmented(signed_by_pyhanko(content, Level.LT), Level.LTA, at=AT))
    assert report.passed, (report.rule, report.detail)


@pytest.mark.parametrize("level", LEVELS)
def test_our_signature_joins_one_of_pyhanko(level: Level) -> None:
    document = signed_by_pyhanko(pdf(), level)
    files = [ades.DataFile("a.pdf", "application/pdf", document)]
    report = judged(augmented(signed(form=Format.PDF, level=Level.LT, files=files, kind="P-384"), Level.LTA, at=AT))
    assert report.passed, (report.rule, report.detail)
    assert [signature.format for signature in report.signatures] == ["PAdES-B-LTA"] * 2
