"""The agency's desk: the queue, the certificates, the audit log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from esigner import audit
from esigner.custody import comparing, statement
from esigner.onboarding import cases
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import NotAllowedError
from esigner.registry import authorities, certificates, epak, portal_client
from esigner.registry.certificates import Certificate
from esigner.registry.kinds import Role
from esigner.web.portal.requests import signed_in
from esigner.web.portal.views.cases import path_of

EVENTS_ON_A_PAGE: Final = 50
_KEPT: Final = ("certificate.issued", "certificate.registered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A client's certificate with the case it belongs to."""

    certificate: Certificate
    environment: str
    case_id: str
    epak_number: str
    valid: bool


@require_safe
@signed_in
def queue(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """List what awaits the agency, longest waiting first."""
    rows = cases.queue(by=act.by, at=act.at)
    context = {"rows": [(row, path_of(row)) for row in rows], "endings": authorities.outlook(at=act.at)}
    return render(request, "portal/queue.html", context)


@require_safe
@signed_in
def all_certificates(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """List every client's certificate, newest first."""
    if not act.by.agency & {Role.PKI_OPERATOR, Role.AUDITOR}:
        raise NotAllowedError
    context = {"rows": _held(at=act.at), "revokes": Role.PKI_OPERATOR in act.by.agency}
    return render(request, "portal/certificates.html", context)


@require_safe
@signed_in
def log(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Show the audit log, filtered, and on request whether its chain is intact."""
    if Role.AUDITOR not in act.by.agency:
        raise NotAllowedError
    given = {name: request.GET.get(name, "").strip() for name in ("case", "event", "environment")}
    found = audit.events(
        case=_case_id(given["case"]),
        event_prefix=given["event"] or None,
        environment=given["environment"] or None,
        limit=EVENTS_ON_A_PAGE,
    )
    context = {
        "events": found[::-1],
        "given": given,
        "limit": EVENTS_ON_A_PAGE,
        "verified": "verify" in request.GET,
        **(_verified(at=act.at) if "verify" in request.GET else {}),
    }
    return render(request, "portal/audit.html", context)


def _verified(*, at: datetime) -> dict[str, object]:
    """Return what is wrong inside the log, and where it disagrees with its exported heads."""
    compared = comparing.compare(within=statement.folder(), at=at)
    return {"faults": audit.verify(), "disagreements": compared.faults, "heads": compared.heads}


def _held(*, at: datetime) -> list[Held]:
    events = [event for name in _KEPT for event in audit.events(event_prefix=name) if event.client]
    events.sort(key=lambda event: event.order, reverse=True)
    rows = [(event, certificates.get(event.subject)) for event in events]
    return [
        # The portal's own client belongs to no case that has a page.
        Held(
            certificate=one,
            environment=event.environment,
            case_id="" if event.case == portal_client.CASE else event.case,
            epak_number=epak.number_of(event.case) or "",
            valid=one.is_valid(at=at),
        )
        for event, one in rows
    ]


def _case_id(text: str) -> str | None:
    """Return the id of the case meant by an EPAK number or an id; a filter that finds nothing stays a filter."""
    if not text:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        return epak.case_of(text) or text
