"""Signatures with a layout: seen on the page, in existing fields, as certification; and what others forbid."""

import shutil
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedValFlags,
    SigSeedValueSpec,
)

from esigner import ades
from esigner.ades.create.errors import MetadataNotSupportedError, PdfLayoutError, PdfLockedError
from esigner.ades.create.layout import Certification, Layout, Visible
from esigner.ades.create.pades.errors import (
    PdfCertificationError,
    PdfFieldConditionsError,
    PdfFieldFilledError,
    PdfFieldLockedError,
    PdfFieldMissingError,
)
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.pdfs import pdf, pdf_a, with_fields
from tests.world.pictures import png
from tests.world.signed import FILES, judged
from tests.world.signing_pki import SIGNED_AT, signing_pki

LINES = ("Parakstīja: Jānis Bērziņš", "āčēģīķļņōŗšūž ĀČĒĢĪĶĻŅŌŖŠŪŽ", "Rīga, 2026. gada 15. janvārī")
SHOWN = Visible(lines=LINES, rectangle=(50, 50, 350, 130))


def _signed(content: bytes, layout: Layout | None, *, kind: str = "P-256") -> bytes:
    """Return the PDF signed at level LT, by way of stored JSON."""
    world = signing_pki()
    holder = world.signer(kind)
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    prepared = ades.prepare(
        format=ades.Format.PDF,
        files=files,
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        layout=layout,
    )
    prepared = ades.Prepared.from_json(prepared.to_json())
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = world.token(ades.timestamp_input(prepared, value))
    return ades.finalize(prepared, value, files=files, timestamp=stamp, revocation=world.revocation(holder.certificate))


def _texts(document: bytes, folder: Path) -> Sequence[str]:
    path = folder / "shown.pdf"
    path.write_bytes(document)
    return judges.run("pdftotext", "-layout", path, "-").stdout.split("\f")


def test_visible_text_stands_on_its_page_with_every_letter(tmp_path: Path) -> None:
    layout = Layout(visible=Visible(lines=LINES, image=png(), page=2, rectangle=(50, 50, 450, 130)))
    document = _signed(pdf(pages=3), layout)
    assert judged(document).passed
    pages = _texts(document, tmp_path)
    assert all(line in pages[1] for line in LINES)
    assert "Parakstīja" not in pages[0] + pages[2]


def test_visible_signature_embeds_its_font_as_subset(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_signed(pdf(), Layout(visible=SHOWN)))
    rows = judges.run("pdffonts", path).stdout.splitlines()
    (row,) = [row for row in rows if "Libertinus" in row]
    assert row.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, with Unicode map


def test_same_input_gives_the_same_update() -> None:
    world = signing_pki()
    holder = world.signer("P-256")
    one, two = (
        ades.prepare(
            format=ades.Format.PDF,
            files=[ades.DataFile("a.pdf", "application/pdf", pdf())],
            signer=holder.certificate,
            chain=world.chain,
            signed_at=SIGNED_AT,
            layout=Layout(visible=SHOWN),
        )
        for _ in range(2)
    )
    assert one.to_json() == two.to_json()


def test_several_visible_signatures_all_pass() -> None:
    first = _signed(pdf(), Layout(visible=SHOWN))
    second = _signed(first, Layout(visible=Visible(image=png(), rectangle=(50, 200, 150, 300))), kind="P-384")
    assert second.startswith(first)
    report = judged(second)
    assert report.passed, (report.rule, report.detail)
    assert len(report.signatures) == 2
    assert judged(augmented(second, ades.Level.LTA)).passed


def test_existing_field_is_filled_in_its_place(tmp_path: Path) -> None:
    content = with_fields(SigFieldSpec("Paraksts", box=(100, 100, 400, 180)))
    document = _signed(content, Layout(field="Paraksts", visible=Visible(lines=LINES)))
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    assert [s.id for s in report.signatures] == ["Paraksts"]
    assert LINES[1] in _texts(document, tmp_path)[0]


@pytest.mark.parametrize("level", list(Certification))
def test_certification_is_written_and_passes(level: Certification) -> None:
    document = _signed(pdf(), Layout(certification=level))
    assert judged(document).passed
    root: Any = PdfFileReader(BytesIO(document)).root
    reference = root["/Perms"]["/DocMDP"]["/Reference"][0]
    assert reference["/TransformParams"]["/P"] == int(level)


def test_certified_form_takes_an_approval() -> None:
    certified = _signed(pdf(), Layout(certification=Certification.FORM_FILLING))
    report = judged(_signed(certified, None, kind="P-384"))
    assert report.passed, (report.rule, report.detail)
    assert len(report.signatures) == 2


@pytest.mark.parametrize("layout", [None, Layout(), Layout(visible=SHOWN)])
def test_certification_against_changes_is_honoured(layout: Layout | None) -> None:
    certified = _signed(pdf(), Layout(certification=Certification.NO_CHANGES))
    with pytest.raises(PdfLockedError):
        _signed(certified, layout)


