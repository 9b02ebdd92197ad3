"""Inviting a technical contact: a signed link by mail, taken up by the person whose address it names."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from esigner.notices import mail
from esigner.onboarding import cases, permissions
from esigner.onboarding.permissions import Person
from esigner.registry import institutions, people
from esigner.registry.kinds import Role
from esigner.web.portal import account_mail, own_client
from esigner.web.portal.language import both
from esigner.web.portal.requests import now, signed_in, to

SALT: Final = "esigner.portal.invitation"
VALID_SECONDS: Final = 14 * 24 * 3600


@require_POST
@signed_in
def send(request: HttpRequest, person: Person, case_id: UUID) -> HttpResponse:
    """Mail an invitation; the representative's to give."""
    case = cases.view(case_id=case_id, by=person, at=now())
    permissions.check_can_represent_case(person, institution_id=case.institution_id)
    email = request.POST.get("email", "").strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        messages.error(request, both("E-pasta adrese nav derīga.", "The e-mail address is not valid."))
        return to("case", case_id)
    token = signing.dumps({"email": email, "institution": str(case.institution_id), "by": str(person.id)}, salt=SALT)
    link = own_client.portal_url() + reverse("invitation", args=[token])
    subject, body = account_mail.invitation(inviter=person.name, institution=case.institution_name, link=link)
    mail.send(to=[email], subject=subject, body=body, language=person.language, at=now())
    messages.success(request, both("Uzaicinājums ir nosūtīts.", "The invitation was sent."))
    return to("case", case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def accept(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    """Take the role; only for the address that was invited, while the inviter still represents the institution."""
    try:
        given = signing.loads(token, salt=SALT, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    institution = institutions.get(UUID(given["institution"]))
    inviter = people.get(given["by"])
    standing = people.roles(inviter).has(Role.REPRESENTATIVE, institution_id=institution.id) if inviter else False
    fits = person.email.lower() == given["email"] and not person.is_officer and standing
    if request.method != "POST" or not fits or inviter is None:
        context = {"institution": institution, "fits": fits, "email": given["email"]}
        return render(request, "portal/invitation.html", context, status=403 if request.method == "POST" else 200)
    user = people.get(person.id)
    if user is None:
        raise Http404
    people.grant(user, Role.TECHNICAL_CONTACT, institution_id=institution.id, actor=people.actor(inviter), at=now())
    messages.success(request, both("Jūs tagad esat tehniskā kontaktpersona.", "You are a technical contact now."))
    return to("cases")
