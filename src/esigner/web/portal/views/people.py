"""The people of an institution with their roles; the agency's view of accounts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from esigner.onboarding import cases, invitations, members, permissions
from esigner.onboarding.act import PersonalAct
from esigner.registry.kinds import Role
from esigner.web.portal.language import both
from esigner.web.portal.requests import signed_in, to


@require_safe
@signed_in
def of_case(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """List who has which role, and who is invited."""
    case = cases.view(case_id=case_id, by=act.by, at=act.at)
    context = {
        "case": case,
        "members": members.of_case(case_id=case_id, by=act.by),
        "invitations": invitations.waiting(case.institution_id, at=act.at),
        "withdraws": case.can_represent or permissions.can_look_after_people(act.by),
        "me": act.by.id,
    }
    return render(request, "portal/people.html", context)


@require_POST
@signed_in
def end_role(request: HttpRequest, act: PersonalAct, case_id: UUID, person_id: UUID, role: str) -> HttpResponse:
    """End somebody's role, or one's own."""
    try:
        ended = Role(role)
    except ValueError as error:
        raise Http404 from error
    members.end_role(case_id=case_id, person_id=person_id, role=ended, act=act)
    messages.success(request, both("Loma ir izbeigta; tas ir spēkā uzreiz.", "The role has ended, at once."))
    return to("cases") if person_id == act.by.id else to("case-people", case_id)


@require_safe
@signed_in
def accounts(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Find accounts by name or address (agency)."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context = {"q": text, "rows": members.find_accounts(text, by=act.by)}
    return render(request, "portal/accounts.html", context)


@require_POST
@signed_in
def close(request: HttpRequest, act: PersonalAct, person_id: UUID) -> HttpResponse:
    """Close an account (agency)."""
    members.close_account(person_id=person_id, act=act)
    messages.success(
        request, both("Konts ir slēgts; tā sesijas ir beigušās.", "The account and its sessions are closed.")
    )
    return to("accounts")


@require_POST
@signed_in
def reopen(request: HttpRequest, act: PersonalAct, person_id: UUID) -> HttpResponse:
    """Open a closed account again (agency)."""
    members.reopen_account(person_id=person_id, act=act)
    messages.success(request, both("Konts ir atvērts.", "The account is open."))
    return to("accounts")
