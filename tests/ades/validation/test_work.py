"""Nothing small is dear: each kind of thing that an input can repeat is counted, capped, or done once.

Steps are counted, not seconds: a step is about a microsecond on the machine that the figures were taken on.
"""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esigner import ades
from esigner.ades.augment import procedure
from esigner.ades.augment.merge import add_all
from esigner.ades.encoding.work import steps_for
from esigner.ades.rules import RefusedError
from esigner.ades.validation import Report
from esigner.bounds import WorkLimitExceededError, allowance, spent
from tests.ades.augment.test_merge import finished
from tests.world import hostile
from tests.world.signed import judged, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

pytestmark = pytest.mark.attack


def counted(document: bytes) -> tuple[Report, int]:
    """Return the report and the steps; the outer allowance takes the place of the judgement's own."""
    with allowance(steps=10**9):
        report = judged(document)
        return report, spent()


def signed_pdf_of(content: bytes) -> bytes:
    return signed(format=ades.Format.PDF, files=[ades.DataFile("a.pdf", "application/pdf", content)])


def in_utf16(document: bytes) -> bytes:
    return document.decode().encode("utf-16")


def rule(report: Report) -> str:
    assert report.rule is not None
    return report.rule.code


def test_container_that_inflates_out_of_proportion_is_refused_before_anything_is_inflated() -> None:
    report, steps = counted(hostile.zeros(entries=1500, kilobytes=64))
    assert rule(report) == "ZIP_BOMB"
    assert steps < 20_000


def test_a_thousand_signatures_at_level_lt_are_usual_work() -> None:
    """The steps of a hundred tell those of a thousand, which a tenth of the allowance is left of."""
    container = signed()
    container = add_all(container, [finished(container, signing_pki().signer("P-256"))] * 99)
    report, steps = counted(container)
    assert len(report.signatures) == 100
    assert 10 * steps < 0.95 * steps_for(10 * len(container))


def test_many_references_to_one_element_are_digested_once() -> None:
    _, few = counted(hostile.one_target(references=10))
    _, many = counted(hostile.one_target(references=400))
    assert many - few < 390 * 100


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: hostile.transformed(transforms=9, nodes=10), "TRANSFORMS_TOO_MANY"),
        (lambda: hostile.xades([hostile.reference("#O")] * 20_003), "REFERENCES_TOO_MANY"),
        (lambda: hostile.many_signatures(signatures=10_001), "SIGNATURES_TOO_MANY"),
        (lambda: hostile.many_attributes(attributes=513), "XML_TOO_COMPLEX"),
        (lambda: hostile.many_namespaces(namespaces=257, nodes=1), "XML_TOO_COMPLEX"),
        (lambda: b"<a>" * 130 + b"</a>" * 130, "XML_TOO_COMPLEX"),
        (lambda: hostile.many_signature_fields(fields=2001, kilobytes=1), "SIGNATURES_TOO_MANY"),
        (lambda: hostile.shared_kids(levels=18), "PDF_FORM_MALFORMED"),
        (lambda: hostile.deep_kids(levels=40), "PDF_FORM_MALFORMED"),
        (lambda: hostile.claimed_cross_references(widths=b"[0 0 0]", index=b"[0 2147483647]"), "PDF_UNREADABLE"),
        (lambda: hostile.claimed_cross_references(widths=b"[1 999999 1]", index=b"[0 1]"), "PDF_UNREADABLE"),
        (lambda: hostile.claimed_cross_references(widths=b"[1 2 1]", index=b"[0 2147483647 5]"), "PDF_UNREADABLE"),
        (lambda: hostile.fields_that_are(b"9" * 1_000_000), "PDF_UNREADABLE"),
        (lambda: hostile.fields_that_are(b"0." + b"9" * 1_000_000), "PDF_UNREADABLE"),
        (lambda: hostile.cms(signers=10_001), "SIGNATURES_TOO_MANY"),
        (lambda: hostile.many_namespaces(namespaces=200_000, nodes=1), "XML_TOO_COMPLEX"),
        (lambda: in_utf16(hostile.many_namespaces(namespaces=257, nodes=1)), "XML_TOO_COMPLEX"),
    ],
)
def test_what_no_real_document_has_is_refused_by_name(make: Callable[[], bytes], expected: str) -> None:
    report, steps = counted(make())
    assert rule(report) == expected
    assert steps < 1_200_000


