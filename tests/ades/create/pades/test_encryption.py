"""Encrypted PDFs: signed where they open without a password and permit it, refused with the reason elsewhere."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it publishes no types
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.crypt.permissions import StandardPermissions
from pyhanko.pdf_utils.crypt.pubkey import RecipientEncryptionPolicy
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec

from esigner import ades
from esigner.ades import AdesError, Format, Level
from esigner.ades.create.layout import Certification, Layout, Visible
from esigner.ades.create.pades import timestamping
from tests.world import judges
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.encrypted import EVERYTHING, Cipher, encrypted
from tests.world.pdfs import pdf, with_fields
from tests.world.signatures import signed
from tests.world.signed import judged
from tests.world.signing_pki import SIGNED_AT, signing_pki

LINES = ("Parakstīja: Jānis Bērziņš", "āčēģīķļņōŗšūž")
SHOWN = Layout(visible=Visible(lines=LINES, rectangle=(50, 50, 350, 130)), certification=Certification.FORM_FILLING)
MODIFY = StandardPermissions.ALLOW_MODIFICATION_GENERIC
ANNOTATE = StandardPermissions.ALLOW_ANNOTS_FORM_FILLING
FILL = StandardPermissions.ALLOW_FORM_FILLING


def signed_pdf(content: bytes, *, level: Level = Level.LT, **options: Any) -> bytes:  # noqa: ANN401  as `signed` takes them
    files = [ades.DataFile("a.pdf", "application/pdf", content)]
    return signed(form=Format.PDF, level=level, files=files, **options)


def refusal(content: bytes, **options: Any) -> AdesError:  # noqa: ANN401  as above
    with pytest.raises(AdesError) as refused:
        signed_pdf(content, **options)
    return refused.value


@pytest.mark.parametrize("layout", [None, SHOWN])
@pytest.mark.parametrize("cipher", list(Cipher))
def test_pdf_that_opens_without_a_password_is_signed_and_archived(
    cipher: Cipher, layout: Layout | None, tmp_path: Path
) -> None:
    content = encrypted(pdf(), cipher=cipher)
    assert b"Sveiki" not in content
    once = signed_pdf(content, layout=layout, reason="Saskaņots")
    twice = augmented(signed_pdf(once, kind="P-384"), Level.LTA)
    assert twice.startswith(once)
    report = judged(twice)
    assert report.passed, (report.rule, report.detail)
    assert [signature.format for signature in report.signatures] == ["PAdES-B-LTA"] * 2
    (tmp_path / "a.pdf").write_bytes(twice)
    assert judges.run("pdfsig", "-nocert", "a.pdf", folder=tmp_path).stdout.count("Signature is Valid.") == 2
    shown = judges.run("pdftotext", "a.pdf", "-", folder=tmp_path).stdout
    assert "Sveiki" in shown
    assert layout is None or LINES[1] in shown


def test_what_is_added_is_encrypted_but_the_signature_is_not() -> None:
    content = encrypted(pdf())
    added = signed_pdf(content, level=Level.B, reason="Saskanots", layout=SHOWN)[len(content) :]
    assert b"Saskanots" not in added
    assert b"/Contents <3082" in added or b"/Contents<3082" in added
    reader = PdfFileReader(io.BytesIO(content + added))
    reader.decrypt(b"")
    assert reader.embedded_regular_signatures[0].sig_object["/Reason"] == "Saskanots"


@pytest.mark.parametrize("cipher", list(Cipher))
def test_same_input_gives_the_same_update(cipher: Cipher) -> None:
    content, world = encrypted(pdf(), cipher=cipher), signing_pki()
    one, two = (
        ades.prepare(
            format=Format.PDF,
            files=[ades.DataFile("a.pdf", "application/pdf", content)],
            signer=world.signer("P-256").certificate,
            chain=world.chain,
            signed_at=SIGNED_AT,
            layout=SHOWN,
        )
        for _ in range(2)
    )
    assert one.to_json() == two.to_json()
    assert timestamping.stamped_bytes(content) == timestamping.stamped_bytes(content)


def test_initial_vectors_are_never_used_twice() -> None:
    content = encrypted(pdf())
    added = signed_pdf(content, layout=SHOWN)[len(content) :]
    vectors = re.findall(rb">>\r?\nstream\r?\n(.{16})", added, re.DOTALL)
    assert len(vectors) == len(set(vectors)) > 3


def test_pdf_with_a_password_is_refused() -> None:
    error = refusal(encrypted(pdf(), password="noslēpums"))
    assert (error.code, error.data["reason"]) == ("PDF_ENCRYPTED", "a password is needed to open it")


def test_pdf_with_a_message_authentication_code_is_refused() -> None:
    error = refusal(encrypted(pdf(), mac=True, permissions=EVERYTHING))
    assert error.code == "PDF_ENCRYPTED"
    assert "32004" in str(error.data["reason"])


def test_pdf_encrypted_for_certificates_is_refused() -> None:
    reader = signing_pki().signer("RSA-2048").certificate.public_bytes(Encoding.DER)
    writer: Any = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf())))
    policy = RecipientEncryptionPolicy(ignore_key_usage=True)
    writer.encrypt_pubkey([asn1_x509.Certificate.load(reader)], pdf_mac=False, policy=policy)
    out = io.BytesIO()
    writer.write(out)
    error = refusal(out.getvalue())
    assert (error.code, error.data["reason"]) == ("PDF_ENCRYPTED", "encrypted for the keys of its readers")


@pytest.mark.parametrize("missing", [MODIFY, ANNOTATE])
def test_new_field_needs_two_permissions(missing: StandardPermissions) -> None:
    error = refusal(encrypted(pdf(), permissions=EVERYTHING & ~missing))
    assert (error.code, error.data["needed"]) == ("PDF_NOT_PERMITTED", "4, 6")
    assert refusal(encrypted(pdf(), permissions=EVERYTHING & ~missing), layout=SHOWN).code == "PDF_NOT_PERMITTED"


@pytest.mark.parametrize("granted", [ANNOTATE, FILL])
@pytest.mark.parametrize("cipher", [Cipher.AES_128, Cipher.AES_256])
def test_existing_field_needs_one_of_two_permissions(cipher: Cipher, granted: StandardPermissions) -> None:
    content = with_fields(SigFieldSpec("Paraksts", box=(100, 100, 300, 200)))
    others = EVERYTHING & ~MODIFY & ~ANNOTATE & ~FILL
    layout = Layout(field="Paraksts", visible=Visible(lines=LINES))
    assert judged(signed_pdf(encrypted(content, cipher=cipher, permissions=others | granted), layout=layout)).passed
    error = refusal(encrypted(content, cipher=cipher, permissions=others), layout=layout)
    assert (error.code, error.data["needed"]) == ("PDF_NOT_PERMITTED", "6 / 9")


def test_archive_timestamp_needs_the_permissions_of_a_new_field() -> None:
    content = encrypted(with_fields(SigFieldSpec("Paraksts")), permissions=EVERYTHING & ~MODIFY)
    document = signed_pdf(content, layout=Layout(field="Paraksts"))
    with pytest.raises(AdesError) as refused:
        augmented(document, Level.LTA, at=ARCHIVED_AT)
    assert refused.value.code == "PDF_NOT_PERMITTED"


def test_no_permission_matters_for_a_document_that_is_not_encrypted() -> None:
    assert judged(signed_pdf(pdf())).passed


@pytest.mark.attack
def test_changed_byte_of_an_encrypted_document_is_found() -> None:
    document = bytearray(signed_pdf(encrypted(pdf())))
    document[document.index(b"stream\n") + 40] ^= 1
    report = judged(bytes(document))
    assert report.rule is not None
    assert report.rule.code == "DIGEST_WRONG"


def test_validation_of_a_pdf_with_a_password_says_so() -> None:
    report = judged(encrypted(pdf(), password="noslēpums"))
    assert report.rule is not None
    assert (report.indication, report.rule.code) == ("INDETERMINATE", "PDF_ENCRYPTED")
