"""The agency's desk: the queue, the certificates, the audit log."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from esigner import audit
from esigner.custody import comparing, statement
from esigner.onboarding import cases
from esigner.onboarding.errors import NotAllowedError
from esigner.onboarding.permissions import Person
from esigner.registry import certificates, epak, portal_client
from esigner.registry.certificates import Certificate
from esigner.registry.kinds import Role
from esigner.web.portal.requests import now, signed_in
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
def queue(request: HttpRequest, person: Person) -> HttpResponse:
    """List what awaits the agency, longest waiting first."""
    rows = cases.queue(by=person, at=now())
    return render(request, "portal/queue.html", {"rows": [(row, path_of(row)) for row in rows]})


@require_safe
@signed_in
def all_certificates(request: HttpRequest, person: Person) -> HttpResponse:
    """List every client's certificate, newest first."""
    if not person.agency & {Role.PKI_OPERATOR, Role.AUDITOR}:
        raise NotAllowedError
    context = {"rows": _held(), "revokes": Role.PKI_OPERATOR in person.agency}
    return render(request, "portal/certificates.html", context)


@require_safe
@signed_in
def log(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the audit log, filtered, and on demand whether its chain is whole."""
    if Role.AUDITOR not in person.agency:
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
        **(_verified() if "verify" in request.GET else {}),
    }
    return render(request, "portal/audit.html", context)


def _verified() -> dict[str, object]:
    """Return what is wrong inside of the log, and where it disagrees with the heads that were exported from it."""
    compared = comparing.compare(within=statement.folder(), at=now())
    return {"faults": audit.verify(), "disagreements": compared.faults, "heads": compared.heads}


def _held() -> list[Held]:
    at = now()
    events = [event for name in _KEPT for event in audit.events(event_prefix=name) if event.client]
    events.sort(key=lambda event: event.sequence, reverse=True)
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
