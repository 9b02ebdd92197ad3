"""People who do not exist: they sign in the test environment of a sandbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal, TypeAlias

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.pki import personal_codes, profiles, subjects
from esigner.pki.keys import PrivateKey
from esigner.registry import authorities, certificate_records, models
from esigner.registry.certificate_records import Certificate
from esigner.registry.certificates import issuing
from esigner.registry.certificates.revocation import revoke
from esigner.registry.errors import CertificateNotFoundError, SandboxOnlyError
from esigner.registry.kinds import CertificateStatus, CertificateUse, RevocationReason

KeyKind: TypeAlias = Literal["P-256", "P-384", "RSA-3072"]
AUTHORITY: Final = "test-signers"
RENEWED_BEFORE: Final = timedelta(days=30)
_KINDS: Final[dict[str, KeyKind]] = {"P-256": "P-256", "P-384": "P-384", "RSA-3072": "RSA-3072"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A test person and the certificate they sign with."""

    slug: str
    given_name: str
    surname: str
    personal_code: str
    """Of a made-up person; still masked in logs, like any other."""
    key_kind: str
    certificate: Certificate

    @property
    def name(self) -> str:
        """Return the name as shown: it must not be taken for a real person's."""
        return f"{self.given_name} {self.surname} (TESTS)"


def issue_persona(
    *,
    slug: str,
    given_name: str,
    surname: str,
    personal_code: str,
    key_kind: KeyKind,
    revoked: bool = False,
    act: audit.Act,
) -> Persona:
    """Return the persona with key and certificate; an existing one is returned as it is.

    Raises:
        SandboxOnlyError: This installation is not a sandbox.
    """
    if not settings.ESIGNER_SANDBOX:
        raise SandboxOnlyError
    return _issued(
        slug=slug, given_name=given_name, surname=surname, personal_code=personal_code, key_kind=key_kind,
        revoked=revoked, act=act,
    )  # fmt: skip


def pack_signer(*, at: datetime) -> tuple[Persona, PrivateKey]:
    """Return the test person whose key is in every connection pack of the test environment.

    Production does not trust its authority, so every installation has it, sandbox or not.
    """
    made = _issued(
        slug="test-signer", given_name="Testa", surname="Parakstītājs", personal_code="320000-00009",
        key_kind="P-256", revoked=False, act=audit.by_system(at=at),
    )  # fmt: skip
    return made, _key_of(made.slug, "P-256")


def _issued(
    *,
    slug: str,
    given_name: str,
    surname: str,
    personal_code: str,
    key_kind: KeyKind,
    revoked: bool,
    act: audit.Act,
) -> Persona:
    known = models.Persona.objects.select_related("certificate").filter(slug=slug).first()
    if known is not None:
        return _read(known)
    with transaction.atomic():
        audit.hold()  # two doors may ask for the same new persona at once
        row = models.Persona.objects.filter(slug=slug).first()
        if row is None:
            key = _key_of(slug, key_kind)
            certificate = _certify(key, given_name=given_name, surname=surname, personal_code=personal_code, act=act)
            row = models.Persona.objects.create(
                slug=slug, given_name=given_name, surname=surname,
                personal_code=personal_codes.normalise(personal_code), key_kind=key_kind, certificate=certificate,
            )  # fmt: skip
            if revoked:
                reason = RevocationReason.KEY_COMPROMISE.value
                revoke(certificate_id=certificate.id, reason=reason, act=act)
        return _read(models.Persona.objects.select_related("certificate").get(slug=slug))


def renew_personas(*, act: audit.Act) -> int:
    """Certify the same keys again, 30 days before their certificates end; return how many.

    The key stays (`profiles.SIGNER`): that of the test signer is in connection packs. One who is revoked stays so.
    """
    with transaction.atomic():
        rows = models.Persona.objects.select_for_update(of=("self",)).select_related("certificate").filter(
            certificate__not_after__lte=act.at + RENEWED_BEFORE, certificate__status=CertificateStatus.ACTIVE.value
        )  # fmt: skip
        for row in rows:
            row.certificate = _certify(
                _key_of(row.slug, _KINDS[row.key_kind]), given_name=row.given_name, surname=row.surname,
                personal_code=row.personal_code, act=act,
            )  # fmt: skip
            row.save(update_fields=["certificate"])
    return len(rows)


def persona(slug: str) -> Persona:
    """Return the persona.

    Raises:
        CertificateNotFoundError: There is no such slug.
    """
    row = models.Persona.objects.select_related("certificate").filter(slug=slug).first()
    if row is None:
        raise CertificateNotFoundError(id=slug)
    return _read(row)


def persona_key(slug: str) -> PrivateKey:
    """Return the persona's private key, from STATE/personas.

    Raises:
        SandboxOnlyError: This installation is not a sandbox.
    """
    if not settings.ESIGNER_SANDBOX:
        raise SandboxOnlyError
    key = load_pem_private_key(_file_of(persona(slug).slug).read_bytes(), password=None)
    if not isinstance(key, PrivateKey):
        raise CertificateNotFoundError(id=slug)
    return key


def _certify(
    key: PrivateKey, *, given_name: str, surname: str, personal_code: str, act: audit.Act
) -> models.Certificate:
    name, authority = authorities.issuing(AUTHORITY, at=act.at)
    subject = subjects.person(
        given_name=given_name, surname=surname, personal_code=personal_codes.normalise(personal_code)
    )
    certificate = issuing.sign(
        name, profile=profiles.SIGNER, public_key=key.public_key(), subject=subject, at=act.at,
        not_after=(act.at + timedelta(days=1825)).replace(microsecond=0),
    )  # fmt: skip
    row = certificate_records.store(
        certificate, use=CertificateUse.SIGNER, at=act.at, authority=name,
        chain=(authority.certificate, *authority.chain),
    )  # fmt: skip
    data: dict[str, audit.JSON] = {"name": f"{given_name} {surname}", "fingerprintSha256": row.fingerprint_sha256}
    audit.record(event="persona.issued", act=act, environment="test", subject=str(row.id), data=data)
    return row


def _key_of(slug: str, kind: KeyKind) -> PrivateKey:
    """Return the key in the persona's file, made now where there is none."""
    file = _file_of(slug)
    if not file.exists():
        authorities.write_key(file, _make_key(kind))
    key = load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, PrivateKey):
        raise CertificateNotFoundError(id=slug)
    return key


def _make_key(kind: KeyKind) -> PrivateKey:
    if kind == "RSA-3072":
        return rsa.generate_private_key(public_exponent=65537, key_size=3072)
    return ec.generate_private_key(ec.SECP384R1() if kind == "P-384" else ec.SECP256R1())


def _file_of(slug: str) -> Path:
    return Path(settings.ESIGNER_STATE) / "personas" / f"{slug}.pem"


def _read(row: models.Persona) -> Persona:
    return Persona(
        slug=row.slug, given_name=row.given_name, surname=row.surname, personal_code=row.personal_code,
        key_kind=row.key_kind, certificate=certificate_records.read(row.certificate),
    )  # fmt: skip
