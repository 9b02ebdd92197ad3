"""Keys of requests that wait for a decision, and where keys are in use."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from esigner.pki import key_policy
from esigner.pki.csr import parts, upload
from esigner.pki.key_uses import KeyUses
from esigner.registry import models
from esigner.registry.errors import CsrRefusedError, KeyPendingError
from esigner.registry.kinds import CertificateUse, Environment, RevocationReason


def hold_key(*, csr: bytes, institution_id: UUID, environment: Environment, request: str, at: datetime) -> None:
    """Remember the CSR's key while the request with this id waits; the same request may hold it again.

    Raises:
        CsrRefusedError: Not readable.
        KeyPendingError: Another request holds it.
    """
    digest = key_of(csr)
    with transaction.atomic():
        row, _ = models.PendingKey.objects.get_or_create(
            spki_sha256=digest,
            defaults={"institution_id": institution_id, "environment": environment.value, "request": request,
                      "held_at": at},
        )  # fmt: skip
        if row.request != request:
            raise KeyPendingError


def release_keys(*, request: str) -> None:
    """Forget the keys of a request that was decided, returned or withdrawn."""
    models.PendingKey.objects.filter(request=request).delete()


def key_of(csr: bytes) -> str:
    """Return the digest by which the CSR's public key is known.

    Raises:
        CsrRefusedError: Not readable.
    """
    request = upload.read(csr).request
    digest = key_policy.read(parts.read(request.tbs_certrequest_bytes).key_info).digest if request else None
    if digest is None:
        raise CsrRefusedError(checks="CSR_PARSE")
    return digest


def key_uses(*, institution_id: UUID, environment: Environment, request: str = "") -> KeyUses:
    """Return where keys are in use, as the CSR policy asks; the keys of `request` itself do not count as waiting."""
    rows = models.Certificate.objects.filter(use=CertificateUse.CLIENT.value)
    compromised = rows.filter(revocation_reason=RevocationReason.KEY_COMPROMISE.value)
    waiting = models.PendingKey.objects.all()
    name: Literal["test", "production"] = "test" if environment is Environment.TEST else "production"
    return KeyUses(
        environment=name,
        test=frozenset(rows.filter(client__environment=Environment.TEST.value).values_list("spki_sha256", flat=True)),
        production=frozenset(
            rows.filter(client__environment=Environment.PRODUCTION.value).values_list("spki_sha256", flat=True)
        ),
        other_clients=frozenset(
            rows.exclude(client__institution_id=institution_id).values_list("spki_sha256", flat=True)
        ),
        pending=frozenset(
            (waiting.exclude(request=request) if request else waiting).values_list("spki_sha256", flat=True)
        ),
        blocklisted=frozenset(compromised.values_list("spki_sha256", flat=True)),
    )
