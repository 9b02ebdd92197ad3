"""Raising levels: of our documents, of others', again and again, with not one old byte changed."""

from base64 import b64encode
from binascii import hexlify
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from esigner import ades
from esigner.ades import augment
from esigner.ades.augment.errors import (
    AugmentationRefusedError,
    MaterialMissingError,
    SignatureBrokenError,
    TimestampCountError,
)
from esigner.ades.augment.procedure import candidates_of
from esigner.ades.create.errors import RevocationBeforeTimestampError
from esigner.ades.rules import Indication, RefusedError
from esigner.ades.timestamps.errors import TimestampMismatchError
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.cades import cades_container, detached_cades
from tests.world.signed import VALIDATED_AT, entries, judged, packed, signed, signed_pdf, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

LATER = ARCHIVED_AT + timedelta(days=3000)
INTEROP = Path(__file__).parents[3] / "interop" / "target"


def _made(form: str, level: ades.Level) -> bytes:
    if form == "pdf":
        return signed_pdf(level=level)
    return signed(format=ades.Format(form), level=level)


def _local_bytes(container: bytes) -> dict[str, bytes]:
    """Return every entry with its local header, as the bytes stand in the file."""
    with ZipFile(BytesIO(container)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*[info.header_offset for info in infos[1:]], archive.start_dir]
    return {info.filename: container[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


@pytest.mark.parametrize("start", [ades.Level.B, ades.Level.T, ades.Level.LT])
@pytest.mark.parametrize("form", ["asice", "edoc", "pdf"])
def test_every_level_is_raised_to_lta_and_renewed(form: str, start: ades.Level) -> None:
    document = augmented(_made(form, start), ades.Level.LTA)
    renewed = augmented(document, ades.Level.LTA, at=LATER)
    family = "PAdES" if form == "pdf" else "XAdES"
    for one in (document, renewed):
        report = judged(one)
        assert report.passed, (report.rule, report.detail)
        assert [s.format for s in report.signatures] == [f"{family}-B-LTA"]
        assert report.signatures[0].timestamped_at == SIGNED_AT
    assert len(renewed) > len(document)


@pytest.mark.parametrize("form", ["asice", "pdf"])
def test_lt_is_reached_and_then_nothing_is_left_to_do(form: str) -> None:
    document = augmented(_made(form, ades.Level.B), ades.Level.LT)
    assert judged(document).signatures[0].format.endswith("B-LT")
    assert augment.stages(document, level=ades.Level.LT) == ()
    assert augment.stages(document, level=ades.Level.LTA, known=signing_pki().chain)[-1] is augment.Stage.ARCHIVE


def test_only_the_signature_file_changes_and_it_only_grows() -> None:
    document = _made("asice", ades.Level.LT)
    archived = augmented(document, ades.Level.LTA)
    before, after = _local_bytes(document), _local_bytes(archived)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"META-INF/signatures0.xml"}
    old, new = (entries(one)["META-INF/signatures0.xml"] for one in (document, archived))
    head, tail = old.split(b"</xades:UnsignedSignatureProperties>")
    assert new.startswith(head)
    assert new.endswith(b"</xades:UnsignedSignatureProperties>" + tail)


def test_pdf_only_grows() -> None:
    document = signed_pdf()
    assert augmented(document, ades.Level.LTA).startswith(document)


def test_cades_reaches_lta_and_is_renewed() -> None:
    encoded, file = detached_cades()
    document = augmented(encoded, ades.Level.LTA, detached=[file])
    renewed = augmented(document, ades.Level.LTA, detached=[file], at=LATER)
    for one in (document, renewed):
        report = ades.validate(one, name="a.p7s", trust=trust(), at=VALIDATED_AT, detached=[file])
        assert report.passed, (report.rule, report.detail)
        assert [s.format for s in report.signatures] == ["CAdES-B-LTA"]


@pytest.mark.attack
def test_cades_archive_timestamp_notices_what_is_taken_away() -> None:
    encoded, file = detached_cades()
    document = augmented(encoded, ades.Level.LTA, detached=[file])
    world = signing_pki()
    # A certificate of the same length in the place of one that the index names.
    held = world.responder.certificate.public_bytes(Encoding.DER)
    spoiled = document.replace(held, held[:-1] + bytes((held[-1] ^ 1,)))
    assert spoiled != document
    report = ades.validate(spoiled, name="a.p7s", trust=trust(), at=VALIDATED_AT, detached=[file])
    assert report.indication is not Indication.TOTAL_PASSED


@pytest.mark.attack
def test_archive_timestamp_over_something_else_is_refused() -> None:
    document = _made("asice", ades.Level.LT)
    with pytest.raises(TimestampMismatchError):
        augment.apply(document, stage=augment.Stage.ARCHIVE, at=ARCHIVED_AT, timestamps=[signing_pki().token(b"cits")])


@pytest.mark.parametrize("count", [0, 2])
def test_another_number_of_timestamps_is_refused(count: int) -> None:
    document = _made("asice", ades.Level.LT)
    (data,) = augment.needs(document, stage=augment.Stage.ARCHIVE).timestamps_over
    tokens = [signing_pki().token(data)] * count
    with pytest.raises(TimestampCountError):
        augment.apply(document, stage=augment.Stage.ARCHIVE, at=ARCHIVED_AT, timestamps=tokens)


def test_material_is_asked_for_and_must_be_given() -> None:
    document = _made("asice", ades.Level.T)
    wanted = augment.needs(document, stage=augment.Stage.MATERIAL, known=signing_pki().chain)
    assert signing_pki().signer("P-256").certificate in wanted.revocation_of
    assert signing_pki().tsu.certificate in wanted.revocation_of
    assert wanted.after == SIGNED_AT
    with pytest.raises(MaterialMissingError):
        augment.apply(document, stage=augment.Stage.MATERIAL, at=ARCHIVED_AT)


def test_material_from_before_the_timestamp_is_refused() -> None:
    world = signing_pki()
    far = VALIDATED_AT - timedelta(days=1)
    document = signed(level=ades.Level.T, stamped_at=far)
    with pytest.raises(RevocationBeforeTimestampError):
        augment.apply(
            document,
            stage=augment.Stage.MATERIAL,
            at=far,
            revocation=world.revocation(world.signer("P-256").certificate),
        )


@pytest.mark.attack
def test_a_broken_signature_is_not_built_upon() -> None:
    files = entries(_made("asice", ades.Level.LT))
    files["b+c.csv"] = b"9;9;9"
    with pytest.raises(SignatureBrokenError):
        augment.stages(packed(files), level=ades.Level.LTA)


def _with_foreign_token(form: str) -> bytes:
    """Return a document at level T with a timestamp that was copied from another signature, of the same length."""
    document = _made(form, ades.Level.T)
    old = _token(document)
    # Signatures of a curve differ in length by some bytes: lengths around the token in DER must stay right.
    new = next(one for one in (_token(_made(form, ades.Level.T)) for _ in range(100)) if len(one) == len(old))
    files = {"": document} if form == "pdf" else entries(document)
    for name, content in files.items():
        for encode in (bytes, b64encode, hexlify):
            files[name] = files[name].replace(encode(old), encode(new))
        assert form != "pdf" or files[name] != content
    return files[""] if form == "pdf" else packed(files)


def _token(document: bytes) -> bytes:
    return candidates_of(document, detached=())[0].stamps[0].token


@pytest.mark.attack
@pytest.mark.parametrize("form", ["asice", "asice-cades", "pdf"])
def test_a_signature_with_the_timestamp_of_another_is_not_built_upon(form: str) -> None:
    document = _with_foreign_token(form)
    for level in (ades.Level.T, ades.Level.LT, ades.Level.LTA):
        with pytest.raises(SignatureBrokenError) as refused:
            augment.stages(document, level=level)
        assert refused.value.data["rule"] == "TIMESTAMP_IMPRINT"
    with pytest.raises(SignatureBrokenError):
        augment.needs(document, stage=augment.Stage.ARCHIVE)
    with pytest.raises(SignatureBrokenError):
        augment.apply(document, stage=augment.Stage.MATERIAL, at=ARCHIVED_AT, revocation=ades.ValidationData())


def test_a_document_without_signature_is_refused() -> None:
    with pytest.raises(RefusedError):
        augment.stages(b"hello", level=ades.Level.LTA)


@pytest.mark.attack
@pytest.mark.parametrize("size", [3, 40, 400, -1])
def test_a_cut_off_cms_is_refused_alone_and_in_a_container(size: int) -> None:
    whole, file = detached_cades()
    with pytest.raises(RefusedError):
        augment.stages(whole[:size], level=ades.Level.LTA, detached=[file])
    files = {**entries(cades_container())}
    path = next(name for name in files if name.endswith(".p7s"))
    files[path] = files[path][:size]
    with pytest.raises(RefusedError):
        augment.stages(packed(files), level=ades.Level.LTA)


@pytest.mark.attack
def test_a_certificate_of_no_known_version_is_no_certificate() -> None:
    encoded, file = detached_cades()
    strange = encoded.replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020142"), 1)
    assert strange != encoded
    report = ades.validate(strange, name="a.p7s", trust=trust(), at=VALIDATED_AT, detached=[file])
    assert not report.passed


def test_xml_in_another_encoding_than_ascii_based_is_refused() -> None:
    files = entries(_made("asice", ades.Level.LT))
    text = files["META-INF/signatures0.xml"].decode().replace("UTF-8", "UTF-16")
    files["META-INF/signatures0.xml"] = text.encode("utf-16")
    document = packed(files)
    with pytest.raises(AugmentationRefusedError):
        augment.apply(
            document,
            stage=augment.Stage.ARCHIVE,
            at=ARCHIVED_AT,
            timestamps=[signing_pki().token(augment.needs(document, stage=augment.Stage.ARCHIVE).timestamps_over[0])],
        )


def test_eu_dss_names_the_level(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    made = {
        "x.asice": _made("asice", ades.Level.B),
        "x.edoc": _made("edoc", ades.Level.LT),
        "x.pdf": _made("pdf", ades.Level.B),
        "cs.asics": cades_container(),
    }
    files = []
    for name, document in made.items():
        archived = augmented(document, ades.Level.LTA)
        for label, content in (("lta", archived), ("renewed", augmented(archived, ades.Level.LTA, at=LATER))):
            files.append(tmp_path / f"{label}-{name}")
            files[-1].write_bytes(content)
    path = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", path, "interop.DssJudge", root, *files)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == len(files)
    assert all("TOTAL_PASSED" in line and "BASELINE-LTA" in line for line in lines), lines
