"""Keys in folders of PEM files, opened by the name of the folder and refused."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from esigner.ades.create.values import verify
from esigner.ades.encoding.algorithms import signature_named
from esigner.wire.keys import pem
from esigner.wire.keys.errors import KeyFolderUnreadableError
from esigner.wire.keys.source import open_key
from tests.world.signing_pki import signing_pki


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    world, holder = signing_pki(), signing_pki().signer("P-256")
    (tmp_path / "key.pem").write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "certificate.pem").write_bytes(holder.pem)
    (tmp_path / "chain.pem").write_bytes(world.root.pem + world.issuing.pem)
    return tmp_path


def test_folder_is_a_key_with_its_issuers_in_order(folder: Path) -> None:
    key = open_key(str(folder), password=lambda: None)

    value = key.sign(b"data", algorithm="ECDSA_SHA256")
    verify(key.certificate.public_key(), algorithm=signature_named("ECDSA_SHA256"), value=value, data=b"data")
    assert key.chain == (signing_pki().issuing.certificate, signing_pki().root.certificate)


@pytest.mark.parametrize("name", ["key.pem", "certificate.pem", "chain.pem"])
@pytest.mark.parametrize("content", [None, b"no PEM"])
def test_folder_that_is_not_whole_is_refused(folder: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)
    with pytest.raises(KeyFolderUnreadableError) as refused:
        pem.load(folder)
    assert refused.value.code == "KEY_FOLDER_UNREADABLE"


def test_key_with_a_password_is_refused(folder: Path) -> None:
    key = signing_pki().signer("P-256").key
    encrypted = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"parole"))
    (folder / "key.pem").write_bytes(encrypted)
    with pytest.raises(KeyFolderUnreadableError):
        pem.load(folder)


def test_issuers_of_a_key_that_is_elsewhere(folder: Path) -> None:
    assert pem.read_chain(folder) == (signing_pki().root.certificate, signing_pki().issuing.certificate)
    (folder / "chain.pem").unlink()
    assert pem.read_chain(folder) == ()
