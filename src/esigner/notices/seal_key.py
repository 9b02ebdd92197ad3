"""The agency's seal: a key in a token, in a PKCS#12 file, or in a folder of PEM files, as ESIGNER_SEAL_KEY says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from django.conf import settings

from esigner.notices.errors import SealMissingError
from esigner.wire.issuing_chain import issuers
from esigner.wire.keys import pem
from esigner.wire.keys.errors import KeyFolderUnreadableError
from esigner.wire.keys.port import SigningKey
from esigner.wire.keys.source import open_key

FOLDER: Final = Path("pki") / "agency-seal"
"""Below STATE: the key where none is named, and `chain.pem` with the issuers where the key brings none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The agency's key with its issuers."""

    key: SigningKey
    chain: tuple[x509.Certificate, ...]
    """Nearest first, the root last."""


def load() -> Seal:
    """Return the seal that the installation has.

    Raises:
        SealMissingError: No key is named, and STATE/pki/agency-seal is not there or not whole.
        KeyProblemError: The key that is named cannot be used.
    """
    folder = Path(settings.ESIGNER_STATE) / FOLDER
    named, password = settings.ESIGNER_SEAL_KEY or str(folder), settings.ESIGNER_SEAL_PASSWORD or None
    if not settings.ESIGNER_SEAL_KEY and not folder.is_dir():
        raise SealMissingError
    try:
        key = open_key(named, password=lambda: password, module=settings.ESIGNER_SEAL_MODULE or None)
    except KeyFolderUnreadableError as error:
        raise SealMissingError from error
    return Seal(key=key, chain=key.chain or issuers(key.certificate, pem.read_chain(folder)))
