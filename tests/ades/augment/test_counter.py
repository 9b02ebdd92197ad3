"""A countersignature: over the value of a signature that stands, judged for itself."""

from pathlib import Path
from typing import Any

import pytest

from esigner import ades
from esigner.ades import augment
from esigner.ades.augment import counter, parallel
from esigner.ades.augment.errors import AugmentationRefusedError, CountersignedMissingError
from esigner.ades.containers.errors import FilesChangedError
from esigner.ades.create.errors import MetadataNotSupportedError, SignatureValueMismatchError
from esigner.ades.encoding.algorithms import Maturity
from esigner.ades.encoding.errors import AlgorithmExperimentalError, MetadataNotAllowedError
from esigner.ades.rules import Indication
from tests.world import judges
from tests.world.augmented import augmented
from tests.world.joined import shaped
from tests.world.signed import SIGNATURES, entries, judged, packed, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

UNWRITABLE = (
    ades.Claims(roles=("\ud800",)),
    ades.Claims(roles=("\0",)),
    ades.Claims(place=ades.ProductionPlace(city="\1")),
)
INTEROP = Path(__file__).parents[3] / "interop" / "target"


def _prepared(document: bytes, *, kind: str = "P-384", of: int = 0) -> ades.Prepared:
    world = signing_pki()
    prepared = counter.prepare(
        document,
        countersigned=judged(document).signatures[of].id,
        signer=world.signer(kind).certificate,
        chain=world.chain,
        signed_at=SIGNED_AT,
        claims=ades.Claims(roles=("Vadītājs",)),
    )
    return ades.Prepared.from_json(prepared.to_json())


def _started(document: bytes, **changes: Any) -> ades.Prepared:  # noqa: ANN401  any argument of `prepare`
    world = signing_pki()
    wished: dict[str, Any] = {
        "signer": world.signer("P-384").certificate,
        "chain": world.chain,
        "signed_at": SIGNED_AT,
    } | changes
    return counter.prepare(document, countersigned=judged(document).signatures[0].id, **wished)


def countersigned(document: bytes, *, kind: str = "P-384") -> bytes:
    """Return the document with a countersignature of level LT on its first signature."""
    world = signing_pki()
    holder = world.signer(kind)
    prepared = _prepared(document, kind=kind)
    value = bytes(ades.sign(prepared, key=holder.key))
    stamp = world.token(counter.timestamp_input(prepared, value))
    return counter.add(document, prepared, value, timestamp=stamp, revocation=world.revocation(holder.certificate))


@pytest.mark.parametrize("kind", ["P-384", "RSA-2048"])
def test_countersignature_passes_beside_the_signature(kind: str) -> None:
    report = judged(countersigned(signed(), kind=kind))
    assert report.passed, (report.rule, report.detail)
    (signature,) = report.signatures
    (one,) = signature.counter_signatures
    assert one.indication is Indication.TOTAL_PASSED, (one.rule, one.detail)
    assert one.format == "XAdES-B-LT"
    assert one.signed_by == f"Jānis Paraugs {kind}"
    assert signature.as_dict()["counter_signatures"] == [one.as_dict()]


def test_signature_file_only_grows() -> None:
    document = signed()
    old, new = entries(document)[SIGNATURES], entries(countersigned(document))[SIGNATURES]
    head, tail = old.split(b"</xades:UnsignedSignatureProperties>")
    assert new.startswith(head)
    assert new.endswith(b"</xades:UnsignedSignatureProperties>" + tail)


def test_signature_without_unsigned_properties_takes_one() -> None:
    report = judged(countersigned(signed(level=ades.Level.B)))
    assert [c.indication for c in report.signatures[0].counter_signatures] == [Indication.TOTAL_PASSED]


def test_archived_signature_takes_one_and_can_be_renewed() -> None:
    document = countersigned(augmented(signed(), ades.Level.LTA))
    assert judged(document).passed
    renewed = judged(augmented(document, ades.Level.LTA))
    assert renewed.passed, (renewed.rule, renewed.detail)
    assert len(renewed.signatures[0].counter_signatures) == 1


@pytest.mark.attack
def test_countersignature_moved_to_another_signature_is_refused() -> None:
    taken = entries(countersigned(signed()))[SIGNATURES]
    end = b"</xades:CounterSignature>"
    foreign = taken[taken.index(b"<xades:CounterSignature") : taken.rindex(end) + len(end)]
    files = entries(signed(kind="RSA-2048"))
    place = files[SIGNATURES].rindex(b"</xades:UnsignedSignatureProperties>")
    files[SIGNATURES] = files[SIGNATURES][:place] + foreign + files[SIGNATURES][place:]
    report = judged(packed(files))
    (signature,) = report.signatures
    assert signature.indication is Indication.TOTAL_PASSED
    (one,) = signature.counter_signatures
    assert one.indication is Indication.TOTAL_FAILED
    assert "COUNTERSIGNATURE_MISPLACED" in {f.rule.code for c in one.checks for f in c.findings}
    assert "COUNTERSIGNATURE_NOT_VALID" in {w.rule.code for w in signature.warnings}


