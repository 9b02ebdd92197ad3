"""All clients' certificates, by the page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from esigner.registry import models
from esigner.registry.certificate_records import Certificate, read
from esigner.registry.kinds import CertificateUse, Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """A client's certificate with the case it belongs to."""

    certificate: Certificate
    environment: Environment
    epak_number: str
    case_id: str
    """As the EPAK number names it."""


def page(*, before: tuple[datetime, UUID] | None = None, size: int) -> list[ClientCertificate]:
    """Return certificates, newest first.

    Args:
        before: When the last one of the page before was registered, and its id; None: the first page.
        size: How many at most.
    """
    rows = models.Certificate.objects.filter(use=CertificateUse.CLIENT.value).select_related("client__epak_number")
    if before is not None:
        at, last = before
        rows = rows.filter(Q(registered_at__lt=at) | Q(registered_at=at, id__lt=last), registered_at__lte=at)
    return [_read(row) for row in rows.order_by("-registered_at", "-id")[:size]]


def _read(row: models.Certificate) -> ClientCertificate:
    client = row.client
    if client is None:
        message = f"certificate {row.pk} of no client"
        raise TypeError(message)
    return ClientCertificate(
        certificate=read(row),
        environment=Environment(client.environment),
        epak_number=client.epak_number.number,
        case_id=client.epak_number.case,
    )