@pytest.mark.parametrize(
    "make",
    [
        lambda: hostile.nested_targets(depth=100, nodes=60_000),
        lambda: hostile.many_namespaces(namespaces=250, nodes=60_000),
        lambda: hostile.many_nodes(nodes=2_600_000),
        lambda: hostile.indefinite(elements=1_800_000),
        lambda: hostile.pieces(octets=1_000_000),
        lambda: hostile.jws_over(signatures=2000, kilobytes=1000),
        lambda: hostile.cross_reference_stream(entries=3_000_000),
        lambda: hostile.many_signature_fields(fields=1900, kilobytes=4000),
        lambda: hostile.updated(signed_pdf_of(hostile.many_ways(levels=30)), number=34),
        lambda: hostile.claimed_cross_references(widths=b"[1 2 1]", index=b"[0 2147483647]"),
        lambda: hostile.empty_sections(sections=400_000),
        lambda: hostile.updates_of_nothing(updates=4000),
        lambda: hostile.fields_that_are(b"[" + b"1 " * 500_000 + b"]"),
        lambda: hostile.fields_that_are(b"<" + b"3080" * 1_500_000 + b">"),
        lambda: hostile.fields_that_are(b"%x\n" * 1_600_000 + b"1"),
        lambda: hostile.fields_that_are(b"/" + b"#41" * 1_600_000),
        lambda: hostile.object_streams(streams=10, megabytes=1),
        lambda: hostile.cms(attributes=250_000),
    ],
    ids=[
        "nested targets",
        "namespaces",
        "nodes",
        "indefinite lengths",
        "octets in pieces",
        "payloads",
        "references of a PDF",
        "fields over all",
        "ways",
        "references claimed",
        "sections of nothing",
        "updates of nothing",
        "elements of an array",
        "hexadecimal digits",
        "comments",
        "a long name",
        "object streams",
        "attributes of a signer",
    ],
)
def test_input_that_asks_for_too_much_work_is_refused(make: Callable[[], bytes]) -> None:
    assert rule(judged(make())) == "WORK_LIMIT_EXCEEDED"


def test_indefinite_lengths_cost_in_proportion() -> None:
    _, few = counted(hostile.indefinite(elements=3000))
    _, many = counted(hostile.indefinite(elements=30_000))
    assert many < 11 * few


def test_name_on_which_a_pattern_would_go_back_and_forth_costs_nothing() -> None:
    report, steps = counted(hostile.long_names(entries=20))
    assert rule(report) == "CONTAINER_EMPTY"
    assert steps < 2000


def test_signatures_in_one_another_are_found_in_one_pass() -> None:
    report, steps = counted(hostile.nested_signatures(depth=100))
    assert len(report.signatures) == 1
    assert steps < 10_000


def test_thousand_references_over_a_thousand_files_are_within_the_allowance() -> None:
    files = [(f"{number}.txt", b"%d" % number) for number in range(1000)]
    signature = hostile.xades([hostile.reference(name) for name, _ in files])
    report, steps = counted(hostile.zipped([*files, ("META-INF/signatures0.xml", signature)]))
    assert rule(report) != "WORK_LIMIT_EXCEEDED"
    assert steps < 200_000


def test_countersignatures_of_countersignatures_end_somewhere() -> None:
    signature = judged(hostile.nested_counters(depth=6)).signatures[0]
    for _ in range(4):
        signature = signature.counter_signatures[0]
    codes = {finding.rule.code for check in signature.checks for finding in check.findings}
    assert "COUNTERSIGNATURES_TOO_DEEP" in codes


def test_form_that_is_no_tree_is_refused_before_it_is_sealed() -> None:
    holder = signing_pki().signer("P-256")
    file = ades.DataFile("a.pdf", "application/pdf", hostile.shared_kids(levels=30))
    with pytest.raises(RefusedError) as refused:
        ades.prepare(format=ades.Format.PDF, files=[file], signer=holder.certificate, chain=[], signed_at=SIGNED_AT)
    assert refused.value.finding.rule.code == "PDF_FORM_MALFORMED"


def test_document_that_asks_for_too_much_work_is_not_extended() -> None:
    with pytest.raises(WorkLimitExceededError):
        procedure.stages(hostile.many_nodes(nodes=2_600_000), level=ades.Level.LTA)


def test_streams_of_a_security_store_that_inflate_without_end_are_no_material() -> None:
    report, steps = counted(hostile.security_store(streams=100, megabytes=30))
    assert report.signatures
    assert steps < 2_000_000


def test_certificate_that_is_there_eight_thousand_times_is_within_the_allowance() -> None:
    certificate = signing_pki().signer("P-256").certificate.public_bytes(Encoding.DER)
    report, steps = counted(hostile.certificates(copies=8000, certificate=certificate))
    assert report.signatures
    assert steps < 2_000_000
