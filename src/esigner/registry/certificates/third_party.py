"""A certificate of a trusted third party, for the production environment instead of a CSR."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography import x509
from django.db import transaction

from esigner import audit
from esigner.pki import key_policy, possession
from esigner.pki.checks import Check, Outcome, none_failed
from esigner.registry import anchors, certificate_records, clients, institutions, models
from esigner.registry.certificate_records import Certificate
from esigner.registry.certificates import issuing, third_party_checks, uploads
from esigner.registry.certificates.pending import key_uses
from esigner.registry.errors import CertificateRegisteredError, ThirdPartyRefusedError
from esigner.registry.kinds import AnchorPurpose, CertificateUse, Environment

CHALLENGE_VALIDITY: Final = timedelta(days=30)
"""Long enough for two officers to decide while the proof still holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdPartyReport:
    """All named checks of one certificate."""

    checks: tuple[Check, ...]
    certificate: x509.Certificate | None
    chain: tuple[x509.Certificate, ...]
    passed: bool
    challenge: str = ""
    """The text whose signature proved possession; empty where none did."""


def challenge(*, institution_id: UUID, at: datetime) -> str:
    """Return a new text for the institution to sign with the key of its certificate; good for one registration."""
    number = institutions.get(institution_id).registration_number
    text = possession.challenge(nonce=secrets.token_bytes(24), context=number)
    models.Challenge.objects.create(
        institution_id=institution_id, text=text, issued_at=at, expires_at=at + CHALLENGE_VALIDITY
    )
    return text


def check_third_party(
    *,
    institution_id: UUID,
    environment: Environment,
    certificate_pem: bytes | str,
    chain_pem: bytes | str,
    nonce_signature: bytes,
    at: datetime,
) -> ThirdPartyReport:
    """Judge the certificate by every check; asks the issuer's OCSP responder or CRL over HTTP. Nothing is stored.

    Args:
        institution_id: Whose it is.
        environment: Whose anchors count.
        certificate_pem: PEM or DER.
        chain_pem: The issuers, in any order; may be empty.
        nonce_signature: Over the UTF-8 bytes of a text that `challenge` returned.
        at: Now.
    """
    upload = uploads.read(certificate=certificate_pem, chain=chain_pem, signature=nonce_signature)
    if upload.certificate is None:
        return ThirdPartyReport(checks=upload.checks, certificate=None, chain=(), passed=False)
    certificate, given = upload.certificate, upload.chain
    institution = institutions.get(institution_id)
    uses = key_uses(institution_id=institution_id, environment=environment)
    path_checks, path = third_party_checks.path(
        certificate, anchors=anchors.of(environment, AnchorPurpose.CLIENT), intermediates=given, at=at
    )
    proof, proved = third_party_checks.proof_of_possession(
        certificate, texts=_open(institution_id, at), signature=nonce_signature
    )
    results = (
        *upload.checks,
        *path_checks,
        third_party_checks.revocation(certificate, path=path, at=at),
        third_party_checks.organisation(certificate, registration_number=institution.registration_number),
        *key_policy.check(key_policy.of_certificate(certificate), uses=uses),
        proof,
    )
    return ThirdPartyReport(
        checks=results, certificate=certificate, chain=path[1:] or given, passed=none_failed(results), challenge=proved
    )


def register_third_party(
    *,
    client_id: UUID,
    certificate_pem: bytes | str,
    chain_pem: bytes | str,
    nonce_signature: bytes,
    act: audit.Act,
) -> Certificate:
    """Return the certificate, registered in the client's account; every check is made again.

    Raises:
        ThirdPartyRefusedError: A check failed.
        CertificateRegisteredError: It is a client's already.
    """
    client = clients.get(client_id)
    report = check_third_party(
        institution_id=client.institution_id, environment=client.environment, certificate_pem=certificate_pem,
        chain_pem=chain_pem, nonce_signature=nonce_signature, at=act.at,
    )  # fmt: skip
    if report.certificate is None or not report.passed:
        names = [one.name for one in report.checks if one.outcome is Outcome.FAILED]
        raise ThirdPartyRefusedError(checks=", ".join(names), report=report)
    return _store(client_id, report.certificate, report.chain, proved=report.challenge, act=act)


def _store(
    client_id: UUID,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    *,
    proved: str,
    act: audit.Act,
) -> Certificate:
    with transaction.atomic():
        row = clients.lock(client_id)
        if not models.Challenge.objects.filter(text=proved, used_at__isnull=True).update(used_at=act.at):
            raise ThirdPartyRefusedError(checks="THIRD_PARTY_POSSESSION")
        stored_before = models.Certificate.objects.filter(use=CertificateUse.CLIENT.value)
        candidate = certificate_records.fingerprint(certificate)
        if stored_before.filter(fingerprint_sha256=candidate).exists():
            raise CertificateRegisteredError
        stored = certificate_records.store(certificate, use=CertificateUse.CLIENT, at=act.at, client=row, chain=chain)
        data = issuing.summary(stored)
        clients.record("certificate.registered", row, act=act, subject=str(stored.id), data=data)
    return certificate_records.read(stored)


def _open(institution_id: UUID, at: datetime) -> list[str]:
    rows = models.Challenge.objects.filter(institution_id=institution_id, used_at__isnull=True, expires_at__gt=at)
    return list(rows.order_by("-issued_at").values_list("text", flat=True)[:20])
