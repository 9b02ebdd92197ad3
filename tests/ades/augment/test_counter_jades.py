"""A countersignature in JSON: judged for itself, and not one character changes that stands there."""

import json
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import Format, Level, Serialization, Shape
from esigner.ades.augment import counter
from esigner.ades.augment.errors import AugmentationRefusedError, CountersignedMissingError
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create.errors import LevelNotHeldError, SignatureValueMismatchError, TimestampMissingError
from esigner.ades.create.values import PrivateKey
from esigner.ades.encoding.base64_text import from_base64url
from esigner.ades.rules import Indication
from esigner.ades.trust import loading
from esigner.ades.validation import Report
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.jades import Json, b64url, flattened, header, written
from tests.world.joined import JADES, countersigned, joined, shaped
from tests.world.signatures import signed
from tests.world.signed import VALIDATED_AT, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

VECTORS = Path(__file__).parents[2] / "vectors" / "jades"
INTEROP = Path(__file__).parents[3] / "interop" / "target"
INSIDE = "flattened.json"
FOREIGN = ("flattened-lta.json", "unencoded-lta.json", "clear-lt.json")


def _judged(document: bytes, name: str = INSIDE) -> Report:
    known = loading.load([VECTORS / "root.pem"]).known
    roots = ades.Trust.of([*known, *trust().known])
    return ades.validate(document, name=name, trust=roots, at=VALIDATED_AT, detached=JADES[name].detached)


def _is_kept(old: bytes, new: bytes) -> bool:
    """Whether the new document is the old one with something put in at one place."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return new.startswith(old[:head]) and new.endswith(old[head:])


def _component(document: bytes, *, at: int = -1) -> Json:
    """Return a component of the one signature's etsiU, decoded."""
    whole = json.loads(document)
    holder = whole["signatures"][0] if "signatures" in whole else whole
    one = holder["header"]["etsiU"][at]
    found: Json = one if isinstance(one, dict) else json.loads(from_base64url(one))
    return found


@pytest.mark.parametrize("kind", ["P-384", "RSA-2048", "Ed25519"])
@pytest.mark.parametrize("name", JADES)
def test_countersignature_passes_beside_the_signature(name: str, kind: str) -> None:
    report = _judged(countersigned(shaped(name), detached=JADES[name].detached, kind=kind), name)
    assert report.passed, (report.rule, report.detail)
    (signature,) = report.signatures
    (one,) = signature.counter_signatures
    assert one.indication is Indication.TOTAL_PASSED, (one.rule, one.detail)
    assert (one.format, one.signed_by, one.scope) == ("JAdES-B-LT", f"Jānis Paraugs {kind}", (signature.id,))
    assert one.signed_at == SIGNED_AT


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
def test_level_is_what_was_given(level: Level) -> None:
    document = countersigned(shaped(INSIDE, level=Level.B), level=level)
    (one,) = _judged(document).signatures[0].counter_signatures
    assert one.format == f"JAdES-B-{level}"
    assert not [f for check in one.checks for f in check.findings if f.rule.indication is Indication.TOTAL_FAILED]


def test_it_is_over_the_value_and_says_nothing_of_a_content_type() -> None:
    document = countersigned(shaped(INSIDE))
    made = _component(document)["cSig"]
    assert made["payload"] == json.loads(document)["signature"]
    protected = json.loads(from_base64url(made["protected"]))
    assert set(protected) == {"alg", "x5t#S256", "x5c", "iat", "srAts", "crit"}
    assert set(made) == {"payload", "protected", "header", "signature"}


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("clear", [True, False])
def test_foreign_document_only_grows_in_one_place(clear: bool, indent: int | None) -> None:  # noqa: FBT001
    foreign = flattened(header(), clear=clear)
    foreign["header"] = {"kid": "x", "etsiU": foreign["header"]["etsiU"], "z": [1.50]}
    document = json.dumps(foreign | {"note": {"ā": "\\u0101 / ok"}}, indent=indent).encode()
    grown = countersigned(document)
    assert _is_kept(document, grown)
    assert set(_component(grown)) == {"cSig"}
    assert _judged(grown).signatures[0].counter_signatures[0].indication is Indication.TOTAL_PASSED


@pytest.mark.parametrize("name", JADES)
def test_archived_signature_takes_one_and_can_be_renewed(name: str) -> None:
    detached = JADES[name].detached
    archived = augmented(shaped(name), Level.LTA, detached=detached)
    document = countersigned(archived, detached=detached)
    assert _is_kept(archived, document)
    assert _judged(document, name).signatures[0].format == "JAdES-B-LTA"
    renewed = _judged(augmented(document, Level.LTA, at=ARCHIVED_AT, detached=detached), name)
    assert renewed.passed, (renewed.rule, renewed.detail)
    (signature,) = renewed.signatures
    assert signature.counter_signatures[0].indication is Indication.TOTAL_PASSED


@pytest.mark.parametrize("name", [*FOREIGN, "renewed-lta.json", "countersigned-t.json"])
def test_foreign_signature_keeps_its_letters_and_its_verdict(name: str) -> None:
    document = (VECTORS / name).read_bytes()
    (old,) = _judged(document).signatures
    grown = countersigned(document)
    (new,) = _judged(grown).signatures
    assert _is_kept(document, grown)
    assert (new.indication, new.format) == (old.indication, old.format)
    assert new.counter_signatures[:-1] == old.counter_signatures
    assert new.counter_signatures[-1].indication is Indication.TOTAL_PASSED


