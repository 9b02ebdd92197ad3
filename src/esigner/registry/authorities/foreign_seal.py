"""The agency's seal where somebody else certifies it: a request is made in time, the certificate is imported.

Where the key is in a token or a file of its own (ESIGNER_SEAL_KEY), the same key is certified again. A key in
STATE/pki/agency-seal is followed by a new one in a folder of its own. The request and the certificate are written there
before the database names them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.notices import seal_key
from esigner.pki import path
from esigner.pki.keys import spki_sha256
from esigner.pkix import fields, requests
from esigner.pkix.purposes import Purpose
from esigner.registry import anchors, certificate_records, models
from esigner.registry.authorities import material
from esigner.registry.authorities.plan import SEAL
from esigner.registry.errors import SealCertificateUnfitError, SealIsOursError
from esigner.registry.kinds import AnchorPurpose, Environment
from esigner.wire.keys import requesting
from esigner.wire.keys.pkcs12 import FileKey, PrivateKey
from esigner.wire.keys.port import SigningKey

REQUEST: Final = "request.pem"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealRequest:
    """What the operator sends to the issuer."""

    folder: Path
    """Where the certificate will be, too."""
    csr_pem: bytes


def is_foreign() -> bool:
    """Return whether somebody else certifies the seal: everywhere but in a sandbox without a key of its own."""
    return bool(settings.ESIGNER_SEAL_KEY) or not settings.ESIGNER_SANDBOX


def request(*, act: audit.Act) -> SealRequest:
    """Return the request for the next certificate; made once, whoever asks.

    Raises:
        SealIsOursError: The sandbox certifies its seal by itself.
        SealMissingError: There is no seal to succeed.
        KeyProblemError: The key cannot be used.
    """
    if not is_foreign():
        raise SealIsOursError
    with transaction.atomic():
        audit.hold()
        folder, own = _next_folder(), seal_key.load(at=act.at).key
        key = _next_key(folder, own)
        csr = _kept(folder, key) or _written(folder, key, own=own.certificate)
        material.sync(folder)
        _, is_new = models.EndNotice.objects.get_or_create(
            material=folder.name, stage="request", defaults={"sent_at": act.at}
        )
        if is_new:
            data: dict[str, audit.JSON] = {"folder": folder.name, "spkiSha256": spki_sha256(_public(key))}
            audit.record(event="seal.requested", act=act, subject=folder.name, data=data)
    return SealRequest(folder=folder, csr_pem=csr)


def import_certificate(certificate: x509.Certificate, chain: tuple[x509.Certificate, ...], *, act: audit.Act) -> str:
    """Use a certificate as the seal's from the time it is in force; return its folder. Done again, nothing changes.

    Raises:
        SealIsOursError: As `request`.
        SealCertificateUnfitError: Of another key, or at an end.
        PathError: It leads to no anchor for signatures in production, or is not for signing.
    """
    if not is_foreign():
        raise SealIsOursError
    with transaction.atomic():
        audit.hold()
        fingerprint = certificate_records.fingerprint(certificate)
        known = seal_key.folder_of(fingerprint)
        if known:
            return known
        folder = _next_folder()
        _check(certificate, chain, key=_next_key(folder, seal_key.load(at=act.at).key), at=act.at)
        material.write_certificate(folder, certificate, chain)
        material.sync(folder)
        takes_over_at = max(act.at, certificate.not_valid_before_utc)
        seal_key.name_successor(folder.name, certificate=certificate, takes_over_at=takes_over_at, at=act.at)
        data: dict[str, audit.JSON] = {
            "folder": folder.name, "fingerprintSha256": fingerprint, "issuer": fields.issuer(certificate).text,
            "notAfter": certificate.not_valid_after_utc.isoformat(), "takesOverAt": takes_over_at.isoformat(),
        }  # fmt: skip
        audit.record(event="seal.imported", act=act, subject=folder.name, data=data)
    return folder.name


def _check(
    certificate: x509.Certificate, chain: tuple[x509.Certificate, ...], *, key: SigningKey | PrivateKey, at: datetime
) -> None:
    if spki_sha256(certificate.public_key()) != spki_sha256(_public(key)):
        raise SealCertificateUnfitError(reason_lv="tas ir citas atslēgas", reason_en="it is of another key")
    if certificate.not_valid_after_utc <= at:
        raise SealCertificateUnfitError(reason_lv="tas ir beidzies", reason_en="it has ended")
    trusted = anchors.of(Environment.PRODUCTION, AnchorPurpose.SIGNATURE)
    moment = max(at, certificate.not_valid_before_utc)
    path.validate(certificate, anchors=trusted, intermediates=chain, at=moment, purpose=Purpose.SIGNATURE)


def _next_folder() -> Path:
    return material.folder_of(f"{SEAL}-{seal_key.count_successors() + 2}")


def _next_key(folder: Path, own: SigningKey) -> SigningKey | PrivateKey:
    """Return the named key itself, or the new one in the folder, made where it is missing."""
    if settings.ESIGNER_SEAL_KEY:
        return own
    file = folder / material.KEY
    if not file.exists():
        material.write_key(file, ec.generate_private_key(ec.SECP256R1()))
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, PrivateKey):
        raise SealCertificateUnfitError(reason_lv="nederīga atslēga", reason_en="the key cannot seal")
    return key


def _kept(folder: Path, key: SigningKey | PrivateKey) -> bytes | None:
    """Return the request as an earlier try has left it, if it is of this key."""
    file = folder / REQUEST
    if not file.is_file():
        return None
    content = file.read_bytes()
    known = requests.public_key(requests.load_pem(content))
    same = _encoded(known) == _encoded(_public(key))
    return content if same else None


def _written(folder: Path, key: SigningKey | PrivateKey, *, own: x509.Certificate) -> bytes:
    """Return the request, with the subject of the certificate before."""
    if isinstance(key, PrivateKey):
        signing = FileKey(certificate=own, chain=(), private_key=key)
        wanted = requesting.Wanted(subject_der=own.subject.public_bytes(), public_key=key.public_key())
        made = requesting.request(wanted, sign=lambda data, algorithm: signing.sign(data, algorithm=algorithm))
    else:
        made = requesting.again(key)
    content = requests.load(made).public_bytes(Encoding.PEM)
    material.write_file(folder / REQUEST, content)
    return content


def _public(key: SigningKey | PrivateKey) -> CertificatePublicKeyTypes:
    return key.public_key() if isinstance(key, PrivateKey) else key.certificate.public_key()


def _encoded(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
