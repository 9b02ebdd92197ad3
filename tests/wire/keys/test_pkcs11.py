"""Keys in tokens of SoftHSM: signing, threads, processes, and everything that can go wrong with a token."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from esigner.ades.create.values import verify
from esigner.ades.encoding.algorithms import signature_named
from esigner.wire.keys import library, pkcs11, uri
from esigner.wire.keys.errors import (
    KeyAlgorithmUnfitError,
    KeyProblemError,
    TokenAbsentError,
    TokenAmbiguousError,
    TokenCertificateAbsentError,
    TokenFailedError,
    TokenKeyAbsentError,
    TokenModuleUnusableError,
    TokenPinLockedError,
    TokenPinWrongError,
    TokenSupportAbsentError,
)
from tests.world.signing_pki import signing_pki
from tests.world.tokens import PIN, SoftToken, fresh, module, new_store, new_token

DATA = b"to be signed"
KINDS = ("P-256", "RSA-2048", "Ed25519")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = module()
    made = new_store(tmp_path, monkeypatch)
    yield made
    fresh(path)


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One token, made once; every test works on a copy."""
    module()
    with pytest.MonkeyPatch.context() as patch:
        made = new_store(tmp_path_factory.mktemp("drawer"), patch)
        new_token(made, name="Zimogs", kinds=KINDS)
    return made


@pytest.fixture
def token(store: Path, drawer: Path) -> SoftToken:
    shutil.copytree(drawer, store, dirs_exist_ok=True)
    fresh(module())
    return SoftToken(module=module(), store=store, name="Zimogs")


def load(token: SoftToken, *, key: str = "P-256", pin: str | None = PIN) -> pkcs11.TokenKey:
    return pkcs11.load(uri.read(token.uri(key)), module=token.module, pin=pin)


def signs(key: pkcs11.TokenKey, algorithm: str = "ECDSA_SHA256", data: bytes = DATA) -> bool:
    value = key.sign(data, algorithm=algorithm)
    verify(key.certificate.public_key(), algorithm=signature_named(algorithm), value=value, data=data)
    return True


@pytest.mark.parametrize(
    ("kind", "algorithm"),
    [
        ("P-256", "ECDSA_SHA256"),
        ("P-256", "ECDSA_SHA512"),
        ("RSA-2048", "RSA_SHA256"),
        ("RSA-2048", "RSA_SHA512"),
        ("RSA-2048", "RSA_SSA_PSS_SHA256_MGF1"),
        ("Ed25519", "ED25519"),
        ("RSA-2048", "RSA_SSA_PSS_SHA384_MGF1"),
    ],
)
def test_key_of_a_token_signs(token: SoftToken, kind: str, algorithm: str) -> None:
    key = load(token, key=kind)
    assert signs(key, algorithm)
    assert key.certificate == signing_pki().signer(kind).certificate
    assert key.chain == (signing_pki().issuing.certificate,)


def test_key_is_found_by_its_id(token: SoftToken) -> None:
    key = pkcs11.load(uri.read("pkcs11:token=Zimogs;id=%A2"), module=token.module, pin=PIN)
    assert key.certificate == signing_pki().signer("RSA-2048").certificate


def test_key_is_opened_once(token: SoftToken) -> None:
    assert load(token) is load(token)


def test_threads_sign_with_one_key(token: SoftToken) -> None:
    keys = {kind: load(token, key=kind) for kind in KINDS}
    rows = [("P-256", "ECDSA_SHA256"), ("RSA-2048", "RSA_SHA256")] * 60
    with ThreadPoolExecutor(8) as pool:
        done = pool.map(lambda one: signs(keys[one[1][0]], one[1][1], b"%d" % one[0]), enumerate(rows))
        assert all(done)


_FORK = """
import os, sys
from esigner.wire.keys import pkcs11, uri
module, pin, text = sys.argv[1:]
key = pkcs11.load(uri.read(text), module=module, pin=pin)
key.sign(b"x", algorithm="ECDSA_SHA256")
children = []
for number in range(3):
    child = os.fork()
    if not child:
        for again in range(5):
            key.sign(b"y", algorithm="ECDSA_SHA256")
        os._exit(0)
    children.append(child)
sys.exit(any(os.waitpid(child, 0)[1] for child in children) or not key.sign(b"z", algorithm="ECDSA_SHA256"))
"""


