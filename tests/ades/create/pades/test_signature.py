"""PAdES before pyHanko's validator, openssl and pdfsig; and PDFs that must be refused or left unharmed."""

import asyncio
import io
import re
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it publishes no types
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import ValidationContext

from esigner import ades
from esigner.ades import AdesError, DataFile, Format, Level
from esigner.pkix.encoding import encoded_certificate
from tests.world import judges
from tests.world.pdfs import assemble, pdf
from tests.world.signatures import signed
from tests.world.signing_pki import SIGNED_AT, signing_pki

KINDS = ("RSA-2048", "RSA-3072", "P-256", "P-384", "P-521")


def signed_pdf(content: bytes | None = None, *, level: Level = Level.LT, **options: Any) -> bytes:  # noqa: ANN401  as `signed` takes them
    files = [DataFile("a.pdf", "application/pdf", content or pdf())]
    return signed(form=Format.PDF, level=level, files=files, **options)


def judgement(document: bytes, number: int = 0, *, from_dss: bool = False) -> PdfSignatureStatus:
    """Return pyHanko's opinion; with `from_dss` it must find all revocation material in the DSS."""
    reader = PdfFileReader(io.BytesIO(document), strict=True)
    roots, issuing = [_asn1(signing_pki().root.certificate)], [_asn1(signing_pki().issuing.certificate)]
    if from_dss:
        store = DocumentSecurityStore.read_dss(reader)
        arguments = {"trust_roots": roots, "revocation_mode": "require", "retroactive_revinfo": True}
        context = store.as_validation_context(arguments)
    else:
        context = ValidationContext(trust_roots=roots, other_certs=issuing)
    signature = reader.embedded_regular_signatures[number]
    return asyncio.run(async_validate_pdf_signature(signature, context))


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@pytest.mark.parametrize("level", [Level.B, Level.T, Level.LT])
@pytest.mark.parametrize("kind", KINDS)
def test_pyhanko_accepts_the_signature(kind: str, level: Level) -> None:
    status = judgement(signed_pdf(level=level, kind=kind), from_dss=level is Level.LT)
    assert status.bottom_line, status.summary()
    assert (status.timestamp_validity is not None) == (level is not Level.B)


@pytest.mark.parametrize(
    ("kind", "digest", "algorithm"),
    [("RSA-2048", "SHA512", None), ("P-384", "SHA384", None), ("RSA-2048", "SHA256", "RSA_SSA_PSS_SHA256_MGF1")],
)
def test_pyhanko_accepts_other_algorithms(kind: str, digest: str, algorithm: str | None) -> None:
    assert judgement(signed_pdf(kind=kind, digest=digest, algorithm=algorithm)).bottom_line


def test_b_covers_the_whole_file_and_lt_only_adds_validation_material() -> None:
    assert judgement(signed_pdf(level=Level.B)).coverage is SignatureCoverageLevel.ENTIRE_FILE
    status = judgement(signed_pdf(level=Level.LT))
    assert status.coverage is SignatureCoverageLevel.ENTIRE_REVISION
    assert status.modification_level is not None
    assert status.modification_level.name == "LTA_UPDATES"


def test_changed_byte_is_found_by_pyhanko() -> None:
    document = signed_pdf(level=Level.T).replace(b"(Sveiki)", b"(Sveikl)")
    assert not judgement(document).intact


def test_second_signature_leaves_the_first_one_whole() -> None:
    once = signed_pdf(kind="P-256")
    twice = signed_pdf(once, kind="RSA-2048")
    assert twice.startswith(once)
    first, second = judgement(twice, 0, from_dss=True), judgement(twice, 1, from_dss=True)
    assert first.bottom_line, first.summary()
    assert second.bottom_line, second.summary()


def test_dss_holds_signer_issuer_root_and_responder() -> None:
    reader = PdfFileReader(io.BytesIO(signed_pdf()))
    store = DocumentSecurityStore.read_dss(reader)
    world = signing_pki()
    wanted = (world.signer("P-256"), world.issuing, world.root, world.responder)
    assert {one.dump() for one in store.load_certs()} == {encoded_certificate(holder.certificate) for holder in wanted}
    assert (len(store.ocsps), len(store.crls)) == (1, 2)


