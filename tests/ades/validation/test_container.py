"""What must hold of an ASiC-E container around its signatures."""

import pytest

from esigner import ades
from esigner.ades.rules import Indication
from tests.world.signed import FILES, SIGNATURES, changed, entries, judged, packed, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

MANIFEST = "META-INF/manifest.xml"


@pytest.fixture(scope="module")
def container() -> bytes:
    return signed()


def _rule(document: bytes, policy: str = "lv") -> str | None:
    report = judged(document, policy=policy)
    assert not report.passed
    return report.rule.code if report.rule else None


@pytest.mark.parametrize("policy", ["lv", "ee", "etsi"])
@pytest.mark.parametrize("kind", ["RSA-2048", "RSA-3072", "P-256", "P-384", "P-521"])
def test_own_container_passes(kind: str, policy: str) -> None:
    report = judged(signed(kind=kind), policy=policy)
    assert report.indication is Indication.TOTAL_PASSED
    assert report.rule is None


@pytest.mark.parametrize("format_", [ades.Format.ASICE, ades.Format.EDOC])
def test_report_tells_who_when_and_what(format_: ades.Format) -> None:
    report = judged(signed(format=format_))
    (signature,) = report.signatures
    assert signature.format == "XAdES-B-LT"
    assert signature.certificate == signing_pki().signer("P-256").certificate
    assert signature.signed_by == "Jānis Paraugs P-256"
    assert signature.signed_at == SIGNED_AT
    assert signature.timestamped_at == SIGNED_AT
    assert set(signature.scope) == {file.name for file in FILES}
    assert dict(report.data_files) == {file.name: file.content for file in FILES}


def test_ten_thousand_files_pass() -> None:
    files = [ades.DataFile(f"mape/{number}.txt", "text/plain", b"%d" % number) for number in range(10_000)]
    report = judged(signed(files=files))
    assert report.passed, (report.rule, report.detail)
    assert len(report.signatures[0].scope) == 10_000


def test_signature_without_timestamp_is_left_open() -> None:
    report = judged(signed(level=ades.Level.B))
    assert report.indication is Indication.INDETERMINATE
    assert report.rule is not None
    assert report.rule.code == "TIMESTAMP_MISSING"


@pytest.mark.attack
def test_swapped_content_is_refused(container: bytes) -> None:
    assert _rule(changed(container, {FILES[0].name: b"Sveikz"})) == "DIGEST_WRONG"


@pytest.mark.attack
def test_swapped_files_are_refused(container: bytes) -> None:
    one, two = FILES
    assert _rule(changed(container, {one.name: two.content, two.name: one.content})) == "DIGEST_WRONG"


@pytest.mark.attack
def test_missing_file_is_refused(container: bytes) -> None:
    assert judged(changed(container, {FILES[0].name: None})).indication is not Indication.TOTAL_PASSED


@pytest.mark.attack
def test_file_that_no_signature_covers_is_refused(container: bytes) -> None:
    manifest = entries(container)[MANIFEST].replace(
        b"</manifest:manifest>",
        b'<manifest:file-entry manifest:full-path="x.txt" manifest:media-type="text/plain"/></manifest:manifest>',
    )
    assert _rule(changed(container, {"x.txt": b"more", MANIFEST: manifest})) == "FILE_NOT_SIGNED"


@pytest.mark.attack
def test_folder_that_only_looks_like_meta_inf_is_not_overlooked(container: bytes) -> None:
    assert _rule(changed(container, {"Meta-Inf/x.txt": b"more"})) == "ZIP_UNSAFE_NAME"


@pytest.mark.attack
@pytest.mark.parametrize("name", ["signatures1.xml", "signature1.p7s"])
def test_signature_in_a_folder_of_meta_inf_is_refused(container: bytes, name: str) -> None:
    """Readers that look for signatures in META-INF alone see another container."""
    moved = {SIGNATURES: None, f"META-INF/sub/{name}": entries(container)[SIGNATURES]}
    assert _rule(changed(container, moved)) == "SIGNATURE_MISPLACED"
    added = {f"META-INF/sub/{name}": entries(container)[SIGNATURES]}
    assert _rule(changed(container, added)) == "SIGNATURE_MISPLACED"


def test_signature_in_a_folder_of_meta_inf_is_read_in_the_containers_of_others(container: bytes) -> None:
    """ADOC has its signatures there."""
    media_type, files = b"application/vnd.lt.archyvai.adoc-2008", entries(container)
    files[MANIFEST] = files[MANIFEST].replace(files["mimetype"], media_type)
    files["mimetype"] = media_type
    files["META-INF/signatures/signatures0.xml"] = files.pop(SIGNATURES)
    report = judged(packed(files), policy="etsi")
    assert [signature.format for signature in report.signatures] == ["XAdES-B-LT"]
    assert report.signatures[0].indication is Indication.TOTAL_PASSED


