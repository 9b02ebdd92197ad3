"""One's own account, and the language of the pages."""

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from esigner.errors import LANGUAGES
from esigner.onboarding.act import PersonalAct
from esigner.web.portal import typed_again
from esigner.web.portal.requests import signed_in

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
@signed_in
def mine(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Show the person's own account."""
    roles = sorted(act.by.agency.union(*act.by.institutions.values()), key=str)
    context = {
        "roles": [role.title for role in roles],
        "second_factor": get_adapter().is_mfa_enabled(request.user),
    }
    return render(request, "portal/account.html", context)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language: in a cookie, and permanently for the signed-in person; what was typed is kept."""
    chosen = request.POST.get("language", "")
    after = request.GET.get("next") or request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        after, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        after = "/"
    typed_again.keep(request, path=after)
    answer = HttpResponseRedirect(after)
    if chosen in LANGUAGES:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure()
        )
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return answer
