"""PDF/A stays PDF/A: what its parts ask of an update. veraPDF says it of whole files in `python -m interop.pdfa`."""

import io
import re
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from esigner.ades import Format, Level
from esigner.ades.containers.files import DataFile
from esigner.ades.create.errors import PdfLayoutError
from esigner.ades.create.layout import Certification, Layout, Visible
from tests.world.augmented import augmented
from tests.world.pdfs import PdfA, pdf, pdf_a
from tests.world.pictures import png
from tests.world.signatures import signed
from tests.world.signed import judged

SHOWN = Visible(lines=("Parakstīja: Jānis Bērziņš",), image=png(), rectangle=(50, 50, 350, 130))
LAYOUTS = [None, Layout(), Layout(visible=SHOWN), Layout(visible=SHOWN, certification=Certification.FORM_FILLING)]


def signed_pdf(content: bytes, *, level: Level = Level.LT, **options: Any) -> bytes:  # noqa: ANN401  as `signed` takes them
    return signed(form=Format.PDF, level=level, files=[DataFile("a.pdf", "application/pdf", content)], **options)


def fields(document: bytes) -> list[Any]:
    return [one.get_object() for one in PdfFileReader(io.BytesIO(document)).root["/AcroForm"]["/Fields"]]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("standard", ["a-1b", "a-2b"])
def test_every_object_begins_a_line_also_where_the_document_ends_without_one(
    standard: PdfA, layout: Layout | None
) -> None:
    content = pdf_a(standard)
    assert content.endswith(b"%%EOF")
    document = augmented(signed_pdf(content, layout=layout), Level.LTA)
    assert document.startswith(content)
    assert re.match(rb"\n[0-9]+ 0 obj", document[len(content) :])
    assert not re.search(rb"%%EOF[0-9]", document)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_field_of_a_pdf_a_1_has_a_look(layout: Layout | None) -> None:
    once = signed_pdf(pdf_a("a-1b"), layout=layout)
    document = augmented(signed_pdf(once, layout=Layout(), kind="P-384"), Level.LTA)
    assert len(fields(document)) == 3
    assert all(field["/AP"]["/N"]["/Subtype"] == "/Form" for field in fields(document))
    assert judged(document).passed


def test_plain_pdf_a_1_whose_metadata_cannot_be_seen_has_a_look_too() -> None:
    (field,) = fields(signed_pdf(pdf()))
    assert field["/AP"]["/N"].data == b""


@pytest.mark.parametrize("visible", [None, SHOWN])
def test_archive_timestamp_of_a_pdf_a_1_fits_a_certification_against_changes(visible: Visible | None) -> None:
    layout = Layout(visible=visible, certification=Certification.NO_CHANGES)
    certified = signed_pdf(pdf_a("a-1b"), layout=layout)
    document = augmented(certified, Level.LTA)
    assert all("/AP" in field for field in fields(document))
    report = judged(document)
    assert report.passed, (report.rule, report.detail)


def test_look_in_a_pdf_a_1_has_no_transparency_and_an_old_colour_profile() -> None:
    added = signed_pdf(pdf_a("a-1b"), layout=Layout(visible=SHOWN))[len(pdf_a("a-1b")) :]
    assert b"/SMask" not in added
    assert b"/Group" not in added
    reader = PdfFileReader(io.BytesIO(signed_pdf(pdf_a("a-1b"), layout=Layout(visible=SHOWN))))
    space = fields_space(reader)
    assert space.data[8] == 2  # the major version of the profile format that PDF 1.4 knows


def fields_space(reader: PdfFileReader) -> Any:  # noqa: ANN401  a PDF stream
    """Return the colour profile of the first picture in the look of the first field."""
    field: Any = reader.root["/AcroForm"]["/Fields"][0]
    resources = field["/AP"]["/N"]["/Resources"]
    (picture,) = (one for one in map(resources["/XObject"].__getitem__, resources["/XObject"]) if "/ColorSpace" in one)
    return picture["/ColorSpace"][1]


def test_transparent_image_is_refused_in_pdf_a_1_and_taken_elsewhere() -> None:
    layout = Layout(visible=Visible(image=png(transparent=True), rectangle=(50, 50, 150, 150)))
    with pytest.raises(PdfLayoutError) as refused:
        signed_pdf(pdf_a("a-1b"), layout=layout)
    assert "transparency" in str(refused.value.data["reason"])
    assert judged(signed_pdf(pdf_a("a-2b"), layout=layout)).passed
