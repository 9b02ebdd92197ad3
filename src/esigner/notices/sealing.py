"""The agency's e-seal: PAdES-B-LT over a letter, with a timestamp and proof of status fetched over HTTP.

Order: sign → timestamp → OCSP and CRLs → assemble; an answer older than the timestamp would prove nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from esigner import ades
from esigner.notices.errors import SealMissing, SealRevoked
from esigner.pki.keys import PrivateKey
from esigner.wire import evidence, stamping
from esigner.wire.errors import SignerNotGood

SEAL_FOLDER: Final = Path("pki") / "agency-seal"
TIMESTAMPS: Final = "/tsa/production"
"""Letters are official also in a sandbox's test environment: one authority stamps them all."""
TIMESTAMP_ROOT: Final = Path("pki") / "production-root" / "certificate.pem"
DIGEST: Final = "SHA256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The agency's key with its certificate and issuers."""

    certificate: x509.Certificate
    key: PrivateKey
    chain: tuple[x509.Certificate, ...]
    """Nearest first, the root last."""


def seal(pdf: bytes, *, at: datetime, reason: str = "", name: str = "dokuments.pdf") -> bytes:
    """Give the PDF with the agency's seal, PAdES-B-LT.

    Raises:
        SealMissing: No key is installed.
        SealRevoked: The issuer does not say that the certificate is good.
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
    """Give a sealed container of the files (or the one PDF, sealed); level LT. Raises as `seal`."""
    own = load()
    prepared = ades.prepare(
        format=format, files=files, signer=own.certificate, chain=own.chain, signed_at=at, reason=reason or None
    )
    value = ades.sign(prepared, key=own.key)
    timestamp = _timestamp(ades.timestamp_input(prepared, value))
    return ades.finalize(prepared, value, files=files, timestamp=timestamp, revocation=_revocation(own, timestamp))


def load() -> Seal:
    """Give the seal that the installation holds.

    Raises:
        SealMissing: STATE/pki/agency-seal is not there or not whole.
    """
    folder = Path(settings.ESIGNER_STATE) / SEAL_FOLDER
    try:
        certificate = x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())
        key = load_pem_private_key((folder / "key.pem").read_bytes(), password=None)
        chain = tuple(x509.load_pem_x509_certificates((folder / "chain.pem").read_bytes()))
    except (OSError, ValueError) as error:
        raise SealMissing from error
    if not isinstance(key, PrivateKey):
        raise SealMissing
    return Seal(certificate=certificate, key=key, chain=chain)


def _timestamp(data: bytes) -> bytes:
    authorities = stamping.Authorities(
        urls=(settings.ESIGNER_URLS["trust"] + TIMESTAMPS,), anchors=(_timestamp_root(),)
    )
    return stamping.stamp(hashlib.sha256(data).digest(), algorithm=DIGEST, authorities=authorities)


def _revocation(own: Seal, timestamp: bytes) -> ades.Revocation:
    """Give the status of the seal, its issuers and the time-stamping unit."""
    path = evidence.timestamp_path(timestamp, anchors=(_timestamp_root(),))
    try:
        return evidence.collect(signer=(own.certificate, *own.chain), timestamp=path)
    except SignerNotGood as error:
        raise SealRevoked(state=error.data["state"]) from error


def _timestamp_root() -> x509.Certificate:
    """Give the root of the authority that stamps; whoever answers at its address has to come from there."""
    try:
        return x509.load_pem_x509_certificate((Path(settings.ESIGNER_STATE) / TIMESTAMP_ROOT).read_bytes())
    except (OSError, ValueError) as error:
        raise SealMissing from error
