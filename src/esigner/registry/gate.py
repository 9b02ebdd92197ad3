"""Who may call: judged anew at every request, from the certificate, the address and the EPAK number.

The certificate is looked up by its fingerprint before anything in it is believed: a stranger's costs a look-up and,
where its issuer bears the name of one that we know, one signature. The order decides which reason a caller gets:
    1. A certificate was presented, and can be read.
    2. It is registered, in this environment.
    3. It leads to an anchor for clients of this environment, by the issuers registered with it; none need be sent.
    4. It is in its validity.
    5. It is not revoked.
    6. Its client is active.
    7. The address is in one of the client's networks.
    8. The EPAK number is given.
    9. It is the client's own.

One that is not registered is refused as of the other environment where only an anchor of that issued it, as expired
where an anchor of this environment issued it, else as unknown.
"""

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509

from esigner.pki import path
from esigner.pki.errors import CertificateExpiredError, CertificateNotYetValidError, PathError
from esigner.pkix import signatures
from esigner.registry import anchors, certificate_records, clients, gate_errors, models, networks
from esigner.registry.clients import Client
from esigner.registry.kinds import AnchorPurpose, CertificateStatus, CertificateUse, ClientStatus, Environment


def admit(
    *,
    environment: Environment,
    certificate: x509.Certificate | None,
    is_unreadable: bool = False,
    chain: Sequence[x509.Certificate],
    address: str,
    epak_number: str | None,
    at: datetime,
) -> Client:
    """Return the client that calls.

    Args:
        environment: Of this door.
        certificate: What the caller holds the key of; None: nothing came, or it cannot be read.
        is_unreadable: Which of the two.
        chain: What came with it; proves nothing.
        address: The caller's.
        epak_number: As the caller sent it.
        at: When.

    Raises:
        GateRefusedError: One of its subclasses, by the first step that fails; `client` is set from step 5 on.
    """
    if certificate is None:  # (1)
        raise (
            gate_errors.ClientCertificateUnreadableError if is_unreadable else gate_errors.ClientCertificateMissingError
        )
    row, client = _registered(certificate, environment=environment, at=at)  # (2)
    issuers = (*certificate_records.read(row).chain(), *chain)
    _check_path(certificate, issuers, environment=environment, at=at)  # (3) (4)
    if row.status != CertificateStatus.ACTIVE.value:  # (5)
        raise gate_errors.ClientCertificateRevokedError(client=client, revoked_at=row.revoked_at)
    if client.status is not ClientStatus.ACTIVE:  # (6)
        raise gate_errors.ClientSuspendedError(client=client, status=client.status.value)
    if not networks.is_allowed(client_id=client.id, address=address, at=at):  # (7)
        raise gate_errors.AddressNotAllowedError(client=client, address=address)
    if not (epak_number or "").strip():  # (8)
        raise gate_errors.EpakNumberMissingError(client=client)
    if (epak_number or "").strip() != client.epak_number:  # (9)
        raise gate_errors.EpakNumberMismatchError(client=client)
    return client


def _registered(
    certificate: x509.Certificate, *, environment: Environment, at: datetime
) -> tuple[models.Certificate, Client]:
    """Return the row by the certificate's fingerprint, and its client; the other environment's has its own error."""
    rows = models.Certificate.objects.select_related("client__institution", "client__epak_number")
    row = rows.filter(
        fingerprint_sha256=certificate_records.fingerprint(certificate), use=CertificateUse.CLIENT.value
    ).first()
    if row is None or row.client is None:
        raise _reason(certificate, environment=environment, at=at)
    if row.client.environment != environment.value:
        raise gate_errors.ClientCertificateOtherEnvironmentError(environment=environment.value)
    return row, clients.read(row.client)


def _check_path(
    certificate: x509.Certificate, issuers: Sequence[x509.Certificate], *, environment: Environment, at: datetime
) -> None:
    try:
        path.validate(
            certificate, anchors=anchors.of(environment, AnchorPurpose.CLIENT), intermediates=issuers, at=at,
            purpose=path.Purpose.CLIENT,
        )  # fmt: skip
    except (CertificateExpiredError, CertificateNotYetValidError) as error:
        raise gate_errors.ClientCertificateExpiredError(not_after=certificate.not_valid_after_utc) from error
    except PathError as error:
        raise gate_errors.ClientCertificateUnknownError from error


def _reason(certificate: x509.Certificate, *, environment: Environment, at: datetime) -> gate_errors.GateRefusedError:
    """Return why a certificate that is not registered is refused, without searching what its owner sent."""
    if _is_of(certificate, environment):
        if certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            return gate_errors.ClientCertificateUnknownError()
        return gate_errors.ClientCertificateExpiredError(not_after=certificate.not_valid_after_utc)
    if _is_of(certificate, environment.other):
        return gate_errors.ClientCertificateOtherEnvironmentError(environment=environment.value)
    return gate_errors.ClientCertificateUnknownError()


def _is_of(certificate: x509.Certificate, environment: Environment) -> bool:
    """Return whether an anchor of the environment issued the certificate itself."""
    known = anchors.of(environment, AnchorPurpose.CLIENT)
    return any(signatures.is_issued_by(certificate, anchor) for anchor in known)
