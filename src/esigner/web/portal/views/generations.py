"""What ends soon, and the generations of authorities that wait for two officers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from esigner.onboarding import ceremonies, permissions
from esigner.onboarding.act import PersonalAct
from esigner.web.portal.language import both
from esigner.web.portal.requests import signed_in, to


@require_safe
@signed_in
def index(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """List what ends soon, and who does what about it."""
    context = {
        "rows": ceremonies.endings(act=act),
        "decides": permissions.decides_for_agency(act.by),
        "me": act.by.id,
    }
    return render(request, "portal/generations.html", context)


@require_POST
@signed_in
def agree(request: HttpRequest, act: PersonalAct, generation_id: UUID) -> HttpResponse:
    """Agree on a generation."""
    if ceremonies.agree(generation_id=generation_id, act=act):
        messages.success(request, both("Jaunā paaudze ir apstiprināta.", "The next generation is agreed on."))
    else:
        messages.success(
            request, both("Piekrišana pierakstīta; vajag vēl otru.", "Your agreement is kept; a second is needed.")
        )
    return to("generations")
