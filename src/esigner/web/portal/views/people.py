"""The people of an institution with their roles; the agency's look at accounts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from esigner.onboarding import cases, invitations, members, permissions
from esigner.onboarding.permissions import Person
from esigner.registry.kinds import Role
from esigner.web.portal.language import both
from esigner.web.portal.requests import now, signed_in, to


@require_safe
@signed_in
def of_case(request: HttpRequest, person: Person, case_id: UUID) -> HttpResponse:
    """List who has which role, and who is invited."""
    case = cases.view(case_id=case_id, by=person, at=now())
    context = {
        "case": case,
        "members": members.of_case(case_id=case_id, by=person),
        "invitations": invitations.waiting(case.institution_id, at=now()),
        "withdraws": case.can_represent or permissions.can_look_after_people(person),
        "me": person.id,
    }
    return render(request, "portal/people.html", context)


@require_POST
@signed_in
def end_role(request: HttpRequest, person: Person, case_id: UUID, person_id: UUID, role: str) -> HttpResponse:
    """End somebody's role, or one's own."""
    try:
        ended = Role(role)
    except ValueError as error:
        raise Http404 from error
    members.end_role(case_id=case_id, person_id=person_id, role=ended, by=person, at=now())
    messages.success(request, both("Loma ir izbeigta; tas ir spēkā uzreiz.", "The role has ended, at once."))
    return to("cases") if person_id == person.id else to("case-people", case_id)


@require_safe
@signed_in
def accounts(request: HttpRequest, person: Person) -> HttpResponse:
    """Find accounts by name or address (agency)."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    context = {"q": text, "rows": members.find_accounts(text, by=person)}
    return render(request, "portal/accounts.html", context)


@require_POST
@signed_in
def close(request: HttpRequest, person: Person, person_id: UUID) -> HttpResponse:
    """Close an account (agency)."""
    members.close_account(person_id=person_id, by=person, at=now())
    messages.success(
        request, both("Konts ir slēgts; tā sesijas ir beigušās.", "The account and its sessions are closed.")
    )
    return to("accounts")


@require_POST
@signed_in
def reopen(request: HttpRequest, person: Person, person_id: UUID) -> HttpResponse:
    """Open a closed account again (agency)."""
    members.reopen_account(person_id=person_id, by=person, at=now())
    messages.success(request, both("Konts ir atvērts.", "The account is open."))
    return to("accounts")
