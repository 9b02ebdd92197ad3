"""Who the caller is to us; answered also to one whom the gate keeps out."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.http import HttpRequest
from ninja import Router

from esigner.pkix import fields
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.names import Name
from esigner.web.api import calls
from esigner.web.api.calls import Call
from esigner.web.api.schemas import ProbeOut

if TYPE_CHECKING:
    from esigner.registry.clients import Client

PATH: Final = "/v1/probe"
NAME_CHARACTERS: Final = 1000
router = Router(tags=["probe"])


@router.get(
    "/probe",
    response=ProbeOut,
    by_alias=True,
    operation_id="probe",
    summary="Who you are to us",
    description="Certificate, address, EPAK number and environment as we see them. A caller who is not admitted "
    "gets the same members inside the problem document, with the exact reason as `code`.",
)
def probe(request: HttpRequest) -> dict[str, object]:
    """Return who the caller is."""
    call = calls.of(request)
    return facts(call, client=call.client, admitted=True)


def facts(call: Call, *, client: "Client | None", admitted: bool) -> dict[str, object]:
    """Return what we know of the caller; nothing of a client whom the certificate did not prove."""
    return {
        "admitted": admitted,
        "environment": call.environment.value,
        "address": call.peer.address,
        "epakNumber": call.epak_number,
        "certificate": _certificate(call.peer.certificate),
        "client": {"id": str(client.id), "name": client.name, "status": client.status.value} if client else None,
        "requestId": call.request_id,
    }


def _certificate(certificate: x509.Certificate | None) -> dict[str, object] | None:
    if certificate is None:
        return None
    return {
        "subject": _shown(fields.subject, certificate),
        "issuer": _shown(fields.issuer, certificate),
        "serialNumber": f"{certificate.serial_number:x}",
        "fingerprintSha256": certificate.fingerprint(hashes.SHA256()).hex(),
        "notBefore": _moment(certificate.not_valid_before_utc),
        "notAfter": _moment(certificate.not_valid_after_utc),
    }


def _moment(moment: datetime) -> str:
    """Return a time as every other answer has it."""
    return moment.isoformat().replace("+00:00", "Z")


def _shown(part: Callable[[x509.Certificate], Name], certificate: x509.Certificate) -> str:
    """Return a name of the caller's certificate as far as it can be read, at most so long as a line of a log."""
    try:
        return part(certificate).text[:NAME_CHARACTERS]
    except CertificatePartUnreadableError:
        return ""
