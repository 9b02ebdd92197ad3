"""CAdES attached and detached, before openssl and our own reader."""

from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import Format, Level, Packaging, Shape
from esigner.ades.create.cades.attributes import COMMITMENT_TYPE, MIME_TYPE, SIGNATURE_POLICY, SIGNER_LOCATION
from esigner.ades.create.cms_writing import SIGNER_ATTRIBUTES_V2
from esigner.ades.create.errors import OneFileError, ShapeNotSupportedError
from esigner.ades.encoding import cms_reading
from esigner.cms import signed_data
from tests.world import judges
from tests.world.signatures import FILES, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

DETACHED = Shape(packaging=Packaging.DETACHED)
VERIFY = ("cms", "-verify", "-binary", "-inform", "DER", "-in", "s", "-CAfile", "root.pem", "-purpose", "any")


def place(folder: Path, message: bytes) -> None:
    (folder / "root.pem").write_bytes(signing_pki().root.pem)
    (folder / "s").write_bytes(message)
    (folder / "data").write_bytes(FILES[0].content)


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("RSA-2048", None), ("RSA-2048", "RSA_SSA_PSS_SHA384_MGF1"), ("P-256", None), ("P-521", None)],
)
def test_openssl_takes_the_content_out_of_an_attached_signature(
    tmp_path: Path, level: Level, kind: str, algorithm: str | None
) -> None:
    place(tmp_path, signed(form=Format.CADES, level=level, kind=kind, algorithm=algorithm))
    judges.accepts("openssl", *VERIFY, "-cades", "-out", "out", folder=tmp_path)
    assert (tmp_path / "out").read_bytes() == FILES[0].content


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
def test_openssl_accepts_a_detached_signature_over_its_file_only(tmp_path: Path, level: Level) -> None:
    place(tmp_path, signed(form=Format.CADES, level=level, shape=DETACHED))
    judges.accepts("openssl", *VERIFY, "-content", "data", "-out", "out", folder=tmp_path)
    (tmp_path / "data").write_bytes(FILES[0].content + b".")
    assert judges.run("openssl", *VERIFY, "-content", "data", folder=tmp_path).returncode != 0


def test_detached_signature_does_not_hold_the_content() -> None:
    assert signed_data.read_ber(signed(form=Format.CADES, level=Level.B, shape=DETACHED)).content is None
    assert signed_data.read_ber(signed(form=Format.CADES, level=Level.B)).content == FILES[0].content


def test_long_term_material_stands_in_signed_data() -> None:
    read = signed_data.read_ber(signed(form=Format.CADES, level=Level.LT))
    assert len(read.ocsp_responses) == 1
    assert len(read.crls) == 2
    assert signing_pki().root.certificate in read.certificates
    assert read.node.child(0).as_integer() == 5


def test_every_claim_becomes_a_signed_attribute() -> None:
    signer = signed_data.read_ber(
        signed(
            form=Format.CADES,
            level=Level.B,
            claims=ades.Claims(
                roles=("Valdes loceklis",),
                place=ades.ProductionPlace(city="Rīga", street="Brīvības iela 1", country="LV"),
                commitment=ades.Commitment.APPROVAL,
                policy=ades.SignaturePolicy(oid="1.2.3.4", digest=bytes(32), uri="https://localhost/p.pdf"),
            ),
        )
    ).signers[0]
    assert {SIGNER_LOCATION, COMMITMENT_TYPE, SIGNATURE_POLICY, SIGNER_ATTRIBUTES_V2, MIME_TYPE} <= set(signer.signed)
    assert signer.signed[COMMITMENT_TYPE][0].child(0).as_oid() == "1.2.840.113549.1.9.16.6.5"
    assert "Rīga".encode() in signer.signed[SIGNER_LOCATION][0].encoded
    claimed = cms_reading.signing_time(signer)
    assert claimed is not None
    assert (claimed.moment, claimed.is_regular) == (SIGNED_AT, True)


def prepare(files: tuple[ades.DataFile, ...] = FILES[:1], shape: Shape = DETACHED) -> ades.Prepared:
    return ades.prepare(
        format=Format.CADES,
        files=files,
        signer=signing_pki().signer("P-256").certificate,
        chain=signing_pki().chain,
        signed_at=SIGNED_AT,
        shape=shape,
    )


def test_several_files_are_refused() -> None:
    with pytest.raises(OneFileError):
        prepare(FILES)


@pytest.mark.parametrize(
    "shape",
    [
        Shape(packaging=Packaging.ENVELOPED),
        Shape(serialization=ades.Serialization.COMPACT),
        Shape(canonicalization=ades.Canonicalization.EXCLUSIVE),
    ],
)
def test_choices_of_other_formats_are_refused(shape: Shape) -> None:
    with pytest.raises(ShapeNotSupportedError):
        prepare(shape=shape)


def test_experimental_key_signs_when_asked_and_only_then() -> None:
    message = signed(form=Format.CADES, level=Level.LT, kind="ML-DSA-65", maturity=ades.Maturity.EXPERIMENTAL)
    assert signed_data.read_ber(message).signers[0].algorithm.child(0).as_oid() == "2.16.840.1.101.3.4.3.18"
    with pytest.raises(ades.AdesError, match="ALGORITHM_EXPERIMENTAL"):
        signed(form=Format.CADES, level=Level.B, kind="ML-DSA-65")
    with pytest.raises(ades.AdesError, match="ALGORITHM_NOT_SUPPORTED"):
        signed(form=Format.ASICE, level=Level.B, kind="ML-DSA-65", maturity=ades.Maturity.EXPERIMENTAL)
