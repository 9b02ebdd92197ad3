"""One connection request: seen by both sides, decided by the agency (2.2, 4.2, changes of step 5)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from esigner.onboarding import requests
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import ChecksFailedError
from esigner.onboarding.requests import RequestKind, RequestState, RequestView
from esigner.registry.kinds import Environment
from esigner.web.portal.forms.decision import ReasonForm
from esigner.web.portal.language import both
from esigner.web.portal.requests import signed_in, to


@require_safe
@signed_in
def show(request: HttpRequest, act: PersonalAct, request_id: UUID) -> HttpResponse:
    """Show a request with its checks."""
    return _page(request, act, requests.get(request_id=request_id, by=act.by))


@require_POST
@signed_in
def approve(request: HttpRequest, act: PersonalAct, request_id: UUID) -> HttpResponse:
    """Approve: in test once, in production by two officers one after the other."""
    found = requests.get(request_id=request_id, by=act.by)
    try:
        after = _approval(found)(request_id=request_id, act=act)
    except ChecksFailedError as refused:
        return _page(request, act, found, refused=refused)
    if after.state is RequestState.APPROVED_ONCE:
        messages.success(
            request,
            both("Pirmais apstiprinājums dots; vajag otru amatpersonu.", "Approved once; another officer is needed."),
        )
    else:
        messages.success(request, both("Apstiprināts un paziņots iestādei.", "Approved; the institution was told."))
    return to("case", found.case_id)


@require_POST
@signed_in
def give_back(request: HttpRequest, act: PersonalAct, request_id: UUID) -> HttpResponse:
    """Hand the turn back to the institution."""
    form = ReasonForm(request.POST)
    if form.errors:
        return _page(request, act, requests.get(request_id=request_id, by=act.by), form=form)
    requests.return_request(request_id=request_id, act=act, explanation=form.cleaned_data["explanation"])
    messages.success(request, both("Pieprasījums ir atdots iestādei.", "The request was returned to the institution."))
    return to("request", request_id)


def _approval(found: RequestView) -> Callable[..., RequestView]:
    """Return the one function that makes the next move of this request."""
    if found.kind is not RequestKind.CONNECTION:
        return requests.approve_change
    if found.environment is Environment.TEST:
        return requests.approve_test
    return requests.promote if found.state is RequestState.APPROVED_ONCE else requests.approve_production


def _page(
    request: HttpRequest,
    act: PersonalAct,
    found: RequestView,
    *,
    refused: ChecksFailedError | None = None,
    form: ReasonForm | None = None,
) -> HttpResponse:
    context = {
        "found": found,
        "decides": requests.can_decide(request_id=found.id, by=act.by),
        "awaits_second": found.state is RequestState.APPROVED_ONCE,
        "form": form or ReasonForm(),
        "refused": refused.data["checks"] if refused else (),
    }
    return render(request, "portal/request.html", context, status=422 if refused or form else 200)
