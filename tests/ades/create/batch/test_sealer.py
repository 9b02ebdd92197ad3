"""A seal is the signature that two steps make, byte for byte, and refuses what they refuse."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from esigner import ades
from esigner.ades import Format, Level, SignatureValueMismatchError
from esigner.ades.containers.errors import FileNameDuplicateError
from esigner.ades.create.errors import (
    MetadataNotSupportedError,
    OneFileError,
    RevocationBeforeTimestampError,
    ShapeNotSupportedError,
    TimestampMissingError,
)
from esigner.ades.create.values import concatenated_from_der
from esigner.ades.encoding.formats import Packaging, Shape
from esigner.ades.timestamps.errors import TimestampMismatchError
from tests.world import judges
from tests.world.signatures import FILES, files_for
from tests.world.signing_pki import SIGNED_AT, signing_pki

WORLD = signing_pki()
DETACHED = Shape(packaging=Packaging.DETACHED)
BY_BATCH_SIGNER = (Format.ASICE, Format.EDOC, Format.CADES)
"""Formats whose seals are made in a way of their own."""
CLAIMS: Mapping[str, Any] = {
    "claims": ades.Claims(
        roles=("Valdes loceklis <&>",),
        place=ades.ProductionPlace(city="Rīga", country="LV"),
        commitment=ades.Commitment.APPROVAL,
        policy=ades.SignaturePolicy(oid="1.2.3.4.5", digest=bytes(range(32)), uri="https://localhost/policy.pdf"),
    )
}


def sealer(form: Format, kind: str = "RSA-2048", **choices: Any) -> ades.Sealer:  # noqa: ANN401  as `prepare` takes them
    holder = WORLD.signer(kind)
    return ades.Sealer(format=form, key=holder.key, signer=holder.certificate, chain=WORLD.chain, **choices)


def two_step(form: Format, files: Any, level: Level, **choices: Any) -> tuple[bytes, bytes | None]:  # noqa: ANN401
    """Return the document that two steps make, and its timestamp; RSA, so that the value is the same each time."""
    holder = WORLD.signer("RSA-2048")
    prepared = ades.prepare(
        format=form, files=files, signer=holder.certificate, chain=WORLD.chain, signed_at=SIGNED_AT, **choices
    )
    value = ades.sign(prepared, key=holder.key)
    timestamp = None if level is Level.B else WORLD.token(ades.timestamp_input(prepared, value))
    revocation = REVOCATION if level is Level.LT else None
    return ades.finalize(prepared, value, files=files, timestamp=timestamp, revocation=revocation), timestamp


REVOCATION = WORLD.revocation(WORLD.signer("RSA-2048").certificate)


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
@pytest.mark.parametrize("claims", [{}, CLAIMS], ids=["plain", "claims"])
@pytest.mark.parametrize("form", Format)
def test_seal_is_what_two_steps_make(form: Format, level: Level, claims: Mapping[str, Any]) -> None:
    files = files_for(form)
    expected, timestamp = two_step(form, files, level, **claims)
    made = sealer(form, **claims).sign(files, signed_at=SIGNED_AT)
    revocation = REVOCATION if level is Level.LT else None
    assert made.finish(timestamp=timestamp, revocation=revocation) == expected


@pytest.mark.parametrize("digest", ["SHA384", "SHA512"])
@pytest.mark.parametrize("algorithm", [None, "RSA_SHA512"])
@pytest.mark.parametrize("form", BY_BATCH_SIGNER)
def test_seal_follows_the_algorithms_as_two_steps_do(form: Format, digest: str, algorithm: str | None) -> None:
    choices: Mapping[str, Any] = {"digest_algorithm": digest, "signature_algorithm": algorithm}
    expected, _ = two_step(form, files_for(form), Level.B, **choices)
    assert sealer(form, **choices).seal(files_for(form), signed_at=SIGNED_AT) == expected


def test_detached_seal_is_what_two_steps_make() -> None:
    expected, timestamp = two_step(Format.CADES, FILES[:1], Level.LT, shape=DETACHED)
    made = sealer(Format.CADES, shape=DETACHED).sign(FILES[:1], signed_at=SIGNED_AT)
    assert made.finish(timestamp=timestamp, revocation=REVOCATION) == expected


NAMES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20)
CONTENTS = st.dictionaries(NAMES, st.binary(max_size=200), min_size=1, max_size=4)


@settings(max_examples=200, deadline=None)
@given(contents=CONTENTS, form=st.sampled_from([Format.ASICE, Format.EDOC]), seconds=st.integers(0, 2**31))
def test_any_files_are_sealed_or_refused_as_in_two_steps(
    contents: dict[str, bytes], form: Format, seconds: int
) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    holder = WORLD.signer("RSA-2048")

    def seal() -> bytes:
        return SEALERS[form].seal(fresh(contents), signed_at=at)

    def steps() -> bytes:
        files = fresh(contents)
        prepared = ades.prepare(format=form, files=files, signer=holder.certificate, chain=WORLD.chain, signed_at=at)
        return ades.finalize(prepared, ades.sign(prepared, key=holder.key), files=files)

    assert outcome(seal) == outcome(steps)


SEALERS = {form: sealer(form) for form in BY_BATCH_SIGNER}


def fresh(contents: dict[str, bytes]) -> list[ades.DataFile]:
    return [ades.DataFile(name, "text/plain", content) for name, content in contents.items()]


def outcome(work: Any) -> bytes | str:  # noqa: ANN401  either function above
    try:
        made: bytes = work()
    except ades.AdesError as error:
        return error.code
    return made


@pytest.mark.parametrize("kind", ["P-256", "P-384", "P-521", "Ed25519"])
@pytest.mark.parametrize("form", BY_BATCH_SIGNER)
def test_seal_of_every_kind_of_key_passes_validation(form: Format, kind: str) -> None:
    revocation = WORLD.revocation(WORLD.signer(kind).certificate)
    made = sealer(form, kind, digest_algorithm="SHA512").sign(files_for(form), signed_at=SIGNED_AT)
    document = made.finish(timestamp=WORLD.token(made.timestamp_input()), revocation=revocation)
    trust = ades.Trust(anchors=(WORLD.root.certificate,))
    report = ades.validate(document, name="x", trust=trust, at=datetime(2040, 1, 1, tzinfo=UTC), policy="etsi")
    assert report.indication == "TOTAL-PASSED", report.as_dict()


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256", "P-521"])
def test_openssl_verifies_the_detached_seal(kind: str, tmp_path: Path) -> None:
    signature = sealer(Format.CADES, kind, shape=DETACHED).seal(FILES[:1], signed_at=SIGNED_AT)
    for name, content in (("s.p7s", signature), ("data", FILES[0].content), ("root.pem", WORLD.root.pem)):
        (tmp_path / name).write_bytes(content)
    verify = ("openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "s.p7s", "-content", "data")
    judges.accepts(*verify, "-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null", folder=tmp_path)


def test_seals_of_one_second_differ_by_their_files_and_their_order() -> None:
    one, other = ades.DataFile("a", "text/plain", b"1"), ades.DataFile("b", "text/plain", b"2")
    made = [
        sealer(Format.ASICE).sign(files, signed_at=SIGNED_AT).timestamp_input()
        for files in ([one], [other], [one, other], [other, one], [one, dataclasses.replace(one, name="c")])
    ]
    identifiers = {one.split(b'Id="')[1].split(b'"')[0] for one in made}
    assert len(identifiers) == len(made)


@pytest.mark.parametrize("form", Format)
def test_key_of_another_is_refused_at_once(form: Format) -> None:
    with pytest.raises(SignatureValueMismatchError):
        ades.Sealer(
            format=form, key=WORLD.signer("RSA-3072").key, signer=WORLD.signer("RSA-2048").certificate, chain=()
        )


class Token:
    """A key that gives its values by another way."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, *, concatenated: bool) -> None:
        self._key, self._concatenated = key, concatenated

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        assert algorithm == "ECDSA_SHA256"
        value = self._key.sign(data, ec.ECDSA(SHA256()))
        return concatenated_from_der(value, 32) if self._concatenated else value