@pytest.mark.parametrize("name", ["1: līgums.pdf", "B.txt", "mape/a b+c%20&.txt", "'\"<>.txt"])
def test_own_container_passes_with_odd_names(name: str) -> None:
    files = (ades.DataFile(name, "text/plain", b"x"), ades.DataFile("a.txt", "text/plain", b"y"))
    assert judged(signed(files=files)).passed


@pytest.mark.attack
def test_manifest_that_hides_a_file_is_refused(container: bytes) -> None:
    manifest = entries(container)[MANIFEST].replace(b"b+c.csv", b"d+c.csv")
    assert _rule(changed(container, {MANIFEST: manifest})) == "MANIFEST_MISMATCH"
    assert _rule(changed(container, {MANIFEST: None})) == "MANIFEST_MISMATCH"


@pytest.mark.attack
def test_media_type_other_than_the_signed_one_is_refused(container: bytes) -> None:
    manifest = entries(container)[MANIFEST].replace(b"text/csv", b"text/xml")
    assert _rule(changed(container, {MANIFEST: manifest})) == "MEDIA_TYPE_MISMATCH"


@pytest.mark.attack
def test_misplaced_mimetype_is_refused(container: bytes) -> None:
    files = entries(container)
    files["mimetype"] = files.pop("mimetype")
    assert _rule(packed(files)) == "MIMETYPE_MISPLACED"


@pytest.mark.attack
def test_compressed_mimetype_is_refused(container: bytes) -> None:
    assert _rule(packed(entries(container), deflated=frozenset({"mimetype"}))) == "MIMETYPE_COMPRESSED"


def test_missing_and_unexpected_mimetype_are_refused(container: bytes) -> None:
    assert _rule(changed(container, {"mimetype": None})) in {"MIMETYPE_MISSING", "MANIFEST_MISMATCH"}
    assert _rule(changed(container, {"mimetype": b"application/zip"})) == "MIMETYPE_UNEXPECTED"


@pytest.mark.attack
@pytest.mark.parametrize(
    "doctype", [b"<!DOCTYPE a>", b'<!DOCTYPE a [<!ENTITY b "c">]>', b'<!DOCTYPE a SYSTEM "file:///etc/passwd">']
)
def test_doctype_is_refused(container: bytes, doctype: bytes) -> None:
    start, _, rest = entries(container)[SIGNATURES].partition(b"?>")
    assert _rule(changed(container, {SIGNATURES: start + b"?>" + doctype + rest})) == "XML_DOCTYPE"


def test_broken_xml_is_refused(container: bytes) -> None:
    assert _rule(changed(container, {SIGNATURES: b"<a>"})) == "XML_MALFORMED"


@pytest.mark.parametrize("name", ["META-INF/signatures7.xml", "META-INF/mySignatures.xml", "META-INF/signatures.xml"])
def test_signature_file_is_found_in_any_spelling(container: bytes, name: str) -> None:
    content = entries(container)[SIGNATURES]
    assert judged(changed(container, {SIGNATURES: None, name: content})).passed


def test_two_signatures_are_judged_each(container: bytes) -> None:
    second = entries(signed(kind="P-384"))[SIGNATURES]
    both = changed(container, {"META-INF/signatures1.xml": second})
    assert [s.indication for s in judged(both).signatures] == [Indication.TOTAL_PASSED] * 2
    broken = changed(
        container, {"META-INF/signatures1.xml": second.replace(b"<ds:SignatureValue", b"<ds:SignatureValu")}
    )
    assert not judged(broken).passed


def test_container_without_signature_is_said_to_be_one(container: bytes) -> None:
    report = judged(changed(container, {SIGNATURES: None}))
    assert report.indication is Indication.NO_SIGNATURE
    assert report.rule is not None
    assert report.rule.code == "NO_SIGNATURE"


def test_container_without_documents_is_refused() -> None:
    report = judged(packed({"mimetype": b"application/vnd.etsi.asic-e+zip"}))
    assert report.indication is Indication.REFUSED
    assert report.rule is not None
    assert report.rule.code == "CONTAINER_EMPTY"


@pytest.mark.attack
@pytest.mark.parametrize("position", range(5))
def test_flipped_byte_in_a_file_is_refused(container: bytes, position: int) -> None:
    at = container.index(b"Sveiki") + position
    flipped = container[:at] + bytes([container[at] ^ 1]) + container[at + 1 :]
    assert judged(flipped).indication is Indication.REFUSED
