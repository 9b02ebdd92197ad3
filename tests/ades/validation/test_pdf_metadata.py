"""XMP metadata of a signed PDF: as it was is no change, however it is spelled; anew only what reads as XMP."""

import re

import pytest

from esigner import ades
from esigner.ades import Format, Level
from tests.world.augmented import augmented
from tests.world.pdfs import assemble
from tests.world.signatures import signed
from tests.world.signed import judged

RDF = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
WRAPPED = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + RDF + b"</x:xmpmeta>"


def _signed(metadata: bytes) -> bytes:
    content = assemble(
        [
            b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]>>",
            b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(metadata), metadata),
        ]
    )
    return signed(form=Format.PDF, level=Level.LT, files=[ades.DataFile("a.pdf", "application/pdf", content)])


def _with_metadata(document: bytes, metadata: bytes) -> bytes:
    before = int(re.findall(rb"startxref\n(\d+)", document)[-1])
    root, size = re.findall(rb"/Root (\d+) 0 R", document)[-1], re.findall(rb"/Size (\d+)", document)[-1]
    stream = b"<</Type/Metadata/Subtype/XML/Length %d>>stream\n%s\nendstream" % (len(metadata), metadata)
    body = document + b"4 0 obj\n%s\nendobj\n" % stream
    end = b"xref\n4 1\n%010d 00000 n \ntrailer\n<</Size %s/Root %s 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    return body + end % (len(document), size, root, before, len(body))


@pytest.mark.parametrize("metadata", [RDF, WRAPPED])
def test_metadata_that_stays_as_it_is_passes(metadata: bytes) -> None:
    report = judged(augmented(_signed(metadata), Level.LTA))
    assert report.passed, (report.rule, report.detail)


def test_metadata_written_anew_as_xmp_passes() -> None:
    assert judged(_with_metadata(_signed(WRAPPED), WRAPPED.replace(b"</x", b" </x"))).passed


@pytest.mark.attack
@pytest.mark.parametrize(("before", "after"), [(WRAPPED, b"BT (Cits) Tj ET"), (RDF, WRAPPED), (WRAPPED, RDF)])
def test_metadata_written_anew_that_is_not_plainly_xmp_is_refused(before: bytes, after: bytes) -> None:
    report = judged(_with_metadata(_signed(before), after))
    assert report.rule is not None
    assert report.rule.code == "PDF_CHANGED"