def test_one_of_two_signatures_is_countersigned() -> None:
    report = _judged(countersigned(joined(shaped(INSIDE)), of=1, kind="RSA-2048"))
    assert [len(one.counter_signatures) for one in report.signatures] == [0, 1]
    assert report.signatures[1].counter_signatures[0].indication is Indication.TOTAL_PASSED


def test_two_countersignatures_stand_side_by_side() -> None:
    document = countersigned(countersigned(shaped(INSIDE)), kind="RSA-2048")
    (signature,) = _judged(document).signatures
    assert [one.indication for one in signature.counter_signatures] == [Indication.TOTAL_PASSED] * 2


def test_compact_signature_has_no_place_for_one() -> None:
    with pytest.raises(LevelNotHeldError):
        _prepared(signed(form=Format.JADES, level=Level.B, shape=Shape(serialization=Serialization.COMPACT)))


@pytest.mark.parametrize("broken", [{"header": {"etsiU": ["!"]}}, {"signature": ""}, {"protected": "!"}])
def test_signature_that_cannot_be_read_is_refused(broken: Json) -> None:
    with pytest.raises(AugmentationRefusedError):
        _prepared(written(flattened(header()) | broken))


def test_value_of_another_key_is_refused() -> None:
    document = shaped(INSIDE)
    prepared, other = _prepared(document), _prepared(document, kind="RSA-2048")
    with pytest.raises(SignatureValueMismatchError):
        counter.add(document, prepared, bytes(ades.sign(other, key=signing_pki().signer("RSA-2048").key)))


def test_signature_that_was_made_again_is_refused() -> None:
    prepared = _prepared(shaped(INSIDE))
    with pytest.raises(FilesChangedError):
        counter.add(shaped(INSIDE), prepared, bytes(ades.sign(prepared, key=_key())))


def test_countersignature_for_another_format_is_refused() -> None:
    prepared = _prepared(shaped(INSIDE))
    with pytest.raises(FilesChangedError):
        counter.add(shaped("enveloping.p7m"), prepared, bytes(ades.sign(prepared, key=_key())))


def test_revocation_without_a_timestamp_is_refused() -> None:
    document, world = shaped(INSIDE), signing_pki()
    prepared, holder = _prepared(document), world.signer("P-384")
    value = bytes(ades.sign(prepared, key=holder.key))
    with pytest.raises(TimestampMissingError):
        counter.add(document, prepared, value, revocation=world.revocation(holder.certificate))


def test_signature_that_is_not_there_is_refused() -> None:
    with pytest.raises(CountersignedMissingError):
        _prepared(shaped(INSIDE), of="signature#1")


@pytest.mark.attack
def test_countersignature_moved_to_another_signature_is_refused() -> None:
    moved = json.loads(shaped(INSIDE))
    moved["header"]["etsiU"].append(b64url(written(_component(countersigned(shaped(INSIDE))))))
    (signature,) = _judged(written(moved)).signatures
    assert signature.indication is Indication.TOTAL_PASSED
    (one,) = signature.counter_signatures
    assert one.indication is Indication.TOTAL_FAILED
    assert "COUNTERSIGNATURE_MISPLACED" in {f.rule.code for c in one.checks for f in c.findings}


@pytest.mark.attack
def test_countersignature_with_a_changed_claim_is_not_valid() -> None:
    document = json.loads(countersigned(shaped(INSIDE)))
    component = _component(written(document))
    protected = json.loads(from_base64url(component["cSig"]["protected"])) | {"iat": 0}
    component["cSig"]["protected"] = b64url(written(protected))
    document["header"]["etsiU"][-1] = b64url(written(component))
    (signature,) = _judged(written(document)).signatures
    assert signature.counter_signatures[0].indication is Indication.TOTAL_FAILED


def test_eu_dss_accepts_signature_and_countersignature(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    words: list[str | Path] = []
    for name, shape in JADES.items():
        archived = augmented(shaped(name), Level.LTA, detached=shape.detached)
        grown = countersigned(archived, detached=shape.detached)
        renewed = augmented(grown, Level.LTA, detached=shape.detached)
        lasting = countersigned(shaped(name), detached=shape.detached)
        for label, document in (("lt", lasting), ("lta", grown), ("renewed-lta", renewed)):
            path = tmp_path / f"{label}-{name}"
            path.write_bytes(document)
            words.append(path)
            for file in shape.detached:
                (tmp_path / file.name).write_bytes(file.content)
                words += ["--detached", tmp_path / file.name]
    for name in FOREIGN:
        words.append(tmp_path / name)
        (tmp_path / name).write_bytes(countersigned((VECTORS / name).read_bytes()))
    classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    roots = f"{root},{VECTORS / 'root.pem'}"
    done = judges.run("java", "-cp", classes, "interop.DssJudge", roots, *words)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == 3 * len(JADES) + len(FOREIGN), done.stderr
    assert all(line.count("TOTAL_PASSED") == 2 for line in lines), lines
    assert all(line.count("BASELINE-LTA") == 1 for line in lines if "lta-" in line), lines


def _key() -> PrivateKey:
    return signing_pki().signer("P-384").key


def _prepared(document: bytes, *, kind: str = "P-384", of: str = "signature") -> ades.Prepared:
    world = signing_pki()
    return counter.prepare(
        document,
        countersigned=of,
        signer=world.signer(kind).certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
    )
