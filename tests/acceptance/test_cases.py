"""Small inputs that went wrong once, with the right answer; the files stay where they are.

The folder is `../shared/cases` or what ESIGNER_CASES names; without it these tests are skipped, and say so. The like of
every input is made by builders of our own elsewhere, so that nothing hangs on the folder.
"""

import os
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import augment
from esigner.ades.encoding.errors import PdfUnreadableError
from esigner.ades.rules import Indication
from esigner.ades.trust import loading
from esigner.ades.validation import Report, validate
from tests.world.augmented import augmented
from tests.world.signed import VALIDATED_AT, judged, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

CASES = Path(os.environ.get("ESIGNER_CASES", Path(__file__).parents[3] / "shared" / "cases"))
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"no cases at {CASES.name}: set ESIGNER_CASES")
PDFS = sorted(path.name for path in (CASES / "pdf-null").glob("*.pdf"))
BROKEN = {
    "count-wrong.pdf": "/Count of object 2 is 7, and it holds 1 pages",
    "page-parent-missing.pdf": "/Parent of object 3 is not the node that holds it",
    "no-type.pdf": "the catalog has no /Type /Catalog",
    "junk-before.pdf": "something stands before the %PDF- header",
}


def _read(name: str) -> bytes:
    return (CASES / name).read_bytes()


def _report(name: str, *, detached: str | None = None) -> Report:
    files = [ades.DataFile("doc.txt", "text/plain", _read(detached))] if detached else []
    trusted = loading.load((CASES / name).parent.glob("*.pem"))
    return validate(_read(name), name=name, trust=trusted, at=VALIDATED_AT, policy="etsi", detached=files)


def _codes(report: Report) -> set[str]:
    """Return the rules that any of the signatures broke."""
    return {f.rule.code for one in report.signatures for check in one.checks for f in check.findings}


def _warnings(report: Report) -> set[str]:
    return {warning.rule.code for one in report.signatures for warning in one.warnings}


@pytest.mark.parametrize(
    ("name", "family"),
    [("cms-over-pdf/openssl.p7m", "CAdES"), ("cms-over-pdf/note-signed.xml", "XAdES")],
)
def test_what_holds_or_mentions_a_pdf_is_judged_as_what_it_is(name: str, family: str) -> None:
    (signature,) = _report(name).signatures
    assert signature.format.startswith(family)
    assert not _codes(_report(name)) & {"SIGNATURE_VALUE_WRONG", "DIGEST_WRONG", "SIGNATURE_MALFORMED"}


@pytest.mark.parametrize("level", list(ades.Level))
def test_cades_over_the_pdf_is_made_and_extended(level: ades.Level) -> None:
    world = signing_pki()
    files = [ades.DataFile("doc.pdf", "application/pdf", _read("cms-over-pdf/doc.pdf"))]
    holder = world.signer("P-256")
    prepared = ades.prepare(
        format=ades.Format.CADES, files=files, signer=holder.certificate, chain=world.chain, signed_at=SIGNED_AT
    )
    made = ades.finalize(prepared, ades.sign(prepared, key=holder.key), files=files)
    report = judged(augmented(made, level))
    assert [one.format for one in report.signatures] == [f"CAdES-B-{level}"]
    assert report.passed is (level in {ades.Level.LT, ades.Level.LTA})


def test_cades_of_openssl_over_a_pdf_is_extended() -> None:
    assert augment.stages(_read("cms-over-pdf/openssl.p7m"), level=ades.Level.T)


@pytest.mark.parametrize(
    ("name", "broken", "warned"),
    [
        ("unsorted-signed-der", set(), {"SIGNED_ATTRIBUTES_NOT_DER"}),
        ("unsorted-signed-as-stored", {"SIGNED_ATTRIBUTES_NOT_DER"}, set()),
        ("pss-512-mgf1-256", set(), set()),
        ("ripemd", {"ALGORITHM_UNKNOWN"}, set()),
        ("padded", set(), {"CMS_TRAILING_BYTES"}),
    ],
)
def test_odd_cms(name: str, broken: set[str], warned: set[str]) -> None:
    report = _report(f"cms/{name}.p7m", detached="cms/doc.txt")
    assert len(report.signatures) == 1
    about_the_signature = {code for code in _codes(report) if code.startswith(("SIGN", "DIGEST", "ALGORITHM", "CMS"))}
    assert about_the_signature - {"SIGNING_CERTIFICATE_UNSIGNED"} == broken
    assert _warnings(report) >= warned


def test_ecdsa_value_of_java_is_right_with_a_warning() -> None:
    report = _report("xades/java-66.asice")
    assert "SIGNATURE_VALUE_WRONG" not in _codes(report)
    assert "SIGNATURE_VALUE_FORM" in _warnings(report)


@pytest.mark.parametrize(
    "name", ["linear2-signed-twice", "second-tagged", "second-untagged", "choice-filled", "text-filled"]
)
def test_permitted_updates_leave_the_signatures_right(name: str) -> None:
    report = _report(f"pdf-updates/{name}.pdf")
    wrong = {"PDF_CHANGED", "PDF_CHANGES_UNKNOWN", "PDF_BYTE_RANGE", "DIGEST_WRONG", "SIGNATURE_VALUE_WRONG"}
    assert not _codes(report) & wrong
    assert report.signatures


def test_choice_whose_value_and_mark_differ_is_told() -> None:
    assert "PDF_CHANGES_UNKNOWN" in _codes(_report("pdf-updates/choice-filled-same-I.pdf"))


def _sealed(name: str) -> bytes:
    file = ades.DataFile(name, "application/pdf", _read(f"pdf-null/{name}"))
    return signed(format=ades.Format.PDF, files=(file,), level=ades.Level.B)


@pytest.mark.parametrize("name", [name for name in PDFS if name not in BROKEN])
def test_pdf_with_something_null_is_sealed_and_passes(name: str) -> None:
    report = judged(_sealed(name))
    assert report.rule is not None
    assert report.rule.code == "TIMESTAMP_MISSING"
    archived = judged(augmented(_sealed(name), ades.Level.LTA))
    assert archived.indication is Indication.TOTAL_PASSED, (archived.rule, archived.detail)
    assert archived.signatures[0].format == "PAdES-B-LTA"


@pytest.mark.parametrize("name", BROKEN)
def test_broken_pdf_is_refused_by_its_reason(name: str) -> None:
    with pytest.raises(PdfUnreadableError) as refusal:
        _sealed(name)
    assert refusal.value.data["reason"] == BROKEN[name]
