"""Who calls, by the fingerprint of the certificate: everything that a door needs to know, in one statement.

It admits nobody; the gate judges what is found here, on every request.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from esigner.registry.clients import Client
from esigner.registry.kinds import CertificateStatus, ClientStatus, Environment

_FIND: Final = """
SELECT certificate.status, certificate.revoked_at, certificate.chain_pem,
       client.id, client.environment, client.institution_id, client.epak_number, client.name, client.status,
       client.return_origins, epak.case,
       ARRAY(SELECT cidr FROM registry_allowednetwork
             WHERE client_id = client.id AND ended_at IS NULL AND (valid_from IS NULL OR valid_from <= %(at)s)
                   AND (valid_to IS NULL OR valid_to > %(at)s)),
       ARRAY(SELECT fingerprint_sha256 FROM registry_anchor
             WHERE environment = client.environment AND purpose = 'client'
             ORDER BY added_at, label)
FROM registry_certificate certificate
JOIN registry_client client ON client.id = certificate.client_id
JOIN registry_epaknumber epak ON epak.number = client.epak_number
WHERE certificate.fingerprint_sha256 = %(fingerprint)s AND certificate.use = 'client'
"""
_STATUS: Final = """
SELECT status FROM registry_certificate WHERE fingerprint_sha256 = %s AND use = 'client' AND client_id IS NOT NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A client with what is registered for one of its certificates, as of a moment."""

    client: Client
    case: str
    """Id of the case that holds its EPAK number."""
    is_revoked: bool
    revoked_at: datetime | None
    issuers_pem: str
    """Registered with the certificate, nearest first."""
    networks: tuple[str, ...]
    """CIDR; those in force at that moment."""
    anchors: tuple[str, ...]
    """Fingerprints (SHA-256, hex) of what its environment trusts for clients, oldest first."""


def find(*, fingerprint_sha256: str, at: datetime) -> Caller | None:
    """Return who holds the certificate with this fingerprint (hex); None where it is no client's."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, {"fingerprint": fingerprint_sha256, "at": at})
        row = cursor.fetchone()
    if row is None:
        return None
    status, revoked_at, issuers_pem, *of_client, case, networks, anchors = row
    client_id, environment, institution_id, epak_number, name, client_status, origins = of_client
    return Caller(
        client=Client(
            id=client_id, environment=Environment(environment), institution_id=institution_id,
            epak_number=epak_number, name=name, status=ClientStatus(client_status), return_origins=tuple(origins),
        ),
        case=case,
        is_revoked=status != CertificateStatus.ACTIVE.value,
        revoked_at=revoked_at,
        issuers_pem=issuers_pem,
        networks=tuple(networks),
        anchors=tuple(anchors),
    )  # fmt: skip


def status(*, fingerprint_sha256: str) -> CertificateStatus | None:
    """Return the status of a client's certificate with this fingerprint (hex); None where none is registered.

    The cheap question before the gate's: a door asks it before it does anything for a caller.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, [fingerprint_sha256])
        row = cursor.fetchone()
    return None if row is None else CertificateStatus(row[0])