def test_forked_processes_sign_with_a_key_opened_before(token: SoftToken) -> None:
    # From a process with one thread, as servers fork their workers.
    words = [sys.executable, "-c", _FORK, token.module, PIN, token.uri("P-256")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_session_that_was_lost_is_opened_again(token: SoftToken) -> None:
    key = load(token)
    assert key._opened is not None
    key._opened.session.closeSession()
    assert signs(key)


def test_login_that_was_lost_is_made_again(token: SoftToken) -> None:
    key = load(token)
    assert key._opened is not None
    key._opened.session.logout()
    assert signs(key)


def test_library_that_was_started_again_is_survived(token: SoftToken) -> None:
    key = load(token)
    library.start_again(library.load(token.module))
    assert signs(key)


def test_token_taken_out_is_said_and_works_when_it_is_back(token: SoftToken, tmp_path: Path) -> None:
    key = load(token)
    shutil.move(token.store, tmp_path / "drawer")
    token.store.mkdir()
    library.start_again(library.load(token.module))
    with pytest.raises(TokenAbsentError) as refused:
        key.sign(DATA, algorithm="ECDSA_SHA256")
    assert refused.value.code == "TOKEN_ABSENT"
    assert refused.value.retryable
    shutil.rmtree(token.store)
    shutil.move(tmp_path / "drawer", token.store)
    library.start_again(library.load(token.module))
    assert signs(key)


@pytest.mark.parametrize("pin", ["00000", "1", None])
def test_wrong_pin_is_refused(token: SoftToken, pin: str | None) -> None:
    with pytest.raises(TokenPinWrongError) as refused:
        load(token, pin=pin)
    assert refused.value.code == "TOKEN_PIN_WRONG"
    assert signs(load(token))


def test_wrong_pin_is_refused_while_the_right_one_is_logged_in(token: SoftToken) -> None:
    key = load(token)
    with pytest.raises(TokenPinWrongError):
        load(token, pin="00000")
    with pytest.raises(TokenPinWrongError):
        load(token, key="RSA-2048", pin="00000")
    assert signs(key)


def test_wrong_pin_reaches_the_token_once(token: SoftToken, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(TokenPinWrongError):
        load(token, pin="00000")

    def reached(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("esigner.wire.keys.token.open_token", reached)
    with pytest.raises(TokenPinWrongError):
        load(token, pin="00000")


def test_pin_changed_meanwhile_is_tried_once(token: SoftToken, monkeypatch: pytest.MonkeyPatch) -> None:
    key = load(token)
    monkeypatch.setattr(key, "_pin", "00000")
    library.start_again(library.load(token.module))
    with pytest.raises(TokenPinWrongError):
        key.sign(DATA, algorithm="ECDSA_SHA256")
    monkeypatch.setattr("esigner.wire.keys.token.open_token", None)
    with pytest.raises(TokenPinWrongError):
        key.sign(DATA, algorithm="ECDSA_SHA256")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("pkcs11:token=Other;object=P-256", TokenAbsentError),
        ("pkcs11:token=Zimogs;serial=0;object=P-256", TokenAbsentError),
        ("pkcs11:token=Zimogs;slot-id=123456;object=P-256", TokenAbsentError),
        ("pkcs11:token=Zimogs;object=other", TokenKeyAbsentError),
        ("pkcs11:token=Zimogs", TokenAmbiguousError),
    ],
)
def test_what_the_uri_does_not_fit_is_said(token: SoftToken, text: str, error: type[KeyProblemError]) -> None:
    with pytest.raises(error) as refused:
        pkcs11.load(uri.read(text), module=token.module, pin=PIN)
    assert refused.value.code == error.code


def test_one_of_two_tokens_must_be_named(store: Path) -> None:
    first = new_token(store, name="Viens", kinds=("P-256",))
    new_token(store, name="Divi", kinds=("P-256",))
    fresh(first.module)
    with pytest.raises(TokenAmbiguousError):
        pkcs11.load(uri.read("pkcs11:object=P-256"), module=first.module, pin=PIN)
    assert signs(load(first))


def test_key_without_certificate_is_refused(token: SoftToken) -> None:
    key = load(token)
    assert key._opened is not None
    api, session = library.binding(), key._opened.session
    made = [(api.CKA_SIGN, True), (api.CKA_TOKEN, False), (api.CKA_LABEL, "bare")]
    public = [(api.CKA_MODULUS_BITS, 2048), (api.CKA_TOKEN, False)]
    session.generateKeyPair(public, made)
    with pytest.raises(TokenCertificateAbsentError) as refused:
        load(token, key="bare")
    assert refused.value.code == "TOKEN_CERTIFICATE_ABSENT"


@pytest.mark.parametrize(("kind", "algorithm"), [("P-256", "RSA_SHA256"), ("RSA-2048", "ECDSA_SHA256")])
def test_algorithm_of_another_kind_of_key_is_refused(token: SoftToken, kind: str, algorithm: str) -> None:
    with pytest.raises(KeyAlgorithmUnfitError):
        load(token, key=kind).sign(DATA, algorithm=algorithm)


@pytest.mark.parametrize("path", [None, "", "/nowhere/module.so", __file__])
def test_library_that_cannot_be_loaded_is_said(path: str | None) -> None:
    module()
    with pytest.raises(TokenModuleUnusableError) as refused:
        pkcs11.load(uri.read("pkcs11:token=A"), module=path, pin=PIN)
    assert refused.value.code == "TOKEN_MODULE_UNUSABLE"


def test_binding_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PyKCS11", None)
    with pytest.raises(TokenSupportAbsentError) as refused:
        pkcs11.load(uri.read("pkcs11:token=A"), module="/usr/lib/x.so", pin=PIN)
    assert refused.value.code == "TOKEN_SUPPORT_ABSENT"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("CKR_PIN_LOCKED", TokenPinLockedError),
        ("CKR_DEVICE_REMOVED", TokenAbsentError),
        ("CKR_FUNCTION_FAILED", TokenFailedError),
    ],
)
def test_answers_of_tokens_have_our_codes(answer: str, error: type[KeyProblemError]) -> None:
    module()
    api = library.binding()
    refusal = library.refusal(api.PyKCS11Error(getattr(api, answer)), token="A")
    assert type(refusal) is error
    assert "A" in refusal.detail().lv
