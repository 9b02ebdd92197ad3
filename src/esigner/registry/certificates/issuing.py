"""From a certificate signing request to a certificate in the client's account."""

import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography import x509
from django.db import transaction

from esigner import audit
from esigner.pki import issuance, profiles, subjects
from esigner.pki.checks import Outcome
from esigner.pki.csr import CsrReport, check
from esigner.pki.keys import PublicKey
from esigner.registry import authorities, certificate_records, clients, institutions, models
from esigner.registry.certificate_records import Certificate
from esigner.registry.certificates.pending import key_uses
from esigner.registry.errors import CsrRefusedError
from esigner.registry.kinds import CertificateUse, Environment

VALIDITY: Final = timedelta(days=730)
BACKDATED: Final = timedelta(minutes=5)
"""So that a machine whose clock is a little slow accepts it at once."""


def check_csr(*, csr: bytes, institution_id: UUID, environment: Environment, request: str = "") -> CsrReport:
    """Judge a CSR by every check of the policy; nothing is stored.

    Args:
        csr: The file as uploaded.
        institution_id: Whose it is.
        environment: For which environment.
        request: Id of the request that holds the key already, if there is one (see `hold_key`).
    """
    institution = institutions.get(institution_id)
    return check(
        csr,
        organisation_name=institution.name,
        registration_number=institution.registration_number,
        uses=key_uses(institution_id=institution_id, environment=environment, request=request),
    )


def issue(*, client_id: UUID, csr: bytes, act: audit.Act, request: str = "") -> Certificate:
    """Return a new certificate for the CSR's key, registered for the client; every check is made again.

    Raises:
        CsrRefusedError: A check failed.
    """
    with transaction.atomic():
        row = clients.lock(client_id)
        environment = Environment(row.environment)
        report = check_csr(csr=csr, institution_id=row.institution_id, environment=environment, request=request)
        if report.request is None or not report.passed:
            names = [one.name for one in report.checks if one.outcome is Outcome.FAILED]
            raise CsrRefusedError(checks=", ".join(names), report=report)
        authority_name, authority = authorities.issuing(f"{environment}-clients", at=act.at)
        certificate = sign(
            authority_name,
            profile=profiles.CLIENT,
            public_key=report.request.public_key(),
            subject=_subject(row),
            at=act.at,
        )
        stored = certificate_records.store(
            certificate, use=CertificateUse.CLIENT, at=act.at, authority=authority_name, client=row,
            chain=(authority.certificate, *authority.chain),
        )  # fmt: skip
        models.PendingKey.objects.filter(spki_sha256=stored.spki_sha256).delete()
        clients.record("certificate.issued", row, act=act, subject=str(stored.id), data=summary(stored))
    return certificate_records.read(stored)


def sign(
    authority_name: str,
    *,
    profile: profiles.Profile,
    public_key: object,
    subject: x509.Name,
    at: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> x509.Certificate:
    """Return a certificate by the authority of this name, with a random serial; it is not stored.

    It ends with its authority's at the latest: after that nobody can prove it.
    """
    start = not_before or (at - BACKDATED).replace(microsecond=0)
    authority = authorities.load(authority_name)
    if not isinstance(public_key, PublicKey):
        raise CsrRefusedError(checks="KEY_TYPE")
    return issuance.issue(
        authority,
        profile=profile,
        public_key=public_key,
        subject=subject,
        serial=authorities.random_serial(secrets.token_bytes(16)),
        not_before=start,
        not_after=min(not_after or start + VALIDITY, authority.certificate.not_valid_after_utc),
        urls=authorities.urls_of(authority_name),
    )


def summary(row: models.Certificate) -> dict[str, audit.JSON]:
    """Return what the audit says about a certificate."""
    return {
        "fingerprintSha256": row.fingerprint_sha256,
        "serial": row.serial,
        "subject": row.subject,
        "issuer": row.issuer,
        "notAfter": row.not_after.isoformat(),
        "source": row.source,
    }


def _subject(client: models.Client) -> x509.Name:
    return subjects.client(
        common_name=client.name,
        organisation_name=client.institution.name,
        registration_number=client.institution.registration_number,
        epak_number=client.epak_number_id,
    )
