"""XAdES in ASiC-E and .edoc: before xmlsec1 and openssl, and against what must not be finished."""

import io
import zipfile
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree

from esigner import ades
from esigner.ades import AdesError, DataFile, Format, Level
from esigner.ades.encoding.format_table import signature_path
from tests.world import judges
from tests.world.signatures import ASCII_FILES, FILES, signed
from tests.world.signing_pki import NOT_AFTER, SIGNED_AT, signing_pki

NS = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "xades": "http://uri.etsi.org/01903/v1.3.2#",
    "m": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
CONTAINERS = (Format.ASICE, Format.EDOC)
KINDS = ("RSA-2048", "RSA-3072", "P-256", "P-384", "P-521")


def contents(container: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(container)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signature_of(container: bytes, form: Format = Format.ASICE) -> etree._Element:
    return etree.fromstring(contents(container)[signature_path(form)])


def waiting(files: tuple[DataFile, ...] = FILES, form: Format = Format.ASICE) -> tuple[ades.Prepared, bytes]:
    signer = signing_pki().signer("P-256")
    prepared = ades.prepare(
        format=form, files=files, signer=signer.certificate, chain=signing_pki().chain, signed_at=SIGNED_AT
    )
    return prepared, ades.sign(prepared, key=signer.key)


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    (tmp_path / "root.pem").write_bytes(signing_pki().root.pem)
    (tmp_path / "issuing.pem").write_bytes(signing_pki().issuing.pem)
    return tmp_path


def unpack(container: bytes, folder: Path) -> None:
    (folder / "c.asice").write_bytes(container)
    with zipfile.ZipFile(folder / "c.asice") as archive:
        archive.extractall(folder)


def xmlsec(folder: Path, form: Format) -> int:
    options = ["--verify", "--trusted-pem", "root.pem", "--untrusted-pem", "issuing.pem"]
    ids = ["--id-attr:Id", "SignedProperties"]
    return judges.run("xmlsec1", *options, *ids, signature_path(form), folder=folder).returncode


@pytest.mark.parametrize("form", CONTAINERS)
@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
@pytest.mark.parametrize("kind", KINDS)
def test_xmlsec_accepts_the_signature(unpacked: Path, kind: str, level: Level, form: Format) -> None:
    claims = ades.Claims(roles=("Valdes <loceklis>",))
    unpack(signed(form=form, level=level, kind=kind, files=ASCII_FILES, claims=claims), unpacked)
    assert xmlsec(unpacked, form) == 0
    (unpacked / "plain.txt").write_bytes(b"Sveikl\n")
    assert xmlsec(unpacked, form) != 0


@pytest.mark.parametrize("digest", ["SHA384", "SHA512"])
@pytest.mark.parametrize("kind", ["RSA-2048", "P-384"])
def test_xmlsec_accepts_other_digests(unpacked: Path, kind: str, digest: str) -> None:
    unpack(signed(form=Format.ASICE, level=Level.T, kind=kind, files=ASCII_FILES, digest=digest), unpacked)
    assert xmlsec(unpacked, Format.ASICE) == 0


@pytest.mark.parametrize("form", CONTAINERS)
def test_openssl_accepts_timestamp_and_ocsp_of_lt(unpacked: Path, form: Format) -> None:
    root = signature_of(signed(form=form, level=Level.LT), form)
    value = root.find(".//ds:SignatureValue", NS)
    assert value is not None
    # lxml's own C14N: the bytes our template claims must be those of an XML library.
    (unpacked / "sv.c14n").write_bytes(etree.tostring(value, method="c14n"))
    (unpacked / "t.der").write_bytes(b64decode(root.findtext(".//xades:EncapsulatedTimeStamp", "", NS)))
    (unpacked / "o.der").write_bytes(b64decode(root.findtext(".//xades:EncapsulatedOCSPValue", "", NS)))
    (unpacked / "s.pem").write_bytes(signing_pki().signer("P-256").pem)
    chain = ["-CAfile", "root.pem", "-untrusted", "issuing.pem"]
    judges.accepts("openssl", "ts", "-verify", "-token_in", "-in", "t.der", "-data", "sv.c14n", *chain, folder=unpacked)
    about = ["-issuer", "issuing.pem", "-cert", "s.pem", "-CAfile", "root.pem", "-verify_other", "issuing.pem"]
    said = judges.run("openssl", "ocsp", "-respin", "o.der", *about, "-no_nonce", folder=unpacked)
    assert "Response verify OK" in said.stderr
    assert "s.pem: good" in said.stdout


def test_digests_of_files_with_any_name_stand_under_their_encoded_uri() -> None:
    container = signed(form=Format.ASICE, level=Level.B)
    uris = [one.get("URI") for one in signature_of(container).findall(".//ds:Reference", NS) if not one.get("Type")]
    assert uris[1] == "mape/a%2Bb%20%26%20c%20%231%20100%25.bin"
    assert [unquote(uri or "") for uri in uris] == [file.name for file in FILES]
    assert all((uri or "").isascii() for uri in uris)


def test_manifest_and_signature_name_the_same_media_types() -> None:
    container = signed(form=Format.EDOC, level=Level.B)
    rows = etree.fromstring(contents(container)["META-INF/manifest.xml"]).findall("m:file-entry", NS)
    listed = {row.get(f"{{{NS['m']}}}full-path"): row.get(f"{{{NS['m']}}}media-type") for row in rows}
    assert listed.pop("/") == "application/vnd.etsi.asic-e+zip"
    assert listed == {file.name: file.media_type for file in FILES}
    formats = [one.text for one in signature_of(container, Format.EDOC).findall(".//xades:MimeType", NS)]
    assert formats == [file.media_type for file in FILES]


@pytest.mark.parametrize(
    ("form", "name"),
    [(Format.ASICE, "META-INF/signatures0.xml"), (Format.EDOC, "META-INF/edoc-signatures-S1.xml")],
)
def test_entries_stand_in_order_under_the_names_of_the_format(form: Format, name: str) -> None:
    entries = contents(signed(form=form, level=Level.LT))
    assert list(entries) == ["mimetype", "META-INF/manifest.xml", *[file.name for file in FILES], name]
    assert all(entries[file.name] == file.content for file in FILES)


def test_lt_carries_issuers_root_and_revocation() -> None:
    root = signature_of(signed(form=Format.ASICE, level=Level.LT))
    properties = root.find(".//xades:UnsignedSignatureProperties", NS)
    assert properties is not None
    tags = [etree.QName(one).localname for one in properties]
    assert tags == ["SignatureTimeStamp", "CertificateValues", "RevocationValues"]
    # The issuing CA, the root and the OCSP responder; each once.
    assert len(properties.findall(".//xades:EncapsulatedX509Certificate", NS)) == 3
    assert len(properties.findall(".//xades:EncapsulatedCRLValue", NS)) == 2


def test_claims_of_the_signer_stand_in_the_signed_properties() -> None:
    place = ades.ProductionPlace(city="Rīga", postal_code="LV-1001", country="LV")
    claims = ades.Claims(roles=("A & B", "<C>"), place=place)
    root = signature_of(signed(form=Format.ASICE, level=Level.B, claims=claims))
    properties = root.find(".//xades:SignedSignatureProperties", NS)
    assert properties is not None
    assert [one.text for one in properties.findall(".//xades:ClaimedRole", NS)] == ["A & B", "<C>"]
    assert properties.findtext(".//xades:City", "", NS) == "Rīga"
    assert properties.findtext("xades:SigningTime", "", NS) == "2026-01-15T12:00:00Z"


@pytest.mark.parametrize(
    ("claims", "code"),
    [({"reason": "tāpat"}, "METADATA_NOT_SUPPORTED"), ({"claims": ades.Claims(roles=("\0",))}, "METADATA_NOT_ALLOWED")],
)
def test_claims_that_cannot_be_written_are_refused(claims: dict[str, Any], code: str) -> None:
    with pytest.raises(AdesError) as refused:
        signed(form=Format.ASICE, level=Level.B, **claims)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files[:1],
        lambda files: (*files, DataFile("more", "text/plain", b"")),
        lambda files: (files[1], files[0]),
        lambda files: (files[0], DataFile(files[1].name, files[1].media_type, files[1].content + b"\0")),
        lambda files: (files[0], DataFile("other", files[1].media_type, files[1].content)),
        lambda files: (files[0], DataFile(files[1].name, "text/plain", files[1].content)),
    ],
)
def test_other_files_than_prepared_are_refused(change: object) -> None:
    prepared, value = waiting()
    assert callable(change)
    with pytest.raises(AdesError) as refused:
        ades.finalize(prepared, value, files=change(FILES))
    assert refused.value.code == "FILES_CHANGED"


