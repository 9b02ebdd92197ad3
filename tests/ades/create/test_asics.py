"""ASiC-S and ASiC-E with CAdES: what stands in the container, and who accepts it."""

import io
import zipfile
from pathlib import Path

import pytest

from esigner import ades
from esigner.ades import Format, Level, Shape
from esigner.ades.create import asice_cades, asics
from esigner.ades.create.errors import OneFileError, ShapeNotSupportedError
from esigner.ades.encoding.format_table import signature_path
from esigner.ades.timestamps.errors import TimestampMismatchError
from tests.ades.create.test_procedure import report
from tests.world import judges
from tests.world.signatures import FILES, signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

ASIC_S = b"application/vnd.etsi.asic-s+zip"


def entries(container: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("form", "proof"), [(Format.ASICS, signature_path(Format.ASICS)), (Format.ASICS_CADES, asics.CADES_NAME)]
)
def test_simple_container_holds_its_type_the_file_and_the_signature(form: Format, proof: str) -> None:
    found = entries(signed(form=form, level=Level.LT))
    assert list(found) == ["mimetype", FILES[0].name, proof]
    assert found["mimetype"] == ASIC_S
    assert found[FILES[0].name] == FILES[0].content


@pytest.mark.parametrize("form", [Format.ASICS, Format.ASICS_CADES])
def test_simple_container_refuses_a_second_file(form: Format) -> None:
    with pytest.raises(OneFileError):
        signed(form=form, level=Level.B, files=FILES)


@pytest.mark.parametrize("form", [Format.ASICS, Format.ASICS_CADES, Format.ASICE_CADES, Format.ASICE])
def test_container_leaves_no_choice_of_shape(form: Format) -> None:
    with pytest.raises(ShapeNotSupportedError):
        signed(form=form, level=Level.B, shape=Shape(packaging=ades.Packaging.DETACHED))


@pytest.mark.parametrize(
    ("form", "name", "proof"),
    [
        (Format.ASICE_CADES, asice_cades.MANIFEST_NAME, asice_cades.SIGNATURE_NAME),
        (Format.ASICS_CADES, FILES[0].name, asics.CADES_NAME),
    ],
)
@pytest.mark.parametrize("kind", ["RSA-2048", "P-384"])
def test_openssl_accepts_the_signature_of_the_container(
    tmp_path: Path, form: Format, name: str, proof: str, kind: str
) -> None:
    found = entries(signed(form=form, level=Level.LT, kind=kind))
    (tmp_path / "root.pem").write_bytes(signing_pki().root.pem)
    (tmp_path / "data").write_bytes(found[name])
    (tmp_path / "s").write_bytes(found[proof])
    command = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "s", "-content", "data", "-purpose", "any"]
    judges.accepts("openssl", *command, "-CAfile", "root.pem", "-out", "out", folder=tmp_path)


def test_manifest_lists_every_file_and_another_file_fails() -> None:
    container = signed(form=Format.ASICE_CADES, level=Level.LT)
    manifest = entries(container)[asice_cades.MANIFEST_NAME].decode()
    assert manifest.count("<asic:DataObjectReference ") == len(FILES)
    changed = container.replace(FILES[0].content, FILES[0].content.upper())
    assert report(container, Format.ASICE_CADES).indication == "TOTAL-PASSED"
    assert report(changed, Format.ASICE_CADES).indication != "TOTAL-PASSED"


def test_claims_go_into_containers_too() -> None:
    claims = ades.Claims(commitment=ades.Commitment.ORIGIN, policy=ades.SignaturePolicy(oid="1.2.3", digest=bytes(32)))
    xml = entries(signed(form=Format.ASICS, level=Level.LT, claims=claims))[signature_path(Format.ASICS)].decode()
    assert "<xades:Identifier>http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin</xades:Identifier>" in xml
    assert ">urn:oid:1.2.3</xades:Identifier>" in xml
    assert report(signed(form=Format.ASICE, level=Level.LT, claims=claims), Format.ASICE).indication == "TOTAL-PASSED"


def test_timestamp_alone_proves_when_a_file_was_there() -> None:
    container = asics.timestamped(FILES[0], timestamp=signing_pki().token(FILES[0].content))
    found = entries(container)
    assert list(found) == ["mimetype", FILES[0].name, asics.TIMESTAMP_NAME]
    token = ades.timestamps.read(found[asics.TIMESTAMP_NAME])
    assert token.covers(FILES[0].content)
    assert token.gen_time == SIGNED_AT
    assert [one.scope for one in report(container, Format.ASICS).signatures] == [(FILES[0].name,)]


def test_timestamp_over_another_file_is_refused() -> None:
    with pytest.raises(TimestampMismatchError):
        asics.timestamped(FILES[0], timestamp=signing_pki().token(b"other"))
