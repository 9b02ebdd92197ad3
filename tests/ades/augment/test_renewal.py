"""By when a document must be augmented again: what ends first, at every level, in every format."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest

from esigner import ades
from esigner.ades import augment
from esigner.ades.augment import Reason
from esigner.ades.augment.errors import SignatureBrokenError
from esigner.ades.rules import RefusedError
from tests.world.augmented import ARCHIVED_AT, augmented
from tests.world.pdfs import pdf
from tests.world.signed import TEXT, entries, judged, packed, signed
from tests.world.signing_pki import NOT_AFTER, SigningPki

SIGNERS_END_AT = datetime(2028, 1, 1, tzinfo=UTC)
UNIT_ENDS_AT = datetime(2032, 1, 1, tzinfo=UTC)
FORMS = ("asice", "edoc", "xades", "asice-cades", "cades", "pdf", "jades")
FILES = {
    "pdf": ades.DataFile("a.pdf", "application/pdf", pdf()),
    "xades": ades.DataFile("a.xml", "text/xml", b"<a>b</a>"),
}
RSA_ENDS_AT = datetime(2029, 1, 1, tzinfo=UTC)


@cache
def world() -> SigningPki:
    return SigningPki(signers_end_at=SIGNERS_END_AT, unit_ends_at=UNIT_ENDS_AT)


def made(form: str, level: ades.Level, *, pki: SigningPki, kind: str = "P-256") -> bytes:
    document = signed(format=ades.Format(form), files=(FILES.get(form, TEXT),), level=ades.Level.B, kind=kind, pki=pki)
    return document if level is ades.Level.B else augmented(document, level, pki=pki, detached=detached(form))


def detached(form: str) -> tuple[ades.DataFile, ...]:
    return (TEXT,) if form in ("cades", "jades") else ()


def due(form: str, document: bytes) -> augment.Due:
    return augment.due(document, detached=detached(form), known=world().chain)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("level", "at", "reason"),
    [
        (ades.Level.B, SIGNERS_END_AT, Reason.SIGNER_CERTIFICATE),
        (ades.Level.T, SIGNERS_END_AT, Reason.SIGNER_CERTIFICATE),
        (ades.Level.LT, UNIT_ENDS_AT, Reason.TIMESTAMP_CERTIFICATE),
        (ades.Level.LTA, UNIT_ENDS_AT, Reason.TIMESTAMP_CERTIFICATE),
    ],
)
def test_each_level_is_carried_by_the_next_thing(form: str, level: ades.Level, at: datetime, reason: Reason) -> None:
    found = due(form, made(form, level, pki=world()))
    assert (found.at, found.reason) == (at, reason)


@pytest.mark.parametrize("form", FORMS)
def test_another_archive_timestamp_puts_it_off(form: str) -> None:
    document = made(form, ades.Level.LTA, pki=world())
    other = SigningPki(unit_ends_at=UNIT_ENDS_AT + timedelta(days=1000))
    later = ARCHIVED_AT + timedelta(days=10)
    renewed = augmented(document, ades.Level.LTA, pki=other, at=later, detached=detached(form))
    assert due(form, renewed).at == UNIT_ENDS_AT + timedelta(days=1000)


@pytest.mark.parametrize("form", ["asice", "asice-cades", "pdf", "jades"])
def test_rsa_of_2048_bits_ends_until_a_timestamp_carries_the_value(form: str) -> None:
    pki = SigningPki()
    found = due(form, made(form, ades.Level.B, pki=pki, kind="RSA-2048"))
    assert (found.at, found.reason, found.detail) == (RSA_ENDS_AT, Reason.ALGORITHM, "RSA 2048")
    stamped = due(form, made(form, ades.Level.LT, pki=pki, kind="RSA-2048"))
    assert (stamped.at, stamped.reason) == (NOT_AFTER, Reason.TIMESTAMP_CERTIFICATE)


@pytest.mark.parametrize(("level", "at"), [(ades.Level.LT, RSA_ENDS_AT), (ades.Level.LTA, RSA_ENDS_AT)])
def test_issuers_that_sign_with_pkcs1_end_at_every_level(level: ades.Level, at: datetime) -> None:
    pki = SigningPki(authorities_kind="RSA-3072")
    found = augment.due(made("asice", level, pki=pki), known=pki.chain)
    assert (found.at, found.reason, found.detail) == (at, Reason.ALGORITHM, "RSA 3072")


def test_archive_timestamp_carries_the_signers_certificates() -> None:
    signer, unit = SigningPki(authorities_kind="RSA-2048"), SigningPki()
    document = made("asice", ades.Level.B, pki=signer)
    for level, end in ((ades.Level.LT, RSA_ENDS_AT), (ades.Level.LTA, NOT_AFTER)):
        signer.tsu = unit.tsu
        document = augmented(document, level, pki=signer)
        assert augment.due(document, known=(*signer.chain, *unit.chain)).at == end


def test_pss_of_3072_bits_has_no_end_and_the_certificate_has() -> None:
    holder = world().signer("RSA-3072")
    prepared = ades.prepare(
        format=ades.Format.ASICE,
        files=(TEXT,),
        signer=holder.certificate,
        chain=world().chain,
        signed_at=ARCHIVED_AT,
        signature_algorithm="RSA_SSA_PSS_SHA256_MGF1",
    )
    value = ades.sign(prepared, key=holder.key)
    found = due("asice", ades.finalize(prepared, value, files=(TEXT,)))
    assert (found.at, found.reason, found.detail) == (SIGNERS_END_AT, Reason.SIGNER_CERTIFICATE, "")


def test_earliest_of_several_signatures_is_told_with_its_name() -> None:
    late, early = SigningPki(), world()
    files = entries(made("asice", ades.Level.LT, pki=late))
    document = made("asice", ades.Level.B, pki=early)
    files["META-INF/signatures1.xml"] = entries(document)["META-INF/signatures0.xml"]
    found = due("asice", packed(files))
    assert (found.at, found.reason) == (SIGNERS_END_AT, Reason.SIGNER_CERTIFICATE)
    assert found.signature == judged(document).signatures[0].id


def test_subject_of_the_unit_is_told_and_no_signer() -> None:
    assert "Testa laika" in due("asice", made("asice", ades.Level.LTA, pki=world())).detail
    assert due("asice", made("asice", ades.Level.B, pki=world())).detail == ""


@pytest.mark.attack
def test_broken_signature_and_what_is_none_are_refused() -> None:
    with ZipFile(BytesIO(made("asice", ades.Level.LT, pki=world()))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with pytest.raises(SignatureBrokenError):
        augment.due(packed(files | {TEXT.name: b"cits"}))
    with pytest.raises(RefusedError):
        augment.due(b"nav")


def test_result_is_a_value() -> None:
    found = due("asice", made("asice", ades.Level.B, pki=world()))
    assert replace(found) == found


def test_archive_manifest_beside_the_signatures_counts() -> None:
    document = made("asice-cades", ades.Level.LT, pki=world())
    other = SigningPki(unit_ends_at=UNIT_ENDS_AT + timedelta(days=1000))
    archived = augmented(document, ades.Level.LTA, pki=other, archive=augment.Archive.MANIFEST)
    assert due("asice-cades", archived).at == UNIT_ENDS_AT + timedelta(days=1000)