def test_cms_has_no_signing_time_and_the_claimed_time_stands_in_m() -> None:
    claims = ades.Claims(place=ades.ProductionPlace(city="Rīga"), roles=("Valdes loceklis",))
    document = signed_pdf(level=Level.B, reason="Saskaņots", claims=claims)
    reader = PdfFileReader(io.BytesIO(document))
    embedded = reader.embedded_regular_signatures[0]
    attributes = {one["type"].native for one in embedded.signer_info["signed_attrs"]}
    assert "signing_time" not in attributes
    assert {"content_type", "message_digest", "signing_certificate_v2"} <= attributes
    assert embedded.sig_object["/M"] == "D:20260115120000Z"
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert (embedded.sig_object["/Reason"], embedded.sig_object["/Location"]) == ("Saskaņots", "Rīga")
    roles = embedded.signer_info["signed_attrs"].dump()
    assert b"Valdes loceklis" in roles


def test_openssl_accepts_the_cms_inside(tmp_path: Path) -> None:
    document = signed_pdf(level=Level.T)
    start, first, second, length = map(int, re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", document)[0])
    assert start == 0
    assert second + length == len(document)
    encoded = bytes.fromhex(document[first + 1 : second - 1].decode())
    (tmp_path / "s.p7s").write_bytes(encoded)
    (tmp_path / "data").write_bytes(document[:first] + document[second:])
    (tmp_path / "root.pem").write_bytes(signing_pki().root.pem)
    command = ["cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", "s.p7s", "-content", "data"]
    judges.accepts("openssl", *command, "-CAfile", "root.pem", "-purpose", "any", "-out", "out", folder=tmp_path)


def test_pdfsig_finds_the_signature_valid(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(signed_pdf(signed_pdf(), kind="RSA-2048"))
    said = judges.run("pdfsig", "-nocert", "a.pdf", folder=tmp_path).stdout
    assert said.count("Signature is Valid.") == 2, said


def test_document_whose_fields_already_use_the_name_gets_another() -> None:
    field = b"<</T(Signature1)/FT/Tx/V(x)>>"
    catalog = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
    document = signed_pdf(assemble([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, field]))
    assert judgement(document).intact
    assert PdfFileReader(io.BytesIO(document)).embedded_regular_signatures[0].field_name == "Signature2"


def refusal(content: bytes) -> str:
    with pytest.raises(AdesError) as refused:
        signed_pdf(content)
    return refused.value.code


@pytest.mark.attack
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"%PDF-1.7\n", pdf()[:200], pdf().replace(b"/Pages", b"/Pagez")]
)
def test_broken_pdf_is_refused(content: bytes) -> None:
    assert refusal(content or b"\0") == "PDF_UNREADABLE"


@pytest.mark.parametrize(("permission", "code"), [(1, "PDF_LOCKED"), (2, None), (3, None)])
def test_authors_certification_is_respected(permission: int, code: str | None) -> None:
    catalog = b"<</Type/Catalog/Pages 2 0 R/Perms<</DocMDP 4 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
    lock = b"<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P %d>>>>" % permission
    signature = b"<</Type/Sig/Reference[%s]>>" % lock
    content = assemble([catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, signature])
    if code:
        assert refusal(content) == code
    else:
        assert signed_pdf(content).startswith(content)


def test_more_than_one_document_is_refused() -> None:
    files = [DataFile("a.pdf", "application/pdf", pdf()), DataFile("b.pdf", "application/pdf", pdf())]
    with pytest.raises(AdesError) as refused:
        signed(form=Format.PDF, level=Level.B, files=files)
    assert refused.value.code == "PDF_ONE_FILE"


def test_another_document_than_prepared_is_refused() -> None:
    signer = signing_pki().signer("P-256")
    prepared = ades.prepare(
        format=Format.PDF,
        files=[DataFile("a.pdf", "application/pdf", pdf())],
        signer=signer.certificate,
        chain=(),
        signed_at=SIGNED_AT,
    )
    value = ades.sign(prepared, key=signer.key)
    with pytest.raises(AdesError) as refused:
        ades.finalize(prepared, value, files=[DataFile("a.pdf", "application/pdf", pdf(text="Cits"))])
    assert refused.value.code == "FILES_CHANGED"


def test_timestamp_that_does_not_fit_is_refused() -> None:
    signer = signing_pki().signer("P-256")
    files = [DataFile("a.pdf", "application/pdf", pdf())]
    prepared = ades.prepare(format=Format.PDF, files=files, signer=signer.certificate, chain=(), signed_at=SIGNED_AT)
    value = ades.sign(prepared, key=signer.key)
    with pytest.raises(AdesError) as refused:
        ades.finalize(prepared, value, files=files, timestamp=signing_pki().token(b"other"))
    assert refused.value.code == "TIMESTAMP_MISMATCH"
