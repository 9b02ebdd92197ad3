"""Keys and certificates of the authorities, in the state folder."""

import os
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
from esigner.pki.keys import PrivateKey
from esigner.pki.ocsp import Responder
from esigner.pki.tsa import TimestampUnit
from esigner.registry.authorities.plan import SIMULATED_PREFIX
from esigner.registry.errors import AuthorityMissingError
from esigner.registry.kinds import Environment

CERTIFICATE, KEY, CHAIN = "certificate.pem", "key.pem", "chain.pem"


def load(name: str, *, state: Path | None = None) -> Authority:
    """Return certificate, key and chain; parsed once as long as the file stays.

    Raises:
        AuthorityMissingError: Not founded.
    """
    folder = folder_of(name, state=state)
    try:
        changed = (folder / CERTIFICATE).stat().st_mtime_ns
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


def responder(issuer: str) -> Responder:
    """Return the OCSP responder of the authority of this name."""
    own = load(f"{issuer}-ocsp")
    return Responder(issuer=load(issuer).certificate, certificate=own.certificate, key=own.key)


def timestamp_unit(environment: Environment) -> TimestampUnit:
    """Return the environment's time-stamping unit."""
    unit = load(f"{environment}-tsa")
    return TimestampUnit(certificate=unit.certificate, key=unit.key, chain=unit.chain)


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
    """Write the three files to the disk; the certificate last: its presence says that the folder is complete."""
    write_key(folder / KEY, authority.key)
    _write(folder / CHAIN, b"".join(one.public_bytes(Encoding.PEM) for one in authority.chain), mode=0o644)
    _write(folder / CERTIFICATE, authority.certificate.public_bytes(Encoding.PEM), mode=0o644)


def write_key(file: Path, key: PrivateKey) -> None:
    """Write a private key that its owner alone may read."""
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(file, content, mode=0o600)


def _write(file: Path, content: bytes, *, mode: int) -> None:
    """Write it whole or not at all, and so that it is there after the power fails: the database counts on it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)
    for folder in (file.parent, file.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def folder_of(name: str, *, state: Path | None = None) -> Path:
    """Return the folder of the material."""
    return Path(state or settings.ESIGNER_STATE) / "pki" / name


@lru_cache(maxsize=128)
def _load(folder: Path, changed: int) -> Authority:  # noqa: ARG001 - a changed file is another entry
    key = load_pem_private_key((folder / KEY).read_bytes(), password=None)
    if not isinstance(key, PrivateKey):
        raise AuthorityMissingError(name=folder.name)
    chain = (folder / CHAIN).read_bytes()
    return Authority(
        certificate=x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes()),
        key=key,
        chain=tuple(x509.load_pem_x509_certificates(chain)) if chain.strip() else (),
    )
