"""ASiC-S with a timestamp alone: renewed by ASiCArchiveManifests, each over all that stands before it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from esigner import ades
from esigner.ades import augment
from esigner.ades.augment.errors import AugmentationRefusedError, SignatureBrokenError
from esigner.ades.create import asics
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import Report
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, archived_elsewhere, augmented
from tests.world.joined import TEXT, joined, shaped
from tests.world.signed import changed, entries, judged, packed
from tests.world.signing_pki import SIGNED_AT, signing_pki

INTEROP = Path(__file__).parents[3] / "interop" / "target"
VECTORS = Path(__file__).parents[2] / "vectors" / "archives"
NEWEST = "META-INF/ASiCArchiveManifest.xml"
LATER = ARCHIVED_AT + timedelta(days=900)


def _stamped(file: ades.DataFile = TEXT) -> bytes:
    return asics.timestamped(file, timestamp=signing_pki().token(file.content))


def _archived(*, times: int = 1) -> bytes:
    document = _stamped()
    for number in range(times):
        document = augmented(document, ades.Level.LTA, at=ARCHIVED_AT + timedelta(days=900) * number)
    return document


def _codes(report: Report) -> set[str]:
    return {f.rule.code for one in report.signatures for check in one.checks for f in check.findings}


def test_level_lta_adds_a_manifest_and_a_timestamp_over_it() -> None:
    document = _archived()
    before, after = entries(_stamped()), entries(document)
    assert list(after) == [*before, NEWEST, "META-INF/timestamp002.tst"]
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    (one,) = report.signatures
    assert (one.format, one.timestamped_at) == ("Timestamp-B-LTA", SIGNED_AT)


def test_renewal_numbers_the_manifest_that_was_the_newest() -> None:
    once, twice = entries(_archived()), entries(_archived(times=2))
    assert set(twice) - set(once) == {"META-INF/ASiCArchiveManifest001.xml", "META-INF/timestamp003.tst"}
    assert b'URI="META-INF/ASiCArchiveManifest001.xml" MimeType="text/xml" Rootfile="true"' in twice[NEWEST]
    assert b'URI="META-INF/timestamp003.tst"' in twice[NEWEST]
    assert b'URI="META-INF/timestamp002.tst"' in twice["META-INF/ASiCArchiveManifest001.xml"]
    assert judged(_archived(times=3)).passed


@pytest.mark.attack
def test_forged_timestamp_is_not_built_upon() -> None:
    token = bytearray(signing_pki().token(TEXT.content))
    token[-1] ^= 1
    with pytest.raises(SignatureBrokenError):
        augment.stages(changed(_stamped(), {"META-INF/timestamp.tst": bytes(token)}), level=ades.Level.LTA)


@pytest.mark.attack
def test_name_with_thousands_of_digits_is_no_number() -> None:
    document = _archived()
    files = entries(document)
    many = packed(files | {f"META-INF/timestamp{'9' * 5000}.tst": files["META-INF/timestamp002.tst"]})
    assert "META-INF/timestamp003.tst" in entries(augmented(many, ades.Level.LTA))


def test_other_levels_have_nothing_to_add() -> None:
    assert augment.stages(_stamped(), level=ades.Level.T) == ()
    assert augment.stages(_stamped(), level=ades.Level.LT) == ()


def test_manifest_uses_the_digest_that_was_asked_for() -> None:
    document, world = _stamped(), signing_pki()
    options = {"stage": augment.Stage.ARCHIVE, "digest_algorithm": "SHA512"}
    (data,) = augment.needs(document, **options).timestamps_over  # type: ignore[arg-type]  # a mixed dictionary
    token = world.token(data, algorithm="SHA512", at=ARCHIVED_AT)
    done = augment.apply(document, at=ARCHIVED_AT, timestamps=[token], **options)  # type: ignore[arg-type]  # as above
    assert b"xmlenc#sha512" in entries(done)[NEWEST]
    assert not _codes(judged(done)) & {"DIGEST_WRONG", "TIMESTAMP_IMPRINT", "ARCHIVE_TIMESTAMP_IMPRINT"}


@pytest.mark.attack
@pytest.mark.parametrize("path", [TEXT.name, "META-INF/timestamp.tst"])
def test_changed_content_is_refused_after_renewal(path: str) -> None:
    other = {
        TEXT.name: b"cits",
        "META-INF/timestamp.tst": signing_pki().token(TEXT.content, at=datetime(2027, 1, 1, tzinfo=UTC)),
    }
    report = judged(changed(_archived(times=2), {path: other[path]}))
    assert "DIGEST_WRONG" in _codes(report)
    assert not report.passed


@pytest.mark.attack
def test_manifest_that_leaves_out_the_first_timestamp_archives_nothing() -> None:
    files = entries(_archived())
    start = files[NEWEST].index(b'<asic:DataObjectReference URI="META-INF/timestamp.tst"')
    end = files[NEWEST].index(b"</asic:DataObjectReference>", start) + len(b"</asic:DataObjectReference>")
    manifest = files[NEWEST][:start] + files[NEWEST][end:]
    token = signing_pki().token(manifest, at=ARCHIVED_AT)
    (one,) = judged(changed(_archived(), {NEWEST: manifest, "META-INF/timestamp002.tst": token})).signatures
    assert not one.format.endswith("LTA")


@pytest.mark.parametrize("name", ["cades.asice", "cades.asics"])
def test_cades_in_an_archive_of_others_is_renewed_beside_it(name: str) -> None:
    container = archived_elsewhere(shaped(name))
    document = augmented(augmented(container, ades.Level.LTA, at=LATER), ades.Level.LTA, at=LATER + timedelta(days=1))
    before, after = entries(container), entries(document)
    signatures = [path for path in before if path.endswith(".p7s")]
    assert {path: after[path] for path in signatures} == {path: before[path] for path in signatures}
    assert set(after) - set(before) == {
        "META-INF/ASiCArchiveManifest001.xml",
        "META-INF/ASiCArchiveManifest002.xml",
        "META-INF/timestamp002.tst",
        "META-INF/timestamp003.tst",
    }
    assert after["META-INF/ASiCArchiveManifest001.xml"] == before[NEWEST]
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    assert [one.format for one in report.signatures] == ["CAdES-B-LTA"]


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.LT])
@pytest.mark.parametrize("name", ["cades.asice", "cades.asics"])
def test_archive_is_begun_in_a_manifest_where_that_is_wanted(name: str, level: ades.Level) -> None:
    document = augmented(shaped(name, level=level), ades.Level.LTA, archive=augment.Archive.MANIFEST)
    raised = augmented(shaped(name, level=level), ades.Level.LT)
    assert set(entries(document)) - set(entries(raised)) == {NEWEST, "META-INF/timestamp001.tst"}
    assert b"0.4.0.1733.2.4" not in document
    report = judged(augmented(document, ades.Level.LTA, at=LATER))
    assert report.passed, (report.rule, report.detail)
    assert [one.format for one in report.signatures] == ["CAdES-B-LTA"]


def test_other_documents_have_their_archive_where_they_always_had_it() -> None:
    document = augmented(shaped("xades.asice"), ades.Level.LTA, archive=augment.Archive.MANIFEST)
    assert list(entries(document)) == list(entries(shaped("xades.asice")))
    assert judged(document).passed


def test_archive_of_eu_dss_passes_and_is_renewed_beside_it() -> None:
    container = (VECTORS / "cades-lta.asice").read_bytes()
    root = x509.load_pem_x509_certificate((VECTORS / "root.pem").read_bytes())
    both = Trust.of([root, signing_pki().root.certificate])
    renewed = augmented(container, ades.Level.LTA, at=datetime(2027, 1, 1, tzinfo=UTC))
    for document in (container, renewed):
        report = judged(document, by=both)
        assert report.passed, (report.rule, report.detail)
        assert [one.format for one in report.signatures] == ["CAdES-B-LTA", "CAdES-B-LTA"]
    assert entries(renewed)["META-INF/ASiCArchiveManifest001.xml"] == entries(container)[NEWEST]


def test_signature_that_joined_later_comes_into_the_same_archive() -> None:
    document = joined(archived_elsewhere(shaped("cades.asice")))
    report = judged(augmented(document, ades.Level.LTA, at=LATER))
    assert report.passed, (report.rule, report.detail)
    assert [one.format for one in report.signatures] == ["CAdES-B-LTA", "CAdES-B-LTA"]


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.T])
def test_signature_below_lt_comes_into_no_archive(level: ades.Level) -> None:
    document = joined(archived_elsewhere(shaped("cades.asice")), level=level)
    with pytest.raises(AugmentationRefusedError):
        augmented(document, ades.Level.LTA, at=LATER)


@pytest.mark.attack
def test_archive_of_another_manifest_content_is_refused() -> None:
    container = archived_elsewhere(shaped("cades.asice"))
    (one,) = judged(changed(container, {NEWEST: entries(container)[NEWEST] + b"\n"})).signatures
    assert "ARCHIVE_TIMESTAMP_IMPRINT" in {f.rule.code for check in one.checks for f in check.findings}


@pytest.mark.attack
def test_archive_whose_other_file_was_changed_is_refused() -> None:
    container = archived_elsewhere(changed(shaped("cades.asice"), {"META-INF/note.xml": b"<a/>"}))
    (one,) = judged(changed(container, {"META-INF/note.xml": b"<b/>"})).signatures
    assert "ARCHIVE_TIMESTAMP_IMPRINT" in {f.rule.code for check in one.checks for f in check.findings}


def test_broken_timestamp_is_not_built_upon() -> None:
    with pytest.raises(SignatureBrokenError):
        augment.stages(changed(_stamped(), {TEXT.name: b"cits"}), level=ades.Level.LTA)


def test_material_has_no_place_where_no_single_timestamp_is_free() -> None:
    two = changed(_stamped(), {"META-INF/timestamp005.tst": signing_pki().token(TEXT.content)})
    with pytest.raises(AugmentationRefusedError):
        augmented(two, ades.Level.LTA)


def test_eu_dss_passes_every_timestamp(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    paths = [tmp_path / f"{times}.asics" for times in (1, 2)]
    for times, path in enumerate(paths, start=1):
        path.write_bytes(_archived(times=times))
    cades = tmp_path / "cades.asice"
    cades.write_bytes(augmented(joined(archived_elsewhere(shaped("cades.asice"))), ades.Level.LTA, at=LATER))
    begun = tmp_path / "begun.asice"
    begun.write_bytes(augmented(joined(shaped("cades.asice")), ades.Level.LTA, archive=augment.Archive.MANIFEST))
    classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", classes, "interop.DssJudge", root, *paths, begun, cades)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert [line.count("PASSED TIMESTAMP") for line in lines] == [2, 3, 0, 0], (lines, done.stderr)
    assert [line.count("TOTAL_PASSED CAdES-BASELINE-LTA") for line in lines[2:]] == [2, 2], lines
    assert all(line.startswith("OK") for line in lines), lines
