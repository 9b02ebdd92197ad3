"""PKCS#11 tokens of SoftHSM, and PKCS#12 files of openssl: keys kept by software that is not ours."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from esigner.wire.keys import library, pkcs11
from tests.world import judges
from tests.world.signing_pki import Holder, signing_pki

PIN: Final = "29481"
PASSWORD: Final = "parole ar āč"
_MODULES: Final = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


@dataclass(frozen=True)
class SoftToken:
    """A token of its own store."""

    module: str
    store: Path
    name: str

    def uri(self, key: str) -> str:
        return f"pkcs11:token={self.name};object={key}"


def module() -> str:
    """Return SoftHSM's library; skips the test where it, its tool or PyKCS11 is absent."""
    pytest.importorskip("PyKCS11", reason="PyKCS11 absent (extra pkcs11)")
    found = next((one for one in _MODULES if Path(one).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM absent (apt install softhsm2)")
    return found


def new_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point SoftHSM at an empty store; its library reads this when it is initialised."""
    store = folder / "tokens"
    store.mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {store}\nlog.level = ERROR\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
    return store


def new_token(store: Path, *, name: str, kinds: tuple[str, ...], pin: str = PIN) -> SoftToken:
    """Return a token with the signing world's keys of these kinds, each with its certificate, and the issuing CA's.

    Skips the test where `module` does.
    """
    path = module()
    _softhsm("--init-token", "--free", "--label", name, "--pin", pin, "--so-pin", "12345678")
    for number, kind in enumerate(kinds, start=1):
        holder = signing_pki().signer(kind)
        file = store.parent / f"{kind}.pem"
        file.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        _softhsm("--import", str(file), "--token", name, "--label", kind, "--id", f"a{number}", "--pin", pin)
    token = SoftToken(module=path, store=store, name=name)
    _write_certificates(token, kinds, pin)
    return token


def token_with(store: Path, *, name: str, folder: Path) -> SoftToken:
    """Return a token with the key and the certificate of a folder of PEM files, labelled `seal`; skips as above."""
    path = module()
    _softhsm("--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "12345678")
    _softhsm("--import", str(folder / "key.pem"), "--token", name, "--label", "seal", "--id", "a1", "--pin", PIN)
    token = SoftToken(module=path, store=store, name=name)
    certificate = x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
    _write(token, (certificate,), PIN)
    return token


def fresh(path: str) -> None:
    """As in a new process: no key open, and SoftHSM reads its store again."""
    pkcs11._state.keys.clear()
    pkcs11._state.refused.clear()
    library.start_again(library.load(path))


def p12(folder: Path, *, kind: str = "P-256", password: str = PASSWORD, options: tuple[str, ...] = ()) -> Path:
    """Return a PKCS#12 file made by openssl, with key, certificate and both issuers."""
    world, holder = signing_pki(), signing_pki().signer(kind)
    (folder / "key.pem").write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(holder.pem)
    (folder / "issuers.pem").write_bytes(world.root.pem + world.issuing.pem)
    made = folder / f"{kind}.p12"
    command = ("pkcs12", "-export", "-inkey", "key.pem", "-in", "certificate.pem", "-certfile", "issuers.pem")
    judges.accepts("openssl", *command, "-out", made, "-passout", f"pass:{password}", *options, folder=folder)
    return made


def holder(kind: str) -> Holder:
    return signing_pki().signer(kind)


def _softhsm(*arguments: str) -> None:
    done = subprocess.run(
        ["softhsm2-util", *arguments], capture_output=True, text=True, check=False, timeout=60, env=os.environ
    )
    assert done.returncode == 0, done.stdout + done.stderr


_WRITE = """
import sys, PyKCS11 as p
module, token, pin, *files = sys.argv[1:]
library = p.PyKCS11Lib().load(module)
slot = next(s for s in library.getSlotList(True) if library.getTokenInfo(s).label.strip() == token)
session = library.openSession(slot, p.CKF_SERIAL_SESSION | p.CKF_RW_SESSION)
session.login(pin)
for number, file in enumerate(files, start=1):
    session.createObject([
        (p.CKA_CLASS, p.CKO_CERTIFICATE), (p.CKA_CERTIFICATE_TYPE, p.CKC_X_509), (p.CKA_TOKEN, True),
        (p.CKA_ID, (0xA0 + number,)), (p.CKA_LABEL, "certificate"), (p.CKA_SUBJECT, b"x"),
        (p.CKA_VALUE, open(file, "rb").read()),
    ])
session.logout()
"""


def _write_certificates(token: SoftToken, kinds: tuple[str, ...], pin: str) -> None:
    """In a process of its own: SoftHSM sees a new token only when it is initialised."""
    world = signing_pki()
    _write(token, [one.certificate for one in (*(world.signer(kind) for kind in kinds), world.issuing)], pin)


def _write(token: SoftToken, certificates: Sequence[x509.Certificate], pin: str) -> None:
    """As `_write_certificates`."""
    files = []
    for number, one in enumerate(certificates):
        file = token.store.parent / f"{number}.der"
        file.write_bytes(one.public_bytes(Encoding.DER))
        files.append(str(file))
    arguments = [sys.executable, "-c", _WRITE, token.module, token.name, pin, *files]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60, env=os.environ)
    assert done.returncode == 0, done.stderr
