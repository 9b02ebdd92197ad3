"""Invitations to a role of an institution: sent, accepted, withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from esigner.onboarding import invitations
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import EmailInvalidError
from esigner.registry.kinds import Role
from esigner.web.portal.language import both, say
from esigner.web.portal.requests import signed_in, to


@require_POST
@signed_in
def send(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Mail an invitation; only a representative may."""
    wanted = request.POST.get("role", "")
    role = Role.REPRESENTATIVE if wanted == Role.REPRESENTATIVE else Role.TECHNICAL_CONTACT
    try:
        invitations.invite(case_id=case_id, act=act, email=request.POST.get("email", ""), role=role)
    except EmailInvalidError as refused:
        messages.error(request, say(refused.detail()))
    else:
        messages.success(request, both("Uzaicinājums ir nosūtīts.", "The invitation was sent."))
    return to("case-people", case_id)


@require_POST
@signed_in
def withdraw(request: HttpRequest, act: PersonalAct, case_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    invitations.withdraw(invitation_id=invitation_id, case_id=case_id, act=act)
    messages.success(request, both("Uzaicinājums ir atsaukts.", "The invitation is withdrawn."))
    return to("case-people", case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def accept(request: HttpRequest, act: PersonalAct, token: str) -> HttpResponse:
    """Take the role, once; only for the address that was invited."""
    if request.method == "POST":
        taken = invitations.accept(token=token, act=act)
        messages.success(
            request, both(f"Loma piešķirta: {taken.role_title.lv}.", f"You have the role: {taken.role_title.en}.")
        )
        return to("cases")
    found = invitations.find(token=token, at=act.at)
    fits = act.by.email.lower() == found.email and not act.by.is_officer
    return render(request, "portal/invitation.html", {"found": found, "fits": fits})