@pytest.mark.attack
def test_countersignature_with_a_changed_claim_is_not_valid() -> None:
    files = entries(countersigned(signed()))
    files[SIGNATURES] = files[SIGNATURES].replace(b"Vad&#299;t&#257;js", b"Direktors")
    (signature,) = judged(packed(files)).signatures
    assert signature.counter_signatures[0].indication is Indication.TOTAL_FAILED


def test_value_of_another_key_is_refused() -> None:
    document = signed()
    prepared = _prepared(document)
    other = _prepared(document, kind="RSA-2048")
    with pytest.raises(SignatureValueMismatchError):
        counter.add(document, prepared, bytes(ades.sign(other, key=signing_pki().signer("RSA-2048").key)))


def test_signature_that_is_not_there_is_refused() -> None:
    world = signing_pki()
    with pytest.raises(CountersignedMissingError):
        counter.prepare(
            signed(),
            countersigned="S-0",
            signer=world.signer("P-384").certificate,
            chain=world.chain,
            signed_at=SIGNED_AT,
        )


@pytest.mark.parametrize("claims", UNWRITABLE)
@pytest.mark.parametrize("name", ["xades.asice", "cades.asice", "general.json"])
def test_claim_that_no_signature_holds_is_refused(name: str, claims: ades.Claims) -> None:
    with pytest.raises(MetadataNotAllowedError):
        _started(shaped(name), claims=claims)


@pytest.mark.parametrize(
    "claims",
    [
        ades.Claims(commitment=ades.Commitment.APPROVAL),
        ades.Claims(policy=ades.SignaturePolicy(oid="1.2.3", digest=bytes(32))),
    ],
)
def test_claim_that_a_countersignature_does_not_make_is_refused(claims: ades.Claims) -> None:
    with pytest.raises(MetadataNotSupportedError):
        _started(shaped("cades.asice"), claims=claims)


def test_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        _started(shaped("cades.asice"), signed_at=SIGNED_AT.replace(tzinfo=None))


def test_key_that_no_standard_has_settled_is_refused_unless_wished() -> None:
    holder = signing_pki().signer("ML-DSA-65").certificate
    with pytest.raises(AlgorithmExperimentalError):
        _started(shaped("cades.asice"), signer=holder)
    assert _started(shaped("cades.asice"), signer=holder, maturity=Maturity.EXPERIMENTAL).signer == holder


def test_signature_that_a_manifest_covers_is_refused_before_the_key_is_asked() -> None:
    archived = augmented(shaped("cades.asice"), ades.Level.LTA, archive=augment.Archive.MANIFEST)
    with pytest.raises(AugmentationRefusedError):
        _started(archived)


def test_what_was_prepared_for_another_purpose_is_refused() -> None:
    document = shaped("enveloping.p7m")
    beside = parallel.prepare(
        document, signer=signing_pki().signer("P-384").certificate, chain=signing_pki().chain, signed_at=SIGNED_AT
    )
    within = _started(document)
    for prepared, add in ((beside, counter.add), (within, parallel.add)):
        value = bytes(ades.sign(prepared, key=signing_pki().signer("P-384").key))
        with pytest.raises(FilesChangedError):
            add(document, prepared, value)


def test_signature_that_was_made_again_is_refused() -> None:
    document = signed()
    prepared = _prepared(document)
    with pytest.raises(FilesChangedError):
        counter.add(signed(), prepared, bytes(ades.sign(prepared, key=signing_pki().signer("P-384").key)))


def test_eu_dss_accepts_it(tmp_path: Path) -> None:
    listing = INTEROP / "classpath"
    if not listing.exists():
        pytest.skip("judge absent: EU DSS is built by `./run interop`")
    root, file = tmp_path / "root.pem", tmp_path / "x.asice"
    root.write_bytes(signing_pki().root.pem)
    file.write_bytes(countersigned(signed()))
    path = f"{INTEROP / 'classes'}:{listing.read_text().strip()}"
    done = judges.run("java", "-cp", path, "interop.DssJudge", root, file)
    assert done.stdout.count("TOTAL_PASSED XAdES-BASELINE-LT") == 2, done.stdout
