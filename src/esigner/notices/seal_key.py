"""The agency's seal: a key in a token, in a PKCS#12 file, or in a folder of PEM files, as ESIGNER_SEAL_KEY says.

Its certificates after the first are in folders of their own, named in the database once their files are written.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.conf import settings

from esigner.notices import models
from esigner.notices.errors import SealMissingError
from esigner.wire.issuing_chain import issuers
from esigner.wire.keys import pem
from esigner.wire.keys.certified import CertifiedKey, is_of_one_key
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


def load(*, at: datetime) -> Seal:
    """Return the seal that the installation uses at a time: of several certificates the newest that is in force.

    Raises:
        SealMissingError: No key is named, and STATE/pki/agency-seal is not there or not whole.
        KeyProblemError: The key that is named cannot be used.
    """
    folder = Path(settings.ESIGNER_STATE) / FOLDER
    if settings.ESIGNER_SEAL_KEY:
        return _renewed(open_named(), folder, at=at)
    keys = [key for name in successors(at=at) if (key := _in_folder(folder.with_name(name))) is not None]
    found = next((key for key in keys if _is_in_force(key.certificate, at=at)), None)
    first = _in_folder(folder)
    key = found or (first if first and _is_in_force(first.certificate, at=at) else next(iter(keys), first))
    if key is None:
        raise SealMissingError
    return Seal(key=key, chain=key.chain or issuers(key.certificate, pem.read_chain(folder)))


def issuers_of_all(*, at: datetime) -> tuple[x509.Certificate, ...]:
    """Return the issuers of the seal in use and of those before it: what was sealed then is still judged by them.

    Raises as `load`.
    """
    folder = Path(settings.ESIGNER_STATE) / FOLDER
    kept = [one for name in ("", *successors(at=at)) for one in pem.read_chain(folder.with_name(name or folder.name))]
    return tuple(dict.fromkeys((*load(at=at).chain, *kept)))


def open_named() -> SigningKey:
    """Return the key that ESIGNER_SEAL_KEY names, with the certificate that it brings. Raises as `load`."""
    password, module = settings.ESIGNER_SEAL_PASSWORD or None, settings.ESIGNER_SEAL_MODULE or None
    return open_key(settings.ESIGNER_SEAL_KEY, password=lambda: password, module=module)


def successors(*, at: datetime) -> list[str]:
    """Return the folders of later certificates that have taken over, the newest first."""
    rows = models.SealSuccessor.objects.filter(takes_over_at__lte=at)
    return list(rows.order_by("-takes_over_at", "-named_at").values_list("folder", flat=True))


def name_successor(folder: str, *, certificate: x509.Certificate, takes_over_at: datetime, at: datetime) -> None:
    """Use the certificate in this folder of STATE/pki from a time on; its files are there, the caller records why."""
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    models.SealSuccessor.objects.get_or_create(
        folder=folder, defaults={"fingerprint_sha256": fingerprint, "takes_over_at": takes_over_at, "named_at": at}
    )


def latest_end(*, at: datetime) -> datetime:
    """Return until when the seal's certificates reach, one that will take over later included. Raises as `load`."""
    folder, ends = Path(settings.ESIGNER_STATE) / FOLDER, [load(at=at).key.certificate.not_valid_after_utc]
    later = models.SealSuccessor.objects.filter(takes_over_at__gt=at).values_list("folder", flat=True)
    for name in later:
        with suppress(KeyFolderUnreadableError):
            ends.append(pem.read_certificate(folder.with_name(name)).not_valid_after_utc)
    return max(ends)


def folder_of(fingerprint_sha256: str) -> str:
    """Return the folder of a later certificate; empty where there is none."""
    rows = models.SealSuccessor.objects.filter(fingerprint_sha256=fingerprint_sha256)
    return rows.values_list("folder", flat=True).first() or ""


def count_successors() -> int:
    """Return how many certificates came after the first, those that have not taken over yet too."""
    return models.SealSuccessor.objects.count()


def _renewed(key: SigningKey, folder: Path, *, at: datetime) -> Seal:
    """Return the named key with the newest certificate in force that was imported for it, or with its own."""
    for certificate, chain in _imported(folder, at=at):
        if is_of_one_key(certificate, key.certificate) and _is_in_force(certificate, at=at):
            return Seal(key=CertifiedKey(certificate=certificate, chain=chain, key=key), chain=chain)
    return Seal(key=key, chain=key.chain or issuers(key.certificate, pem.read_chain(folder)))


def _imported(folder: Path, *, at: datetime) -> Iterator[tuple[x509.Certificate, tuple[x509.Certificate, ...]]]:
    for name in successors(at=at):
        place = folder.with_name(name)
        try:
            certificate = pem.read_certificate(place)
        except KeyFolderUnreadableError:
            continue  # another machine's
        yield certificate, issuers(certificate, pem.read_chain(place))


def _in_folder(folder: Path) -> SigningKey | None:
    """Return the key in a folder; None where the folder is not there or not whole."""
    try:
        return pem.load(folder)
    except KeyFolderUnreadableError:
        return None


def _is_in_force(certificate: x509.Certificate, *, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc
