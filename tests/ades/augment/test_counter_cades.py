"""A countersignature in CMS, alone and in containers: judged for itself, and nothing that stands changes by a byte."""

from pathlib import Path

import pytest

from esigner import ades
from esigner.ades.augment import cms_places, counter
from esigner.ades.augment.errors import AugmentationRefusedError, CountersignedMissingError
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create import cms_writing
from esigner.ades.create.errors import SignatureValueMismatchError, TimestampMissingError
from esigner.ades.rules import Indication
from esigner.ades.validation import Report
from esigner.asn1 import der, nodes
from esigner.cms import oids, signed_data, writing
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.joined import CADES, countersigned, shaped
from tests.world.signed import VALIDATED_AT, entries, trust
from tests.world.signing_pki import SIGNED_AT, signing_pki

INTEROP = Path(__file__).parents[3] / "interop" / "target"
ATTACHED = "enveloping.p7m"


def _judged(document: bytes, name: str) -> Report:
    return ades.validate(document, name=name, trust=trust(), at=VALIDATED_AT, detached=CADES[name].detached)


def _cms(document: bytes) -> bytes:
    return next(c for n, c in entries(document).items() if n.endswith(".p7s")) if document[:2] == b"PK" else document


@pytest.mark.parametrize("kind", ["P-384", "RSA-2048"])
@pytest.mark.parametrize("name", CADES)
def test_countersignature_passes_beside_the_signature(name: str, kind: str) -> None:
    report = _judged(countersigned(shaped(name), detached=CADES[name].detached, kind=kind), name)
    assert report.passed, (report.rule, report.detail)
    (signature,) = report.signatures
    (one,) = signature.counter_signatures
    assert one.indication is Indication.TOTAL_PASSED, (one.rule, one.detail)
    assert (one.format, one.signed_by) == ("CAdES-B-LT", f"Jānis Paraugs {kind}")
    assert one.signed_at == SIGNED_AT


@pytest.mark.parametrize("name", CADES)
def test_what_was_signed_and_carried_keeps_its_bytes(name: str) -> None:
    document = shaped(name)
    grown = countersigned(document, detached=CADES[name].detached)
    if document[:2] == b"PK":
        before, after = entries(document), entries(grown)
        (changed,) = [path for path in before if before[path] != after[path]]
        assert list(after) == list(before)
        assert changed.endswith(".p7s")
    old, new = (nodes.read_ber(_cms(one)).child(1, 0) for one in (document, grown))
    assert new.child(2).encoded == old.child(2).encoded
    (was,), (now,) = old.child(-1).children(), new.child(-1).children()
    assert [field.encoded for field in now.children()[:6]] == [field.encoded for field in was.children()[:6]]
    assert now.child(6).content.startswith(was.child(6).content)
    assert new.child(3).content.startswith(old.child(3).content)
    assert new.child(4).content.startswith(old.child(4).content)


def test_countersignature_has_no_content_type_and_names_its_certificate() -> None:
    signer = signed_data.read_ber(countersigned(shaped(ATTACHED))).signers[0]
    (node,) = signer.unsigned[oids.COUNTERSIGNATURE]
    assert set(signed_data.signer_of(node).signed) == {
        oids.MESSAGE_DIGEST,
        oids.SIGNING_TIME,
        oids.SIGNING_CERTIFICATE_V2,
        cms_writing.SIGNER_ATTRIBUTES_V2,
    }


@pytest.mark.parametrize("level", [ades.Level.B, ades.Level.T])
def test_level_b_takes_one_below_lt(level: ades.Level) -> None:
    document = countersigned(shaped(ATTACHED, level=ades.Level.B), level=level)
    (signature,) = _judged(document, ATTACHED).signatures
    (one,) = signature.counter_signatures
    assert (signature.format, one.format) == ("CAdES-B-B", f"CAdES-B-{level}")
    assert not [f for check in one.checks for f in check.findings if f.rule.indication is Indication.TOTAL_FAILED]


def test_two_countersignatures_stand_side_by_side() -> None:
    document = countersigned(countersigned(shaped(ATTACHED)), kind="RSA-2048")
    (signature,) = _judged(document, ATTACHED).signatures
    assert [one.indication for one in signature.counter_signatures] == [Indication.TOTAL_PASSED] * 2


