"""The agency's desk: the queue, the certificates, the audit log."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from esigner.audit import reading
from esigner.custody import verifications
from esigner.onboarding import cases
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import NotAllowedError
from esigner.registry import authorities, client_certificates, epak, portal_client
from esigner.registry.certificates import Certificate
from esigner.registry.kinds import Role
from esigner.web.portal import paging
from esigner.web.portal.language import both
from esigner.web.portal.requests import signed_in, to
from esigner.web.portal.views.cases import path_of


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
    found = client_certificates.page(before=paging.mark(request), size=paging.ROWS + 1)
    rows, last = paging.shown(found, size=paging.ROWS)
    following = paging.marked(last.certificate.registered_at, last.certificate.id) if last else None
    context = {
        "rows": [
            # The portal's own client belongs to no case that has a page.
            Held(
                certificate=one.certificate,
                environment=str(one.environment),
                case_id="" if one.case_id == portal_client.CASE else one.case_id,
                epak_number=one.epak_number,
                valid=one.certificate.is_valid(at=act.at),
            )
            for one in rows
        ],
        "revokes": Role.PKI_OPERATOR in act.by.agency,
        "pages": paging.pages(request, following=following),
    }
    return render(request, "portal/certificates.html", context)


@require_safe
@signed_in
def log(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Show the audit log, filtered, with what the last verification found."""
    _check_auditor(act)
    given = {name: request.GET.get(name, "").strip() for name in ("case", "event", "environment")}
    found = reading.page(
        case=_case_id(given["case"]),
        event_prefix=given["event"],
        environment=given["environment"],
        before=paging.place(request),
        size=paging.ROWS,
    )
    context = {
        "events": found.events,
        "given": given,
        "pages": paging.pages(request, following=found.older, kept=given),
        "verification": verifications.newest(),
    }
    return render(request, "portal/audit.html", context)


@require_POST
@signed_in
def verify_log(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Have the whole audit log verified; the result is shown on its page."""
    _check_auditor(act)
    verifications.ask(act=act)
    messages.success(
        request,
        both("Pārbaude ir pasūtīta; rezultāts būs šajā lapā.", "The verification is ordered; its result will be here."),
    )
    return to("audit")


def _check_auditor(act: PersonalAct) -> None:
    if Role.AUDITOR not in act.by.agency:
        raise NotAllowedError


def _case_id(text: str) -> str | None:
    """Return the id of the case meant by an EPAK number or an id; a filter that finds nothing stays a filter."""
    if not text:
        return None
    try:
        return str(UUID(text))
    except ValueError:
        return epak.case_of(text) or text
