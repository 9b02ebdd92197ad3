"""Keys and certificates of the authorities, in the state folder; what is written is whole after any death."""

import os
import shutil
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from django.conf import settings

from esigner.pki.issuance import Authority, Urls
from esigner.pki.keys import PrivateKey, spki_sha256
from esigner.registry.authorities.plan import SIMULATED_PREFIX
from esigner.registry.errors import AuthorityMissingError

CERTIFICATE, KEY, CHAIN = "certificate.pem", "key.pem", "chain.pem"
_NEXT, _OLD = ".next", ".old"


def load(name: str, *, state: Path | None = None) -> Authority:
    """Return certificate, key and chain; parsed once as long as the files stay.

    Raises:
        AuthorityMissingError: Not founded.
    """
    folder = folder_of(name, state=state)
    try:
        changed = tuple((folder / file).stat().st_mtime_ns for file in (CERTIFICATE, KEY))
        return _load(folder, changed)
    except FileNotFoundError as error:
        raise AuthorityMissingError(name=name) from error


def check_complete(name: str, *, state: Path) -> None:
    """Look for all files; `load` reads them once and would not notice that one is gone since.

    Raises:
        AuthorityMissingError: One is not there.
    """
    if not all((folder_of(name, state=state) / file).is_file() for file in (CERTIFICATE, KEY, CHAIN)):
        raise AuthorityMissingError(name=name)


def exists(name: str) -> bool:
    """Return whether the files are on this machine, as a whole."""
    return (folder_of(name) / CERTIFICATE).is_file()


def urls_of(issuer: str) -> Urls:
    """Return where the trust door serves the authority's certificate, OCSP and CRL."""
    base = settings.ESIGNER_URLS["trust"]
    if issuer.startswith(SIMULATED_PREFIX):
        base += f"/{SIMULATED_PREFIX}"
    return Urls(issuer=f"{base}/ca/{issuer}.cer", ocsp=f"{base}/ocsp/{issuer}", crl=f"{base}/crl/{issuer}.crl")


def random_serial(random: bytes) -> int:
    """Return a positive serial of 128 bits from 16 random bytes."""
    return int.from_bytes(random) or 1


def write(authority: Authority, folder: Path) -> None:
    """Write the three files; the certificate last, because its presence says that the folder is whole.

    What is named elsewhere afterwards is synced first (`sync`).
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / KEY, _pem_of(authority.key), mode=0o600)
    _write(folder / CHAIN, b"".join(one.public_bytes(Encoding.PEM) for one in authority.chain), mode=0o644)
    _write(folder / CERTIFICATE, authority.certificate.public_bytes(Encoding.PEM), mode=0o644)


def sync(folder: Path) -> None:
    """Wait until a folder with its files is on the disk."""
    _sync(*folder.iterdir(), folder, folder.parent)


def prepare(authority: Authority, name: str, *, state: Path | None = None) -> None:
    """Write what is to take the place of a folder later, beside it, to the disk; see `exchange`."""
    shutil.rmtree(_next(name, state), ignore_errors=True)
    write(authority, _next(name, state))
    sync(_next(name, state))


def prepared(name: str, *, state: Path | None = None) -> Authority | None:
    """Return what is whole and waits to take the folder's place; None where nothing does."""
    return whole(f"{name}{_NEXT}", state=state)


def whole(name: str, *, state: Path | None = None) -> Authority | None:
    """Return what is in a folder; None where it is not there, or torn."""
    try:
        return load(name, state=state)
    except (AuthorityMissingError, OSError, ValueError):
        return None


def exchange(name: str, *, state: Path | None = None) -> None:
    """Put what was prepared in the folder's place; done again, it changes nothing.

    A reader between the two renames finds no folder; it never finds the key of one and the certificate of another.
    """
    folder, waiting = folder_of(name, state=state), _next(name, state)
    if not (waiting / CERTIFICATE).is_file():
        return
    old = folder.with_name(f"{name}{_OLD}")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    waiting.rename(folder)
    sync(folder)
    shutil.rmtree(old, ignore_errors=True)


def is_pair(authority: Authority) -> bool:
    """Return whether the key is the certificate's."""
    return spki_sha256(authority.key.public_key()) == spki_sha256(authority.certificate.public_key())


def write_key(file: Path, key: PrivateKey) -> None:
    """Write a private key that its owner alone may read, to the disk."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(file, _pem_of(key), mode=0o600)
    _sync(file, file.parent, file.parent.parent)


def _pem_of(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _sync(*paths: Path) -> None:
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_certificate(folder: Path, certificate: x509.Certificate, chain: tuple[x509.Certificate, ...]) -> None:
    """Write a certificate beside its key, or where the key is elsewhere."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / CHAIN, b"".join(one.public_bytes(Encoding.PEM) for one in chain), mode=0o644)
    _write(folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM), mode=0o644)


def write_file(file: Path, content: bytes) -> None:
    """Write a file that everybody may read."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(file, content, mode=0o644)


def _write(file: Path, content: bytes, *, mode: int) -> None:
    """Write a file that is there as a whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    part.replace(file)


def _next(name: str, state: Path | None) -> Path:
    return folder_of(f"{name}{_NEXT}", state=state)


def folder_of(name: str, *, state: Path | None = None) -> Path:
    """Return the folder of the material."""
    return Path(state or settings.ESIGNER_STATE) / "pki" / name


@lru_cache(maxsize=128)
def _load(folder: Path, changed: tuple[int, ...]) -> Authority:  # noqa: ARG001 - a changed file is another entry
    key = load_pem_private_key((folder / KEY).read_bytes(), password=None)
    if not isinstance(key, PrivateKey):
        raise AuthorityMissingError(name=folder.name)
    chain = (folder / CHAIN).read_bytes()
    return Authority(
        certificate=x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes()),
        key=key,
        chain=tuple(x509.load_pem_x509_certificates(chain)) if chain.strip() else (),
    )
