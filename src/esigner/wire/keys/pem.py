"""Keys in a folder of PEM files: `key.pem` without a password, `certificate.pem`, and `chain.pem` with the issuers."""

from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from esigner.wire.issuing_chain import issuers
from esigner.wire.keys.errors import KeyFolderUnreadableError
from esigner.wire.keys.pkcs12 import FileKey, PrivateKey

_CHAIN: Final = "chain.pem"


def load(folder: Path) -> FileKey:
    """Return the key of a folder, read anew each time: a replacement counts at once.

    Raises:
        KeyFolderUnreadableError: A file is not there, or not PEM, or the key is of a kind that cannot seal.
    """
    try:
        certificate = x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
        key = load_pem_private_key((folder / "key.pem").read_bytes(), password=None)
        kept = x509.load_pem_x509_certificates((folder / _CHAIN).read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise KeyFolderUnreadableError(folder=folder.name) from error
    if not isinstance(key, PrivateKey):
        raise KeyFolderUnreadableError(folder=folder.name)
    return FileKey(certificate=certificate, chain=issuers(certificate, kept), private_key=key)


def read_certificate(folder: Path) -> x509.Certificate:
    """Return the certificate in a folder whose key is elsewhere.

    Raises:
        KeyFolderUnreadableError: There is none, or it is not PEM.
    """
    try:
        return x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
    except (OSError, ValueError) as error:
        raise KeyFolderUnreadableError(folder=folder.name) from error


def read_chain(folder: Path) -> tuple[x509.Certificate, ...]:
    """Return the issuers in a folder whose key is elsewhere; none where there is no `chain.pem`.

    Raises:
        KeyFolderUnreadableError: It is not PEM.
    """
    try:
        return tuple(x509.load_pem_x509_certificates((folder / _CHAIN).read_bytes()))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise KeyFolderUnreadableError(folder=folder.name) from error