def test_certification_against_changes_still_lets_the_archive_timestamp_in() -> None:
    certified = _signed(pdf(), Layout(certification=Certification.NO_CHANGES))
    report = judged(augmented(certified, ades.Level.LTA))
    assert report.passed, (report.rule, report.detail)


def test_only_the_first_signature_certifies() -> None:
    with pytest.raises(PdfCertificationError):
        _signed(_signed(pdf(), None), Layout(certification=Certification.FORM_FILLING))


def test_lock_of_a_field_is_written_and_honoured() -> None:
    lock = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["Otrs"])
    content = with_fields(SigFieldSpec("Pirmais", field_mdp_spec=lock), SigFieldSpec("Otrs"), SigFieldSpec("Trešais"))
    first = _signed(content, Layout(field="Pirmais"))
    assert judged(first).passed
    with pytest.raises(PdfFieldLockedError):
        _signed(first, Layout(field="Otrs"))
    assert judged(_signed(first, Layout(field="Trešais"), kind="P-384")).passed


def test_lock_of_the_document_by_a_field_is_honoured() -> None:
    lock = FieldMDPSpec(FieldMDPAction.ALL)
    spec = SigFieldSpec("Pēdējais", field_mdp_spec=lock, doc_mdp_update_value=MDPPerm.NO_CHANGES)
    signed = _signed(with_fields(spec), Layout(field="Pēdējais"))
    with pytest.raises(PdfLockedError):
        _signed(signed, None)


def test_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(PdfFieldMissingError):
        _signed(pdf(), Layout(field="Cits"))


def test_field_that_is_filled_is_refused() -> None:
    signed = _signed(with_fields(SigFieldSpec("Paraksts")), Layout(field="Paraksts"))
    with pytest.raises(PdfFieldFilledError):
        _signed(signed, Layout(field="Paraksts"))


def test_field_with_demands_is_refused() -> None:
    demands = SigSeedValueSpec(flags=SigSeedValFlags.REASONS, reasons=["Apstiprinu"])
    with pytest.raises(PdfFieldConditionsError):
        _signed(with_fields(SigFieldSpec("Paraksts", seed_value_dict=demands)), Layout(field="Paraksts"))


@pytest.mark.parametrize(
    "visible",
    [
        Visible(lines=LINES),
        Visible(lines=LINES, page=2, rectangle=(50, 50, 300, 100)),
        Visible(image=b"\x89PNG\r\n\x1a\nnot really", rectangle=(50, 50, 300, 100)),
        Visible(lines=("\x07",), rectangle=(50, 50, 300, 100)),
        Visible(lines=("no font holds \U0001fae8\u5b57",), rectangle=(50, 50, 300, 100)),
    ],
)
def test_look_that_cannot_be_drawn_is_refused(visible: Visible) -> None:
    with pytest.raises(PdfLayoutError):
        _signed(pdf(), Layout(visible=visible))


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"lines": ("a",), "page": 0},
        {"lines": ("a",), "rectangle": (50, 50, 55, 100)},
        {"lines": ("a",), "rectangle": (50, 50, 50_000, 100)},
        {"lines": ("a",) * 21},
        {"image": b"GIF89a"},
    ],
)
def test_look_that_makes_no_sense_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(PdfLayoutError):
        Visible(**given)


@pytest.mark.attack
def test_text_is_never_taken_for_source(tmp_path: Path) -> None:
    line = '#read("/etc/passwd") $x$ *b* <a>'
    document = _signed(pdf(), Layout(visible=Visible(lines=(line,), rectangle=(50, 50, 450, 130))))
    assert '#read("/etc/passwd")' in _texts(document, tmp_path)[0]


def test_layout_is_for_pdf_only() -> None:
    world = signing_pki()
    holder = world.signer("P-256")
    with pytest.raises(MetadataNotSupportedError):
        ades.prepare(
            format=ades.Format.ASICE,
            files=FILES,
            signer=holder.certificate,
            chain=world.chain,
            signed_at=SIGNED_AT,
            layout=Layout(),
        )


@pytest.mark.parametrize("layout", [None, Layout(), Layout(visible=SHOWN)])
def test_pdf_a_keeps_its_claim_its_intent_and_its_metadata(layout: Layout | None) -> None:
    made = pdf_a("a-2b")
    before: Any = PdfFileReader(BytesIO(made)).root
    document = _signed(made, layout)
    assert document.startswith(made)
    assert judged(document).passed
    after: Any = PdfFileReader(BytesIO(document)).root
    for key in ("/Metadata", "/OutputIntents"):
        assert after.raw_get(key) == before.raw_get(key)
    assert after["/Metadata"].data == before["/Metadata"].data
    assert b"ModDate" not in document[len(made) :]


def test_independent_readers_agree(tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("judge absent: pdfsig")
    path = tmp_path / "a.pdf"
    certified = _signed(pdf(), Layout(visible=SHOWN, certification=Certification.FORM_FILLING))
    path.write_bytes(_signed(certified, None))
    text = judges.run("pdfsig", "-nocert", path).stdout
    assert text.count("Signature is Valid") == 2