@pytest.mark.parametrize("form", [*BY_BATCH_SIGNER, Format.ASICS])
@pytest.mark.parametrize("concatenated", [False, True])
def test_device_seals_in_whatever_form_it_gives_its_values(form: Format, *, concatenated: bool) -> None:
    holder = WORLD.signer("P-256")
    assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
    device = Token(holder.key, concatenated=concatenated)
    made = ades.Sealer(format=form, key=device, signer=holder.certificate, chain=WORLD.chain)
    document = made.seal(files_for(form), signed_at=SIGNED_AT)
    trust = ades.Trust(anchors=(WORLD.root.certificate,))
    report = ades.validate(document, name="x", trust=trust, at=SIGNED_AT, policy="etsi")
    assert report.signatures[0].sub_indication not in {"SIG_CRYPTO_FAILURE", "HASH_FAILURE"}, report.as_dict()
    assert report.signatures[0].signed_by == "Jānis Paraugs P-256"


@pytest.mark.attack
@pytest.mark.parametrize("form", [*BY_BATCH_SIGNER, Format.ASICS])
def test_value_of_a_device_with_another_key_is_refused(form: Format) -> None:
    device = Token(ec.generate_private_key(ec.SECP256R1()), concatenated=False)
    made = ades.Sealer(format=form, key=device, signer=WORLD.signer("P-256").certificate, chain=())
    with pytest.raises(SignatureValueMismatchError):
        made.seal(files_for(form), signed_at=SIGNED_AT)


