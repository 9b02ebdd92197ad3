"""What earlier signers and authors allow: certification, locks of fields, usage rights, XFA."""

from typing import Any

import pytest
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigFieldSpec

from esigner import ades
from esigner.ades import AdesError, Format, Level
from esigner.ades.create.layout import Certification, Layout, Visible
from tests.world.augmented import augmented
from tests.world.pdfs import assemble, pdf, with_fields
from tests.world.signatures import signed
from tests.world.signed import judged

VISIBLE = Visible(lines=("Jānis Bērziņš",), rectangle=(50, 50, 250, 90))
IN_FIELD = Visible(lines=("Jānis Bērziņš",))
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]>>"
CHANGING = [Certification.FORM_FILLING, Certification.ANNOTATIONS]


def signed_pdf(content: bytes, layout: Layout | None = None, **options: Any) -> bytes:  # noqa: ANN401  as `signed` takes them
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    return signed(form=Format.PDF, level=Level.LT, files=files, layout=layout, **options)


def refusal(content: bytes, layout: Layout | None = None) -> str:
    with pytest.raises(AdesError) as refused:
        signed_pdf(content, layout, kind="P-384")
    return refused.value.code


def assert_all_pass(document: bytes, *, count: int) -> None:
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    assert len(report.signatures) == count


@pytest.mark.parametrize("level", CHANGING)
def test_certified_document_takes_an_invisible_signature_and_an_archive_timestamp(level: Certification) -> None:
    certified = signed_pdf(pdf(), Layout(visible=VISIBLE, certification=level))
    assert_all_pass(augmented(signed_pdf(certified, kind="P-384"), Level.LTA), count=2)


@pytest.mark.parametrize("level", CHANGING)
def test_certified_document_takes_a_visible_signature_in_a_field_that_stands_there(level: Certification) -> None:
    content = with_fields(SigFieldSpec("Paraksts", box=(100, 100, 300, 200)))
    certified = signed_pdf(content, Layout(certification=level))
    assert_all_pass(signed_pdf(certified, Layout(field="Paraksts", visible=IN_FIELD), kind="P-384"), count=2)


@pytest.mark.attack
@pytest.mark.parametrize("level", CHANGING)
def test_certified_document_takes_no_new_field_that_can_be_seen(level: Certification) -> None:
    certified = signed_pdf(pdf(), Layout(certification=level))
    assert refusal(certified, Layout(visible=VISIBLE)) == "PDF_NEW_FIELD_NOT_ALLOWED"


@pytest.mark.parametrize("layout", [None, Layout(), Layout(visible=VISIBLE)])
def test_certification_after_a_signature_is_refused(layout: Layout | None) -> None:
    once = signed_pdf(pdf(), layout)
    assert refusal(once, Layout(certification=Certification.ANNOTATIONS)) == "PDF_CERTIFICATION_TOO_LATE"


def test_certification_after_a_document_timestamp_is_refused() -> None:
    stamped = augmented(signed_pdf(pdf()), Level.LTA)
    assert refusal(stamped, Layout(certification=Certification.FORM_FILLING)) == "PDF_CERTIFICATION_TOO_LATE"


@pytest.mark.parametrize(
    ("action", "names", "others"),
    [
        (FieldMDPAction.ALL, None, {"Otrs": False, "": False}),
        (FieldMDPAction.INCLUDE, ["Otrs"], {"Otrs": False, "Trešais": True, "": True}),
        (FieldMDPAction.EXCLUDE, ["Otrs"], {"Otrs": True, "Trešais": False, "": False}),
    ],
)
def test_lock_of_fields_is_honoured(action: FieldMDPAction, names: list[str] | None, others: dict[str, bool]) -> None:
    lock = FieldMDPSpec(action, fields=names)
    content = with_fields(SigFieldSpec("Pirmais", field_mdp_spec=lock), SigFieldSpec("Otrs"), SigFieldSpec("Trešais"))
    once = signed_pdf(content, Layout(field="Pirmais"))
    for name, allowed in others.items():
        layout = Layout(field=name) if name else None
        if allowed:
            assert_all_pass(signed_pdf(once, layout, kind="P-384"), count=2)
        else:
            assert refusal(once, layout) == "PDF_FIELD_LOCKED"


@pytest.mark.parametrize("action", [FieldMDPAction.ALL, FieldMDPAction.EXCLUDE])
def test_lock_of_fields_lets_the_archive_timestamp_in(action: FieldMDPAction) -> None:
    lock = FieldMDPSpec(action, fields=["Cits"])
    once = signed_pdf(with_fields(SigFieldSpec("Pirmais", field_mdp_spec=lock)), Layout(field="Pirmais"))
    assert_all_pass(augmented(once, Level.LTA), count=1)


@pytest.mark.parametrize(("level", "code"), [(MDPPerm.NO_CHANGES, "PDF_LOCKED"), (MDPPerm.FILL_FORMS, None)])
def test_lock_that_says_what_may_change_is_honoured(level: MDPPerm, code: str | None) -> None:
    lock = FieldMDPSpec(FieldMDPAction.INCLUDE, fields=["Cits"])
    content = with_fields(SigFieldSpec("Pirmais", field_mdp_spec=lock, doc_mdp_update_value=level))
    once = signed_pdf(content, Layout(field="Pirmais"))
    if code:
        assert refusal(once) == code
    else:
        assert_all_pass(signed_pdf(once, kind="P-384"), count=2)
        assert refusal(once, Layout(visible=VISIBLE)) == "PDF_NEW_FIELD_NOT_ALLOWED"


def test_field_of_another_kind_is_refused() -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>"
    content = assemble([catalog, PAGES, PAGE, b"<</T(Vards)/FT/Tx/V(x)>>"])
    assert refusal(content, Layout(field="Vards")) == "PDF_FIELD_OTHER_KIND"


def test_existing_field_that_cannot_be_seen_takes_no_look() -> None:
    content = with_fields(SigFieldSpec("Paraksts"))
    assert refusal(content, Layout(field="Paraksts", visible=IN_FIELD)) == "PDF_LAYOUT_NOT_POSSIBLE"


def test_usage_rights_are_left_as_they_are() -> None:
    rights = b"<</Type/Sig/Reference[<</TransformMethod/UR3/TransformParams<</Type/TransformParams/V/2.2>>>>]>>"
    content = assemble([b"<</Type/Catalog/Pages 2 0 R/Perms<</UR3 4 0 R>>>>", PAGES, PAGE, rights])
    document = signed_pdf(content)
    assert document.startswith(content)
    assert_all_pass(document, count=1)
    certified = signed_pdf(content, Layout(certification=Certification.FORM_FILLING))
    assert_all_pass(certified, count=1)


@pytest.mark.parametrize("layout", [None, Layout()])
def test_dynamic_xfa_form_is_refused(layout: Layout | None) -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R/NeedsRendering true/AcroForm<</Fields[]/XFA 4 0 R>>>>"
    xfa = b"<</Length 5>>stream\n<xdp>\nendstream"
    assert refusal(assemble([catalog, PAGES, PAGE, xfa]), layout) == "PDF_DYNAMIC_FORM"


def test_static_xfa_form_is_signed() -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[]/XFA 4 0 R>>>>"
    xfa = b"<</Length 5>>stream\n<xdp>\nendstream"
    once = signed_pdf(assemble([catalog, PAGES, PAGE, xfa]))
    assert_all_pass(augmented(signed_pdf(once, kind="P-384"), Level.LTA), count=2)
