"""The Terms (step 1.1): read by everyone; the opening is recorded for those signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from esigner.onboarding import terms
from esigner.onboarding.act import act_of
from esigner.onboarding.permissions import Person
from esigner.web.portal.requests import now


@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """Show the version in force."""
    person: Person | None = request.person  # type: ignore[attr-defined]  # set by PersonMiddleware
    opening = terms.open_current(act=act_of(person, at=now())) if person is not None and not person.is_officer else None
    context = {"terms": terms.current(), "opening": opening}
    return render(request, "portal/terms.html", context)
