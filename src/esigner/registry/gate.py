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
from typing import Final, TypeAlias

from cryptography import x509

from esigner.pki import path
from esigner.pki.errors import CertificateExpiredError, CertificateNotYetValidError, PathError
from esigner.pkix import fields, loading, signatures
from esigner.registry import anchors, callers, certificate_records, gate_errors, networks
from esigner.registry.callers import Caller
from esigner.registry.kinds import AnchorPurpose, ClientStatus, Environment

KNOWN_PATHS: Final = 4096
"""More are not remembered."""
_Key: TypeAlias = tuple[str, tuple[str, ...]]
_known: dict[_Key, tuple[datetime, datetime]] = {}
"""From when to when the path of a certificate holds; by its fingerprint and those of all anchors.

It was found once, and holds as long as these are trusted; what can change meanwhile, revocation too, is always read."""


def admit(
    *,
    environment: Environment,
    certificate: x509.Certificate | None,
    is_unreadable: bool = False,
    chain: Sequence[x509.Certificate],
    address: str,
    epak_number: str | None,
    at: datetime,
) -> Caller:
    """Return who calls.

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
    fingerprint = certificate_records.fingerprint(certificate)
    caller = callers.find(fingerprint_sha256=fingerprint, at=at)  # (2)
    if caller is None:
        raise _reason(certificate, environment=environment, at=at)
    client = caller.client
    if client.environment is not environment:
        raise gate_errors.ClientCertificateOtherEnvironmentError(environment=environment.value)
    if not _is_known((fingerprint, caller.anchors), at=at):
        _check_path(certificate, chain, caller=caller, key=(fingerprint, caller.anchors), at=at)  # (3) (4)
    if caller.is_revoked:  # (5)
        raise gate_errors.ClientCertificateRevokedError(client=client, revoked_at=caller.revoked_at)
    if client.status is not ClientStatus.ACTIVE:  # (6)
        raise gate_errors.ClientSuspendedError(client=client, status=client.status.value)
    if not networks.includes(address, networks=caller.networks):  # (7)
        raise gate_errors.AddressNotAllowedError(client=client, address=address)
    if not (epak_number or "").strip():  # (8)
        raise gate_errors.EpakNumberMissingError(client=client)
    if (epak_number or "").strip() != client.epak_number:  # (9)
        raise gate_errors.EpakNumberMismatchError(client=client)
    return caller


def _is_known(key: _Key, *, at: datetime) -> bool:
    """Return whether the path of this certificate to these anchors was found before, and holds now."""
    begins_at, ends_at = _known.get(key, (at, at))
    return begins_at < ends_at and begins_at <= at <= ends_at


def _check_path(
    certificate: x509.Certificate, sent: Sequence[x509.Certificate], *, caller: Caller, key: _Key, at: datetime
) -> None:
    try:
        found = path.validate(
            certificate, anchors=anchors.of(caller.client.environment, AnchorPurpose.CLIENT),
            intermediates=(*loading.load_pem(caller.issuers_pem.encode()), *sent), at=at, purpose=path.Purpose.CLIENT,
        )  # fmt: skip
    except (CertificateExpiredError, CertificateNotYetValidError) as error:
        raise gate_errors.ClientCertificateExpiredError(not_after=certificate.not_valid_after_utc) from error
    except PathError as error:
        raise gate_errors.ClientCertificateUnknownError from error
    if len(_known) >= KNOWN_PATHS:
        _known.clear()
    begins, ends = zip(*map(fields.validity, found), strict=True)
    _known[key] = max(begins), min(ends)


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
