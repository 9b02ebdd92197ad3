"""PKCS#12 files made by openssl, opened and refused."""

from pathlib import Path

import pytest

from esigner.ades.create.values import verify
from esigner.ades.encoding.algorithms import signature_named
from esigner.wire.keys import pkcs12
from esigner.wire.keys.errors import (
    KeyAlgorithmUnfitError,
    KeyFileEmptyError,
    KeyFileUnreadableError,
    KeyPasswordWrongError,
)
from tests.world import judges
from tests.world.signing_pki import signing_pki
from tests.world.tokens import PASSWORD, p12

DATA = b"to be signed"


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [("RSA-2048", "RSA_SHA256"), ("RSA-2048", "RSA_SSA_PSS_SHA384_MGF1"), ("P-384", "ECDSA_SHA384")],
)
def test_key_of_a_file_signs(tmp_path: Path, kind: str, algorithm: str) -> None:
    key = pkcs12.load(p12(tmp_path, kind=kind), password=PASSWORD)
    value = key.sign(DATA, algorithm=algorithm)
    verify(key.certificate.public_key(), algorithm=signature_named(algorithm), value=value, data=DATA)
    assert key.certificate == signing_pki().signer(kind).certificate


def test_chain_is_put_into_order(tmp_path: Path) -> None:
    key = pkcs12.load(p12(tmp_path), password=PASSWORD)
    assert key.chain == (signing_pki().issuing.certificate, signing_pki().root.certificate)


def test_file_without_a_password_opens_with_none(tmp_path: Path) -> None:
    file = p12(tmp_path, password="", options=("-keypbe", "NONE", "-certpbe", "NONE", "-nomac"))
    assert pkcs12.load(file, password=None).certificate == signing_pki().signer("P-256").certificate


def test_old_encryption_opens(tmp_path: Path) -> None:
    file = p12(tmp_path, password="parole", options=("-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"))
    assert pkcs12.load(file, password="parole").certificate == signing_pki().signer("P-256").certificate


@pytest.mark.parametrize("password", ["other", "", None])
def test_wrong_password_is_said(tmp_path: Path, password: str | None) -> None:
    with pytest.raises(KeyPasswordWrongError) as refused:
        pkcs12.load(p12(tmp_path), password=password)
    assert refused.value.code == "KEY_PASSWORD_WRONG"
    assert refused.value.detail().lv == "Parole atslēgas datnei „P-256.p12” nav pareiza."


def test_wrong_password_is_refused_after_the_right_one_was_used(tmp_path: Path) -> None:
    file = p12(tmp_path)
    pkcs12.load(file, password=PASSWORD)
    with pytest.raises(KeyPasswordWrongError):
        pkcs12.load(file, password="other")


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----", b"x" * 2_000_000])
def test_what_is_no_pkcs12_is_refused(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key.p12"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(KeyFileUnreadableError) as refused:
        pkcs12.load(file, password="x")
    assert refused.value.code == "KEY_FILE_UNREADABLE"


def test_file_without_a_key_is_refused(tmp_path: Path) -> None:
    p12(tmp_path)
    command = ("pkcs12", "-export", "-nokeys", "-in", "issuers.pem", "-out", "empty.p12", "-passout", "pass:x")
    judges.accepts("openssl", *command, folder=tmp_path)
    with pytest.raises(KeyFileEmptyError) as refused:
        pkcs12.load(tmp_path / "empty.p12", password="x")
    assert refused.value.code == "KEY_FILE_EMPTY"


@pytest.mark.parametrize(("kind", "algorithm"), [("P-256", "RSA_SHA256"), ("RSA-2048", "ECDSA_SHA256")])
def test_algorithm_of_another_kind_of_key_is_refused(tmp_path: Path, kind: str, algorithm: str) -> None:
    key = pkcs12.load(p12(tmp_path, kind=kind), password=PASSWORD)
    with pytest.raises(KeyAlgorithmUnfitError) as refused:
        key.sign(DATA, algorithm=algorithm)
    assert refused.value.code == "KEY_ALGORITHM_UNFIT"


def test_key_is_read_once_and_again_when_the_file_changed(tmp_path: Path) -> None:
    file = p12(tmp_path)
    key = pkcs12.load(file, password=PASSWORD)
    assert pkcs12.load(file, password=PASSWORD) is key
    file.write_bytes(p12(tmp_path, kind="P-384").read_bytes())
    assert pkcs12.load(file, password=PASSWORD).certificate != key.certificate


def test_key_does_not_show_in_messages(tmp_path: Path) -> None:
    assert "private_key" not in repr(pkcs12.load(p12(tmp_path), password=PASSWORD))
