"""Keys in PKCS#12 files (.p12, .pfx)."""

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from esigner.ades.encoding.algorithms import signature_named
from esigner.algorithms.keys import KeyKind
from esigner.wire.issuing_chain import issuers
from esigner.wire.keys.errors import (
    KeyAlgorithmUnfitError,
    KeyFileEmptyError,
    KeyFileUnreadableError,
    KeyPasswordWrongError,
)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

_MAX_BYTES: Final = 1024 * 1024
_SEQUENCE: Final = 0x30
_CACHED_MAXIMUM: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKey:
    """A key read from a file into this process."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    private_key: PrivateKey = field(repr=False)

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        """Return the signature value over `data`; ECDSA as DER.

        Raises:
            KeyAlgorithmUnfitError: The key is of another kind.
        """
        row, key = signature_named(algorithm), self.private_key
        if isinstance(key, rsa.RSAPrivateKey) and row.key_kind is KeyKind.RSA:
            return key.sign(data, padding.PKCS1v15(), row.digest.hash)
        if isinstance(key, rsa.RSAPrivateKey) and row.key_kind is KeyKind.RSA_PSS:
            pss = padding.PSS(padding.MGF1(row.digest.hash), row.digest.hash.digest_size)
            return key.sign(data, pss, row.digest.hash)
        if isinstance(key, ec.EllipticCurvePrivateKey) and row.key_kind is KeyKind.EC:
            return key.sign(data, ec.ECDSA(row.digest.hash))
        if isinstance(key, ed25519.Ed25519PrivateKey) and row.key_kind.upper() == "ED25519":
            return key.sign(data)
        raise KeyAlgorithmUnfitError(algorithm=algorithm)


def load(file: Path, *, password: str | None) -> FileKey:
    """Return the key of a PKCS#12 file; the same object again while the file and the password are the same.

    Decrypting and checking a key takes up to half a second; a process that seals does it once.

    Raises:
        KeyFileUnreadableError: No such file, or not PKCS#12.
        KeyPasswordWrongError: The password does not open it.
        KeyFileEmptyError: No key, or no certificate of the key.
    """
    content = _content(file)
    # Keyed with a secret of this process: the cache must not hold anything against which passwords could be tried.
    known = hmac.digest(_SECRET, hashlib.sha256(content).digest() + (password or "").encode(), "sha256")
    with _loading:
        key = _cache.get(known)
        if key is None:
            key = _read(content, password=password, name=file.name)
            if len(_cache) >= _CACHED_MAXIMUM:
                _cache.pop(next(iter(_cache)))
            _cache[known] = key
    return key


_SECRET: Final = secrets.token_bytes(32)
_cache: Final[dict[bytes, FileKey]] = {}
_loading: Final = threading.Lock()


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(_MAX_BYTES + 1)
    except OSError as error:
        raise KeyFileUnreadableError(file=file.name) from error
    # The password is only at fault where there is a PKCS#12 structure to open.
    if len(content) > _MAX_BYTES or content[:1] != bytes([_SEQUENCE]):
        raise KeyFileUnreadableError(file=file.name)
    return content


def _read(content: bytes, *, password: str | None, name: str) -> FileKey:
    try:
        found = pkcs12.load_pkcs12(content, password.encode() if password is not None else None)
    except ValueError as error:
        if "password" in str(error).lower() or "mac" in str(error).lower():
            raise KeyPasswordWrongError(file=name) from error
        raise KeyFileUnreadableError(file=name) from error
    if found.cert is None or not isinstance(found.key, PrivateKey):
        raise KeyFileEmptyError(file=name)
    certificate = found.cert.certificate
    chain = issuers(certificate, [one.certificate for one in found.additional_certs])
    return FileKey(certificate=certificate, chain=chain, private_key=found.key)
