"""What can be done to a signed PDF, and the rule that refuses it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from esigner import ades
from esigner.ades.rules import Indication
from esigner.asn1 import der, nodes, tags
from tests.world.pdfs import pdf
from tests.world.signed import judged, signed, signed_pdf
from tests.world.signing_pki import SIGNED_AT, signing_pki


@pytest.fixture(scope="module")
def document() -> bytes:
    return signed_pdf()


def _rule(document: bytes) -> str | None:
    report = judged(document)
    assert not report.passed
    return report.rule.code if report.rule else None


def _with_other_text(document: bytes) -> bytes:
    """Return the document with an update that replaces the text of the first page."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(document))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 24 Tf 72 720 Td (Cits teksts) Tj ET")
    page[generic.NameObject("/Contents")] = writer.add_object(stream)
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _with_annotation(document: bytes) -> bytes:
    """Return the document with a text box laid over the first page."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(document))
    page = writer.root["/Pages"]["/Kids"][0]
    number: Any = generic.NumberObject
    dictionary: Any = generic.DictionaryObject
    box = dictionary(
        {
            generic.NameObject("/Type"): generic.NameObject("/Annot"),
            generic.NameObject("/Subtype"): generic.NameObject("/FreeText"),
            generic.NameObject("/Rect"): generic.ArrayObject([number(n) for n in (0, 0, 500, 800)]),
            generic.NameObject("/Contents"): generic.TextStringObject("Cits teksts"),
        }
    )
    annotations = list(page.get("/Annots", []))
    page[generic.NameObject("/Annots")] = generic.ArrayObject([*annotations, writer.add_object(box)])
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256", "P-384"])
def test_own_pdf_passes(kind: str) -> None:
    file = ades.DataFile("dokuments.pdf", "application/pdf", pdf(pages=3))
    report = judged(signed(format=ades.Format.PDF, files=(file,), kind=kind))
    assert report.indication is Indication.TOTAL_PASSED
    (signature,) = report.signatures
    assert signature.format == "PAdES-B-LT"
    assert signature.timestamped_at == SIGNED_AT
    assert signature.certificate == signing_pki().signer(kind).certificate


def test_signed_revision_begins_with_the_original(document: bytes) -> None:
    (signature,) = judged(document).signatures
    assert signature.signed_bytes is not None
    assert document[: signature.signed_bytes].startswith(pdf(text="Sveiki"))
    assert signature.signed_bytes < len(document)


@pytest.mark.attack
def test_flipped_byte_is_refused(document: bytes) -> None:
    position = document.index(b"Sveiki")
    assert _rule(document[:position] + b"X" + document[position + 1 :]) == "DIGEST_WRONG"


@pytest.mark.attack
@pytest.mark.parametrize("change", [_with_other_text, _with_annotation])
@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.LT])
def test_content_changed_by_an_update_is_refused(change: Callable[[bytes], bytes], level: ades.Level) -> None:
    document = change(signed_pdf(level=level))
    assert _rule(document) == "PDF_CHANGED"


@pytest.mark.attack
def test_bytes_appended_are_refused(document: bytes) -> None:
    assert _rule(document + b"\n1 0 obj\n<</Type/Catalog/Pages 99 0 R>>\nendobj\n") == "PDF_CHANGED"
    assert judged(document + b"\r\n").passed


@pytest.mark.attack
def test_byte_range_that_leaves_something_out_is_refused(document: bytes) -> None:
    position = document.index(b"/ByteRange")
    end = document.index(b"]", position)
    numbers = [int(n) for n in document[position:end].split(b"[")[1].split()]
    numbers[2] += 2
    numbers[3] -= 2
    forged = b"/ByteRange [%s" % b" ".join(b"%d" % n for n in numbers)
    forged = forged.ljust(end - position)
    assert _rule(document[:position] + forged + document[end:]) in {"PDF_BYTE_RANGE", "DIGEST_WRONG"}


def test_report_names_the_blocks_that_were_carried_out(document: bytes) -> None:
    blocks = [check.block for check in judged(document).signatures[0].checks]
    assert {"BYTE_RANGE", "CHANGES", "TIMESTAMPS", "CERTIFICATE_PATH", "REVOCATION"} <= set(blocks)


def test_pdf_without_signature_is_said_to_be_one() -> None:
    report = judged(pdf())
    assert report.indication is Indication.NO_SIGNATURE


def test_broken_pdf_is_left_open() -> None:
    report = judged(b"%PDF-1.7\nnothing")
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "PDF_UNREADABLE"


@pytest.mark.attack
def test_exception_of_the_difference_analysis_is_no_verdict(document: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise NotImplementedError

    monkeypatch.setattr(EmbeddedPdfSignature, "compute_integrity_info", fail)
    report = judged(document)
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "PDF_CHANGES_UNKNOWN"


def test_second_signature_leaves_the_first_one_right(document: bytes) -> None:
    file = ades.DataFile("dokuments.pdf", "application/pdf", document)
    report = judged(signed(format=ades.Format.PDF, files=(file,), kind="P-384"))
    assert [s.indication for s in report.signatures] == [Indication.TOTAL_PASSED] * 2
    assert {s.signed_by for s in report.signatures} == {"Jānis Paraugs P-256", "Jānis Paraugs P-384"}


@pytest.mark.attack
def test_signature_without_a_signer_is_malformed() -> None:
    document = signed_pdf()
    start = document.index(b"/Contents <") + len(b"/Contents <")
    end = document.index(b">", start)
    parts = nodes.read_ber(bytes.fromhex(document[start:end].decode()), trailing=True)
    body = der.sequence(*(part.encoded for part in parts.child(1, 0).children()[:-1]), der.tlv(tags.SET, b""))
    unsigned = der.sequence(parts.child(0).encoded, der.context(0, body)).hex().encode()
    report = judged(document[:start] + unsigned.ljust(end - start, b"0") + document[end:])
    assert (report.indication, report.rule and report.rule.code) == (Indication.TOTAL_FAILED, "SIGNATURE_MALFORMED")