@pytest.mark.parametrize("name", CADES)
def test_archived_signature_takes_one_and_can_be_renewed(name: str) -> None:
    detached = CADES[name].detached
    document = countersigned(augmented(shaped(name), ades.Level.LTA, detached=detached), detached=detached)
    assert _judged(document, name).passed
    (signature,) = _judged(augmented(document, ades.Level.LTA, detached=detached), name).signatures
    assert (signature.indication, signature.format) == (Indication.TOTAL_PASSED, "CAdES-B-LTA")
    assert len(signature.counter_signatures) == 1


@pytest.mark.parametrize("oid", ["1.2.840.113549.1.9.16.2.27", "1.2.840.113549.1.9.16.2.48"])
def test_archive_timestamp_that_is_over_everything_leaves_no_place(oid: str) -> None:
    old = cms_places.grown(shaped(ATTACHED), attributes={0: (writing.attribute(oid, der.NULL),)})
    with pytest.raises(AugmentationRefusedError):
        countersigned(old)


def test_value_of_another_key_is_refused() -> None:
    document = shaped(ATTACHED)
    prepared, other = _prepared(document), _prepared(document, kind="RSA-2048")
    with pytest.raises(SignatureValueMismatchError):
        counter.add(document, prepared, bytes(ades.sign(other, key=signing_pki().signer("RSA-2048").key)))


def test_signature_that_was_made_again_is_refused() -> None:
    prepared = _prepared(shaped(ATTACHED))
    with pytest.raises(FilesChangedError):
        counter.add(shaped(ATTACHED), prepared, bytes(ades.sign(prepared, key=signing_pki().signer("P-384").key)))


def test_revocation_without_a_timestamp_is_refused() -> None:
    document, world = shaped(ATTACHED), signing_pki()
    prepared, holder = _prepared(document), world.signer("P-384")
    value = bytes(ades.sign(prepared, key=holder.key))
    with pytest.raises(TimestampMissingError):
        counter.add(document, prepared, value, revocation=world.revocation(holder.certificate))


def test_signature_that_is_not_there_is_refused() -> None:
    with pytest.raises(CountersignedMissingError):
        _prepared(shaped(ATTACHED), of="signature#1")


@pytest.mark.attack
def test_countersignature_moved_to_another_signature_is_refused() -> None:
    taken = signed_data.read_ber(countersigned(shaped(ATTACHED))).signers[0].unsigned[oids.COUNTERSIGNATURE][0].encoded
    certificate = signing_pki().signer("P-384").certificate
    moved = cms_places.grown(
        shaped(ATTACHED),
        attributes={0: (writing.attribute(oids.COUNTERSIGNATURE, taken),)},
        material=[ades.ValidationData(certificates=(certificate,))],
    )
    (signature,) = _judged(moved, ATTACHED).signatures
    assert signature.indication is Indication.TOTAL_PASSED
    assert signature.counter_signatures[0].indication is Indication.TOTAL_FAILED


def test_openssl_still_verifies_the_signature(tmp_path: Path) -> None:
    world = signing_pki()
    file, root = tmp_path / "x.p7m", tmp_path / "root.pem"
    file.write_bytes(countersigned(shaped(ATTACHED)))
    root.write_bytes(world.root.pem)
    options = ("-binary", "-inform", "DER", "-purpose", "any", "-out", tmp_path / "out")
    judges.accepts("openssl", "cms", "-verify", *options, "-in", file, "-CAfile", root)


def test_eu_dss_accepts_signature_and_countersignature(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root = tmp_path / "root.pem"
    root.write_bytes(signing_pki().root.pem)
    words: list[str | Path] = []
    for name, shape in CADES.items():
        for label, document in (
            ("lt", shaped(name)),
            ("lta", augmented(shaped(name), ades.Level.LTA, detached=shape.detached)),
        ):
            path = tmp_path / f"{label}-{name}"
            path.write_bytes(countersigned(document, detached=shape.detached))
            words.append(path)
            for file in shape.detached:
                (tmp_path / file.name).write_bytes(file.content)
                words += ["--detached", tmp_path / file.name]
    classes = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", classes, "interop.DssJudge", root, *words)
    lines = [line for line in done.stdout.splitlines() if line.startswith(("OK", "FAIL"))]
    assert len(lines) == 2 * len(CADES), done.stderr
    assert all(line.count("TOTAL_PASSED") == 2 for line in lines), lines


def _prepared(document: bytes, *, kind: str = "P-384", of: str = "signature") -> ades.Prepared:
    world = signing_pki()
    return counter.prepare(
        document,
        countersigned=of,
        signer=world.signer(kind).certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
    )
