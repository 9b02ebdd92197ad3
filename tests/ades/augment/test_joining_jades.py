"""A second signature beside others' in JSON, and what of theirs must not change by a letter."""

import json
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import Format, Level, Packaging, Serialization, Shape
from esigner.ades.augment import parallel
from esigner.ades.augment.errors import SignatureNotJoinableError
from esigner.ades.augment.parallel.jades import Json
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.rules import RefusedError
from esigner.ades.trust import loading
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.jades import flattened, header, written
from tests.world.joined import joined
from tests.world.signatures import FILES, signed
from tests.world.signed import VALIDATED_AT
from tests.world.signing_pki import SIGNED_AT, signing_pki

VECTORS = Path(__file__).parents[2] / "vectors" / "jades"
INTEROP = Path(__file__).parents[3] / "interop" / "target"
BADLY_DIGESTED = {
    "mId": "http://uri.etsi.org/19182/ObjectIdByURIHash",
    "pars": ["a.txt"],
    "hashM": "S256",
    "hashV": ["="],
}
DETACHED = Shape(packaging=Packaging.DETACHED)


def prepared_for(document: bytes, *detached: ades.DataFile) -> ades.Prepared:
    world = signing_pki()
    return parallel.prepare(
        document,
        signer=world.signer("P-384").certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        detached=detached,
    )


def judged(document: bytes, *detached: ades.DataFile) -> ades.Report:
    known = loading.load([VECTORS / "root.pem"]).known
    roots = ades.Trust.of([*known, signing_pki().root.certificate])
    return ades.validate(document, name="x.json", trust=roots, at=VALIDATED_AT, detached=detached)


@pytest.mark.parametrize("serialization", [Serialization.FLATTENED, Serialization.GENERAL])
def test_two_signatures_pass(serialization: Serialization) -> None:
    document = joined(signed(form=Format.JADES, level=Level.LT, shape=Shape(serialization=serialization)))
    report = judged(document)
    assert report.passed, (report.rule, report.detail)
    assert [s.signed_by for s in report.signatures] == ["Jānis Paraugs P-256", "Jānis Paraugs P-384"]
    report = judged(joined(document))
    assert [s.format for s in report.signatures] == ["JAdES-B-LT"] * 3


def test_detached_signatures_are_over_the_same_files() -> None:
    document = joined(signed(form=Format.JADES, level=Level.LT, files=FILES, shape=DETACHED), detached=FILES)
    report = judged(document, *FILES)
    assert report.passed, (report.rule, report.detail)
    assert report.signatures[0].scope == report.signatures[1].scope


@pytest.mark.parametrize("name", ["flattened-lta.json", "renewed-lta.json", "general-t.json", "parallel-lta.json"])
def test_foreign_signature_keeps_its_letters_and_its_verdict(name: str) -> None:
    document = (VECTORS / name).read_bytes()
    before, after = json.loads(document), json.loads(joined(document))
    signatures = before.get("signatures") or [{k: before[k] for k in ("protected", "header", "signature")}]
    assert after["payload"] == before["payload"]
    assert after["signatures"][:-1] == signatures
    old, new = judged(document).signatures, judged(joined(document)).signatures
    assert [(s.indication, s.format) for s in new[:-1]] == [(s.indication, s.format) for s in old]
    assert (new[-1].indication, new[-1].format) == ("TOTAL-PASSED", "JAdES-B-LT")


def test_members_that_nobody_knows_are_kept() -> None:
    foreign = json.dumps(flattened(header()) | {"note": {"a": 1.50}}, indent=1).encode()
    after = json.loads(joined(foreign))
    assert after["note"] == {"a": 1.5}
    assert set(after) == {"payload", "note", "signatures"}


def test_both_signatures_are_archived() -> None:
    report = judged(augmented(joined(written(flattened(header()))), Level.LTA))
    assert report.passed, (report.rule, report.detail)
    assert [s.format for s in report.signatures] == ["JAdES-B-LTA", "JAdES-B-LTA"]


@pytest.mark.parametrize(
    "document",
    [
        signed(form=Format.JADES, level=Level.B, shape=Shape(serialization=Serialization.COMPACT)),
        (VECTORS / "unencoded-lta.json").read_bytes(),
        (VECTORS / "undescribed-lt.json").read_bytes(),
        (VECTORS / "uri-lta.json").read_bytes(),
        b'{"payload":"e30","protected":"!","signature":"AA"}',
        written(flattened(header({"sigD": BADLY_DIGESTED}), signed=b"", detached=True)),
        b'{"payload":"e3=","protected":"' + flattened(header())["protected"].encode() + b'","signature":"AA"}',
    ],
)
def test_document_of_another_kind_is_refused(document: bytes) -> None:
    with pytest.raises(SignatureNotJoinableError):
        prepared_for(document)


def test_what_is_no_signature_is_refused() -> None:
    with pytest.raises(RefusedError):
        prepared_for(b"{}")


def test_other_files_are_refused() -> None:
    document = signed(form=Format.JADES, level=Level.LT, files=FILES, shape=DETACHED)
    with pytest.raises(SignatureNotJoinableError):
        prepared_for(document, *FILES[:1])


def test_another_payload_is_refused() -> None:
    first, other = (written(flattened(header(), payload=one)) for one in (b"viens", b"divi"))
    prepared = prepared_for(first)
    value = bytes(ades.sign(prepared, key=signing_pki().signer("P-384").key))
    with pytest.raises(FilesChangedError):
        parallel.add(other, prepared, value)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({"cty": "json"}, "application/json"), ({"cty": "text/csv"}, "text/csv"), ({}, "application/octet-stream")],
)
def test_media_type_is_what_the_first_signature_says(changes: dict[str, object], expected: str) -> None:
    (file,) = Json(written(flattened(header(changes))), detached=()).files
    assert (file.media_type, file.content) == (expected, b"Sveiki")


def test_eu_dss_accepts_both(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root, document = tmp_path / "root.pem", tmp_path / "two.json"
    root.write_bytes(signing_pki().root.pem)
    first = joined(signed(form=Format.JADES, level=Level.LT))
    document.write_bytes(augmented(first, Level.LTA))
    foreign = tmp_path / "foreign.json"
    foreign.write_bytes(joined((VECTORS / "flattened-lta.json").read_bytes()))
    path_of_classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    roots = f"{root},{VECTORS / 'root.pem'}"
    done = judges.run("java", "-cp", path_of_classes, "interop.DssJudge", roots, document, foreign)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert [line.count("TOTAL_PASSED") for line in lines] == [2, 2], [*lines, done.stderr]
    assert lines[0].count("BASELINE-LTA") == 2
