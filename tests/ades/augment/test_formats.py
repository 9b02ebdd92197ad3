"""Level LTA and its renewal for every format that has it, and for containers and PDFs that other software made."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from esigner import ades
from esigner.ades import augment
from esigner.ades.augment.errors import AugmentationRefusedError, SignatureBrokenError
from esigner.ades.encoding.formats import Format, Packaging, Shape
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.joined import joined
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

INTEROP = Path(__file__).parents[3] / "interop" / "target"
CORPUS = Path(os.environ.get("ESIGNER_CORPUS", Path(__file__).parents[4] / "shared" / "corpus"))
XML = ades.DataFile("a.xml", "application/xml", '<?xml version="1.0"?><ā>Sveiki &amp; <b/></ā>'.encode())
TEXT = ades.DataFile("a.txt", "text/plain", b"Sveiki")
LATER = ARCHIVED_AT + timedelta(days=900)
SHAPES: dict[str, tuple[Format, Packaging | None, ades.DataFile, bool]] = {
    "enveloped.xml": (Format.XADES, Packaging.ENVELOPED, XML, False),
    "enveloping.xml": (Format.XADES, Packaging.ENVELOPING, TEXT, False),
    "detached.xml": (Format.XADES, Packaging.DETACHED, TEXT, True),
    "xades.asics": (Format.ASICS, None, TEXT, False),
    "cades.asics": (Format.ASICS_CADES, None, TEXT, False),
    "cades.asice": (Format.ASICE_CADES, None, TEXT, False),
    "enveloping.p7m": (Format.CADES, Packaging.ENVELOPING, TEXT, False),
    "detached.p7s": (Format.CADES, Packaging.DETACHED, TEXT, True),
}
FOREIGN = {
    "TEST_ESTEID2018_ASiC-E_XAdES_LT.sce",
    "TEST_ESTEID2018_ASiC-E_XAdES_LT+LT.sce",
    "TEST_ESTEID2018_ASiC-E_XAdES_LTA+LTA.sce",
    "TEST_ESTEID2018_ASiC-E_CAdES_LT.sce",
    "CAdES-baseline-lta.asics",
    "valid-asice.asice",
    "validTSwImplicitPolicy.asice",
    "latvian_LT_signature_with_22h_difference_between_TS_and_OCSP.asice",
    "reason_and_location_Test.pdf",
    "DSS-2199.pdf",
}
"""Test files of SiVa, digidoc4j and EU DSS; the corpus itself says where each comes from."""
corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS.name}: set ESIGNER_CORPUS")


def _signed(name: str, level: ades.Level) -> tuple[bytes, Sequence[ades.DataFile]]:
    """Return a document of that shape, and what its signature needs beside it."""
    form, packaging, file, is_detached = SHAPES[name]
    world = signing_pki()
    holder = world.signer("P-256")
    prepared = ades.prepare(
        format=form,
        files=[file],
        signer=holder.certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        shape=Shape(packaging=packaging),
    )
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = None if level is ades.Level.B else world.token(ades.timestamp_input(prepared, value))
    material = world.revocation(holder.certificate) if level is ades.Level.LT else None
    document = ades.finalize(prepared, value, files=[file], timestamp=stamp, revocation=material)
    return document, [file] if is_detached else []


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.LT])
@pytest.mark.parametrize("name", SHAPES)
def test_every_format_reaches_lta_and_is_renewed(name: str, level: ades.Level) -> None:
    document, detached = _signed(name, level)
    archived = augmented(document, ades.Level.LTA, detached=detached)
    for one in (archived, augmented(archived, ades.Level.LTA, at=LATER, detached=detached)):
        report = ades.validate(one, name=name, trust=trust(), at=VALIDATED_AT, detached=detached)
        (signature,) = report.signatures
        assert signature.format.endswith("-B-LTA")
        assert signature.rule is None, signature.detail


def test_eu_dss_names_lta_for_every_format(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root, data = tmp_path / "root.pem", tmp_path / TEXT.name
    root.write_bytes(signing_pki().root.pem)
    data.write_bytes(TEXT.content)
    words: list[str | Path] = []
    for name in SHAPES:
        document, detached = _signed(name, ades.Level.LT)
        archived = augmented(document, ades.Level.LTA, detached=detached)
        for label, one in (
            ("lta", archived),
            ("renewed", augmented(archived, ades.Level.LTA, at=LATER, detached=detached)),
        ):
            path = tmp_path / f"{label}-{name}"
            path.write_bytes(one)
            words += [path, "--detached", data] if detached else [path]
    path_of_classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", path_of_classes, "interop.DssJudge", root, *words)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == 2 * len(SHAPES), done.stderr
    assert all("TOTAL_PASSED" in line and "BASELINE-LTA" in line for line in lines), lines


def _foreign(name: str) -> bytes:
    return next(CORPUS.rglob(name)).read_bytes()


def _spans(container: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(container)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*[info.header_offset for info in infos[1:]], archive.start_dir]
    return {info.filename: container[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


@corpus
@pytest.mark.filterwarnings("ignore:Parsed a serial number")
@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_foreign_document_keeps_its_bytes_and_is_archived(name: str) -> None:
    document = _foreign(name)
    archived = augmented(document, ades.Level.LTA, at=datetime(2026, 11, 1, tzinfo=UTC))
    if document.startswith(b"%PDF"):
        assert archived.startswith(document)
    else:
        before, after = _spans(document), _spans(archived)
        kept = {path for path in before if "signature" not in path.lower()}
        assert {path: after[path] for path in kept} == {path: before[path] for path in kept}
        assert list(after) == list(before)
    report = ades.validate(archived, name=name, trust=trust(), at=VALIDATED_AT)
    assert all(s.format.endswith("LTA") for s in report.signatures)
    wrong = {f.rule.code for s in report.signatures for c in s.checks for f in c.findings}
    assert not wrong & {"TIMESTAMP_IMPRINT", "ARCHIVE_TIMESTAMP_IMPRINT", "DIGEST_WRONG", "SIGNATURE_VALUE_WRONG"}


@corpus
@pytest.mark.parametrize("name", sorted(n for n in FOREIGN if "XAdES" in n or n.startswith(("valid", "latvian"))))
def test_foreign_container_takes_our_signature_and_keeps_every_byte(name: str) -> None:
    container = _foreign(name)
    document = joined(container)
    before, after = _spans(container), _spans(document)
    assert {path: after[path] for path in before} == before
    (added,) = set(after) - set(before)
    assert "signatures" in added
    report = ades.validate(document, name=name, trust=trust(), at=VALIDATED_AT)
    ours = [s for s in report.signatures if s.signed_by == "Jānis Paraugs P-384"]
    assert len(ours) == 1
    assert len(report.signatures) > 1


@corpus
def test_time_mark_is_refused() -> None:
    document = _foreign("singleValidSignatureTmPolicyExtendedToLta.sce")
    with pytest.raises(AugmentationRefusedError):
        augment.stages(document, level=ades.Level.LTA)


@corpus
def test_copied_signature_timestamp_is_refused() -> None:
    with pytest.raises(SignatureBrokenError):
        augment.stages(_foreign("xades-t-copied-sigtst.xml"), level=ades.Level.LTA)
