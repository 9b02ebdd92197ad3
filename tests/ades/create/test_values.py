"""Signature values: whatever form a device gives, only the signer's own is taken."""

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from esigner import ades
from esigner.ades import Format, SignatureValueMismatchError
from tests.world.pdfs import pdf
from tests.world.signing_pki import SIGNED_AT, signing_pki

KINDS = ("RSA-2048", "RSA-3072", "P-256", "P-384", "P-521")


def prepared(kind: str, form: Format = Format.ASICE, algorithm: str | None = None) -> ades.Prepared:
    content = pdf() if form is Format.PDF else b"<sveiki/>"
    return ades.prepare(
        format=form,
        files=[ades.DataFile("a", "application/pdf", content)],
        signer=signing_pki().signer(kind).certificate,
        chain=signing_pki().chain,
        signed_at=SIGNED_AT,
        signature_algorithm=algorithm,
    )


def concatenated(value: bytes, size: int) -> bytes:
    return encode_dss_signature(int.from_bytes(value[:size], "big"), int.from_bytes(value[size:], "big"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", Format)
def test_value_of_the_signers_key_is_taken(kind: str, form: Format) -> None:
    waiting = prepared(kind, form)
    value = ades.sign(waiting, key=signing_pki().signer(kind).key)
    assert ades.check_value(waiting, bytes(value)) == value


@pytest.mark.parametrize(("kind", "size"), [("P-256", 32), ("P-384", 48), ("P-521", 66)])
def test_ecdsa_value_comes_out_in_the_form_of_the_format_whatever_came_in(kind: str, size: int) -> None:
    xml, cms = prepared(kind), prepared(kind, Format.PDF)
    raw = bytes(ades.sign(xml, key=signing_pki().signer(kind).key))
    assert len(raw) == 2 * size
    assert ades.check_value(xml, concatenated(raw, size)) == raw
    encoded = bytes(ades.sign(cms, key=signing_pki().signer(kind).key))
    assert encoded[0] == 0x30
    assert ades.check_value(cms, encoded) == encoded


def test_pss_value_is_taken() -> None:
    waiting = prepared("RSA-2048", algorithm="RSA_SSA_PSS_SHA256_MGF1")
    value = ades.sign(waiting, key=signing_pki().signer("RSA-2048").key)
    assert ades.check_value(waiting, bytes(value)) == value


@pytest.mark.parametrize("told", ades.ValueForm)
@pytest.mark.parametrize(
    ("kind", "algorithm", "form", "fits"),
    [
        ("P-256", None, Format.ASICE, ades.ValueForm.CONCATENATED),
        ("P-256", None, Format.PDF, ades.ValueForm.DER),
        ("RSA-2048", None, Format.ASICE, ades.ValueForm.RSA_PKCS1),
        ("RSA-2048", "RSA_SSA_PSS_SHA256_MGF1", Format.ASICE, ades.ValueForm.RSA_PSS),
        ("Ed25519", None, Format.ASICE, ades.ValueForm.WHOLE_MESSAGE),
    ],
)
def test_value_is_taken_in_the_form_that_is_told_alone(
    kind: str, algorithm: str | None, form: Format, fits: ades.ValueForm, told: ades.ValueForm
) -> None:
    waiting = prepared(kind, form, algorithm)
    value = bytes(ades.sign(waiting, key=signing_pki().signer(kind).key))
    if told is fits:
        assert ades.check_value(waiting, value, form=told) == value
        return
    with pytest.raises(SignatureValueMismatchError):
        ades.check_value(waiting, value, form=told)


@pytest.mark.parametrize("kind", ["RSA-2048", "P-256"])
def test_value_made_by_another_key_is_refused(kind: str) -> None:
    waiting = prepared(kind)
    other = signing_pki().signer({"RSA-2048": "RSA-3072", "P-256": "P-384"}[kind])
    foreign = ades.prepare(
        format=Format.ASICE,
        files=[ades.DataFile("a", "application/pdf", b"<sveiki/>")],
        signer=other.certificate,
        chain=(),
        signed_at=SIGNED_AT,
    )
    with pytest.raises(SignatureValueMismatchError):
        ades.check_value(waiting, bytes(ades.sign(foreign, key=other.key)))


def test_checked_value_of_another_preparation_is_refused() -> None:
    signer = signing_pki().signer("P-256")
    value = ades.sign(prepared("P-256"), key=signer.key)
    with pytest.raises(SignatureValueMismatchError):
        ades.check_value(prepared("P-256", Format.EDOC, "ECDSA_SHA384"), value)


def test_key_of_another_certificate_is_refused_before_it_signs() -> None:
    with pytest.raises(SignatureValueMismatchError):
        ades.sign(prepared("P-256"), key=signing_pki().signer("P-384").key)


@pytest.mark.attack
@pytest.mark.parametrize("kind", ["RSA-2048", "P-256"])
@pytest.mark.parametrize("value", [b"", b"\0", b"\x30", b"\x30\x06\x02\x01\x00\x02\x01\x00", b"\0" * 64, b"\xff" * 256])
def test_bytes_that_are_no_value_are_refused(kind: str, value: bytes) -> None:
    with pytest.raises(SignatureValueMismatchError):
        ades.check_value(prepared(kind), value)


@given(
    kind=st.sampled_from(("RSA-2048", "P-256", "P-521")),
    form=st.sampled_from(list(Format)),
    bit=st.integers(min_value=0, max_value=8 * 256 - 1),
)
def test_any_flipped_bit_is_refused(kind: str, form: Format, bit: int) -> None:
    waiting = prepared(kind, form)
    value = bytearray(ades.sign(waiting, key=signing_pki().signer(kind).key))
    bit %= len(value) * 8
    value[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SignatureValueMismatchError):
        ades.check_value(waiting, bytes(value))