def test_timestamp_over_other_data_is_refused() -> None:
    prepared, value = waiting()
    with pytest.raises(AdesError) as refused:
        ades.finalize(prepared, value, files=FILES, timestamp=signing_pki().token(b"other"))
    assert refused.value.code == "TIMESTAMP_MISMATCH"


def test_revocation_without_a_timestamp_is_refused() -> None:
    prepared, value = waiting()
    with pytest.raises(AdesError) as refused:
        ades.finalize(prepared, value, files=FILES, revocation=ades.ValidationData())
    assert refused.value.code == "TIMESTAMP_MISSING"


def test_ocsp_answer_older_than_the_timestamp_is_refused() -> None:
    prepared, value = waiting()
    late = signing_pki().token(ades.timestamp_input(prepared, value), at=NOT_AFTER - timedelta(days=1))
    with pytest.raises(AdesError) as refused:
        ades.finalize(
            prepared, value, files=FILES, timestamp=late, revocation=signing_pki().revocation(prepared.signer)
        )
    assert refused.value.code == "REVOCATION_BEFORE_TIMESTAMP"
    assert refused.value.retryable


@pytest.mark.parametrize(
    "revocation",
    [
        ades.ValidationData(ocsp_responses=(b"\x30\x03\x0a\x01\x06",)),
        ades.ValidationData(ocsp_responses=(b"",)),
        ades.ValidationData(crls=(b"-----BEGIN X509 CRL-----",)),
    ],
)
def test_revocation_that_cannot_be_read_is_refused(revocation: ades.ValidationData) -> None:
    prepared, value = waiting()
    token = signing_pki().token(ades.timestamp_input(prepared, value))
    with pytest.raises(AdesError) as refused:
        ades.finalize(prepared, value, files=FILES, timestamp=token, revocation=revocation)
    assert refused.value.code == "REVOCATION_UNREADABLE"


def test_value_of_another_key_is_refused_by_every_step() -> None:
    prepared, _ = waiting()
    with pytest.raises(ades.SignatureValueMismatchError):
        ades.timestamp_input(prepared, b"\0" * 64)
    with pytest.raises(ades.SignatureValueMismatchError):
        ades.finalize(prepared, b"\0" * 64, files=FILES)


def test_finalize_gives_the_same_bytes_every_time() -> None:
    prepared, value = waiting()
    assert ades.finalize(prepared, value, files=FILES) == ades.finalize(prepared, value, files=FILES)
