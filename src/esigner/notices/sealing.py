"""The agency's e-seal: PAdES-B-LT over a letter, with a timestamp and proof of status fetched over HTTP.

Order: sign → timestamp → OCSP and CRLs → assemble; an answer older than the timestamp would prove nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.utils.module_loading import import_string

from esigner import ades
from esigner.notices.errors import SealMissingError, SealRevokedError
from esigner.pki.keys import PrivateKey
from esigner.wire import evidence, stamping
from esigner.wire.errors import SignerNotGoodError, WireError

SEAL_FOLDER: Final = Path("pki") / "agency-seal"
ENVIRONMENT: Final = "production"
"""Whose authorities stamp: letters are official also in a sandbox's test environment."""
DIGEST: Final = "SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The agency's key with its certificate and issuers."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...]
    """Nearest first, the root last."""


def seal(pdf: bytes, *, at: datetime, reason: str = "", name: str = "dokuments.pdf") -> bytes:
    """Return the PDF with the agency's seal, PAdES-B-LT.

    Raises:
        SealMissingError: No key is installed.
        SealRevokedError: The issuer does not say that the certificate is good.
        WireError: The time-stamping authority or the responder did not answer; try again later.
    """
    files = [ades.DataFile(name=name, media_type="application/pdf", content=pdf)]
    return seal_files(files, format=ades.Format.PDF, at=at, reason=reason)


def seal_files(
    files: Sequence[ades.DataFile],
    *,
    format: ades.Format = ades.Format.ASICE,  # noqa: A002 - the word of the API and the standard
    at: datetime,
    reason: str = "",
) -> bytes:
    """Return a sealed container of the files (or the one PDF, sealed); level LT. Raises as `seal`."""
    own = load()
    sealer = ades.Sealer(format=format, key=own.key, signer=own.certificate, chain=own.chain, reason=reason or None)
    signature = sealer.sign(files, signed_at=at)
    digest, authorities = hashlib.sha256(signature.timestamp_input()).digest(), _authorities()
    timestamp = stamping.stamp(digest, algorithm=DIGEST, authorities=authorities)
    revocation = _revocation(own, timestamp, anchors=authorities.anchors)
    return signature.finish(timestamp=timestamp, revocation=revocation)


def seal_at_best(files: Sequence[ades.DataFile], *, at: datetime) -> bytes:
    """Return a sealed container of the files: level LT, or level B where no authority answers.

    Raises SealMissingError.
    """
    try:
        return seal_files(files, at=at)
    except (WireError, SealRevokedError):
        own = load()
        sealer = ades.Sealer(format=ades.Format.ASICE, key=own.key, signer=own.certificate, chain=own.chain)
        return sealer.seal(files, signed_at=at)


def load() -> Seal:
    """Return the seal that the installation holds.

    Raises:
        SealMissingError: STATE/pki/agency-seal is not there or not whole.
    """
    folder = Path(settings.ESIGNER_STATE) / SEAL_FOLDER
    try:
        certificate = x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
        key = load_pem_private_key((folder / "key.pem").read_bytes(), password=None)
        chain = tuple(x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes()))
    except (OSError, ValueError) as error:
        raise SealMissingError from error
    if not isinstance(key, PrivateKey):
        raise SealMissingError
    return Seal(certificate=certificate, key=key, chain=chain)


def _authorities() -> stamping.Authorities:
    """Return whom to ask for timestamps, and whose tokens count."""
    found: stamping.Authorities = import_string(settings.ESIGNER_TIME_STAMPING)(ENVIRONMENT)
    return found


def _revocation(own: Seal, timestamp: bytes, *, anchors: Sequence[x509.Certificate]) -> ades.ValidationData:
    """Return the status of the seal, its issuers and the time-stamping unit."""
    path = evidence.timestamp_path(timestamp, anchors=anchors)
    reach = evidence.Reach(list_age=timedelta(seconds=settings.ESIGNER_CRL_AGE_SECONDS))
    try:
        return evidence.collect(signer=(own.certificate, *own.chain), timestamp=path, reach=reach)
    except SignerNotGoodError as error:
        raise SealRevokedError(state=error.data["state"]) from error
