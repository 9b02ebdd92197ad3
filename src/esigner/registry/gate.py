"""Who may call: judged anew at every request, from the certificate, the address and the EPAK number.

The order decides which reason a caller is told:
    1. A certificate was presented.
    2. It leads to an anchor for clients of this environment.
    3. It is in its validity.
    4. It is registered.
    5. It is not revoked.
    6. Its client is active.
    7. The address is in one of the client's networks.
    8. The EPAK number is given.
    9. It is the client's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.errors import Text
from esigner.pki import path as paths
from esigner.pki.errors import CertificateExpired, CertificateNotYetValid, PathError
from esigner.registry import anchors, clients, gate_errors, models, networks
from esigner.registry import certificate as record
from esigner.registry.clients import Client
from esigner.registry.kinds import AnchorPurpose, CertificateStatus, CertificateUse, ClientStatus, Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Who the caller is to us, and whether and why not they may call; what `/v1/probe` answers."""

    environment: Environment
    admitted: bool
    code: str
    """Empty where admitted."""
    reason: Text | None
    client: Client | None
    """Set as soon as the certificate told who it is, also where refused."""
    certificate_subject: str
    certificate_fingerprint_sha256: str
    certificate_not_after: datetime | None
    address: str
    epak_number: str
    """As the caller sent it."""


def admit(
    *,
    environment: Environment,
    certificate: x509.Certificate | None,
    chain: Sequence[x509.Certificate],
    address: str,
    epak_number: str | None,
    at: datetime,
) -> Client:
    """Give the client that calls.

    Raises:
        GateRefused: One of its subclasses, by the first step that fails; `client` is set from step 5 on.
    """
    if certificate is None:  # (1)
        raise gate_errors.ClientCertificateMissing
    _check_path(certificate, chain, environment=environment, at=at)  # (2) (3)
    row = _registered(certificate, environment=environment)  # (4)
    client = clients.read(row.client) if row.client else None
    if client is None:
        raise gate_errors.ClientCertificateUnknown
    if row.status != CertificateStatus.ACTIVE.value:  # (5)
        raise gate_errors.ClientCertificateRevoked(client=client, revoked_at=row.revoked_at)
    if client.status is not ClientStatus.ACTIVE:  # (6)
        raise gate_errors.ClientSuspended(client=client, status=client.status.value)
    if not networks.is_allowed(client_id=client.id, address=address, at=at):  # (7)
        raise gate_errors.AddressNotAllowed(client=client, address=address)
    if not (epak_number or "").strip():  # (8)
        raise gate_errors.EpakNumberMissing(client=client)
    if (epak_number or "").strip() != client.epak_number:  # (9)
        raise gate_errors.EpakNumberMismatch(client=client)
    return client


def explain(
    *,
    environment: Environment,
    certificate: x509.Certificate | None,
    chain: Sequence[x509.Certificate],
    address: str,
    epak_number: str | None,
    at: datetime,
) -> Admission:
    """Give the same judgement as `admit` as a value: nobody is turned away without learning why."""
    code, reason, client = "", None, None
    try:
        client = admit(
            environment=environment, certificate=certificate, chain=chain, address=address, epak_number=epak_number,
            at=at,
        )  # fmt: skip
    except gate_errors.GateRefused as error:
        code, reason, client = error.code, error.detail(), error.client
    return Admission(
        environment=environment, admitted=not code, code=code, reason=reason, client=client,
        certificate_subject=certificate.subject.rfc4514_string() if certificate else "",
        certificate_fingerprint_sha256=record.fingerprint(certificate) if certificate else "",
        certificate_not_after=certificate.not_valid_after_utc if certificate else None,
        address=address, epak_number=epak_number or "",
    )  # fmt: skip


def _check_path(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], *, environment: Environment, at: datetime
) -> None:
    try:
        _path(certificate, chain, environment, at)
    except (CertificateExpired, CertificateNotYetValid) as error:
        raise gate_errors.ClientCertificateExpired(not_after=certificate.not_valid_after_utc) from error
    except PathError as error:
        if _leads_to(certificate, chain, environment.other, at):
            raise gate_errors.ClientCertificateOtherEnvironment(environment=environment.value) from error
        raise gate_errors.ClientCertificateUnknown from error


def _leads_to(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], environment: Environment, at: datetime
) -> bool:
    try:
        _path(certificate, chain, environment, at)
    except (CertificateExpired, CertificateNotYetValid):
        return True
    except PathError:
        return False
    return True


def _path(
    certificate: x509.Certificate, chain: Sequence[x509.Certificate], environment: Environment, at: datetime
) -> None:
    paths.validate(
        certificate, anchors=anchors.of(environment, AnchorPurpose.CLIENT), intermediates=chain, at=at,
        purpose=paths.Purpose.CLIENT,
    )  # fmt: skip


def _registered(certificate: x509.Certificate, *, environment: Environment) -> models.Certificate:
    """Give the row by the certificate's fingerprint; a key of the other environment is told apart."""
    rows = models.Certificate.objects.select_related("client__institution", "client__epak_number")
    row = rows.filter(fingerprint_sha256=record.fingerprint(certificate), use=CertificateUse.CLIENT.value).first()
    if row is None or row.client is None:
        raise gate_errors.ClientCertificateUnknown
    if row.client.environment != environment.value:
        raise gate_errors.ClientCertificateOtherEnvironment(environment=environment.value)
    return row