@pytest.mark.parametrize("form", BY_BATCH_SIGNER)
def test_token_over_other_bytes_is_refused(form: Format) -> None:
    made = sealer(form).sign(files_for(form), signed_at=SIGNED_AT)
    with pytest.raises(TimestampMismatchError):
        made.finish(timestamp=WORLD.token(b"other"))


@pytest.mark.parametrize("form", Format)
def test_revocation_without_a_timestamp_is_refused(form: Format) -> None:
    made = sealer(form).sign(files_for(form), signed_at=SIGNED_AT)
    with pytest.raises(TimestampMissingError):
        made.finish(revocation=REVOCATION)


@pytest.mark.parametrize("form", BY_BATCH_SIGNER)
def test_answer_from_before_the_timestamp_is_refused(form: Format) -> None:
    made = sealer(form).sign(files_for(form), signed_at=SIGNED_AT)
    late = WORLD.token(made.timestamp_input(), at=datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(RevocationBeforeTimestampError):
        made.finish(timestamp=late, revocation=REVOCATION)


def test_choices_that_a_format_has_not_are_refused_at_once() -> None:
    with pytest.raises(MetadataNotSupportedError):
        sealer(Format.ASICE, reason="x")
    with pytest.raises(ShapeNotSupportedError):
        sealer(Format.ASICE, shape=DETACHED)
    with pytest.raises(ShapeNotSupportedError):
        sealer(Format.CADES, shape=Shape(packaging=Packaging.ENVELOPED))


def test_files_that_a_format_does_not_take_are_refused() -> None:
    with pytest.raises(FileNameDuplicateError):
        sealer(Format.ASICE).sign([FILES[0], FILES[0]], signed_at=SIGNED_AT)
    with pytest.raises(OneFileError):
        sealer(Format.CADES).sign(FILES, signed_at=SIGNED_AT)


def test_time_without_a_zone_is_a_bug_and_fractions_are_left_out() -> None:
    with pytest.raises(ValueError, match="time zone"):
        sealer(Format.ASICE).sign(FILES, signed_at=SIGNED_AT.replace(tzinfo=None))
    exact = sealer(Format.ASICE).seal(FILES, signed_at=SIGNED_AT)
    assert sealer(Format.ASICE).seal(FILES, signed_at=SIGNED_AT.replace(microsecond=5)) == exact
