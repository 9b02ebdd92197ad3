"""The simulated foreign provider's counter: certificates for anybody who asks. Exists only in a sandbox."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from esigner import audit
from esigner.pkix import fields
from esigner.registry import authorities, certificates
from esigner.registry.errors import CertificateNotFoundError
from esigner.web.trust import orders
from esigner.web.trust.answers import with_problems
from esigner.web.trust.errors import OrderUnreadableError
from esigner.web.trust.kinds import SIMULATED, sandbox_only

AUTHORITY: Final = "simulated-qtsp"
_ACTOR: Final = audit.Actor(kind="system", id="simulated-qtsp", name="Simulated trust service provider")


@csrf_exempt
@require_POST
@with_problems
@sandbox_only
def issue(request: HttpRequest) -> HttpResponse:
    """Issue what is ordered, an expired certificate too."""
    order = orders.read(request.body)
    certificate = certificates.issue_simulated(
        kind=order.kind,
        public_key=order.public_key,
        subject=order.subject,
        act=_act(),
        not_before=order.not_before,
        not_after=order.not_after,
    )
    return JsonResponse(
        {
            "notice": SIMULATED.notice,
            "id": str(certificate.id),
            "serial": certificate.serial,
            "certificate": certificate.pem,
            "chain": certificate.chain_pem,
        },
        status=201,
    )


@csrf_exempt
@require_POST
@with_problems
@sandbox_only
def revoke(request: HttpRequest) -> HttpResponse:
    """Revoke a certificate by the `id` returned when it was issued."""
    said = orders.read_object(request.body)
    certificate = certificates.get(_identifier(said.get("id")))
    if certificate.issuer not in {fields.subject(one).text for one in authorities.certificates(AUTHORITY)}:
        # This counter is open to everybody: it must not reach what our own authorities issued.
        raise CertificateNotFoundError(id=str(certificate.id))
    revoked = certificates.revoke(
        certificate_id=certificate.id,
        reason=str(said.get("reason") or "unspecified"),
        act=_act(),
    )
    return JsonResponse({"notice": SIMULATED.notice, "id": str(revoked.id), "status": str(revoked.status)})


def _act() -> audit.Act:
    return audit.Act(actor=_ACTOR, at=timezone.now())


def _identifier(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise OrderUnreadableError(field="id") from error
