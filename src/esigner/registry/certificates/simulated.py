"""Certificates by the simulated foreign trust service provider of a sandbox."""

from datetime import datetime
from typing import Final, Literal, TypeAlias

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.pki import profiles
from esigner.registry import authorities, certificate_records
from esigner.registry.certificate_records import Certificate
from esigner.registry.certificates import issuing
from esigner.registry.errors import SandboxOnlyError
from esigner.registry.kinds import CertificateUse

SimulatedKind: TypeAlias = Literal["client", "signer", "seal"]
AUTHORITY: Final = "simulated-qtsp"

_PROFILES: Final = {"client": profiles.CLIENT, "signer": profiles.SIGNER, "seal": profiles.SEAL}
_USES: Final = {
    # A third party's client certificate does not belong here until it is registered: here it is a stranger's.
    "client": CertificateUse.SERVICE,
    "signer": CertificateUse.SIGNER,
    "seal": CertificateUse.SEAL,
}


def issue_simulated(
    *,
    kind: SimulatedKind,
    public_key: object,
    subject: x509.Name,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    act: audit.Act,
) -> Certificate:
    """Return a certificate as a foreign provider would; times in the past make an expired one.

    Raises:
        SandboxOnlyError: This installation is not a sandbox.
    """
    if not settings.ESIGNER_SANDBOX:
        raise SandboxOnlyError
    name, authority = authorities.issuing(AUTHORITY, at=act.at)
    with transaction.atomic():
        certificate = issuing.sign(
            name, profile=_PROFILES[kind], public_key=public_key, subject=subject, at=act.at,
            not_before=not_before, not_after=not_after,
        )  # fmt: skip
        row = certificate_records.store(
            certificate,
            use=_USES[kind],
            at=act.at,
            authority=name,
            chain=(authority.certificate, *authority.chain),
        )
        # A person's subject holds the personal code, which the audit log never does.
        names = subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        data = issuing.summary(row) | {"subject": str(names[0].value) if names else ""}
        audit.record(event="simulated_qtsp.issued", act=act, subject=str(row.id), data=data)
    return certificate_records.read(row)
