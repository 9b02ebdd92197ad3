"""What an officer decides about an application (step 1.3 and its correction)."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from esigner.onboarding import applications, cases
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import ExplanationMissingError, ReasonUnknownError
from esigner.web.portal.forms.decision import DecisionForm
from esigner.web.portal.language import both, say
from esigner.web.portal.requests import signed_in, to
from esigner.web.portal.views.applications import page


@require_POST
@signed_in
def register(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Register the cooperation case."""
    case_id = cases.register(application_id=application_id, act=act)
    if case_id is None:
        messages.success(
            request, both("Pirmais apstiprinājums dots; vajag otru amatpersonu.", "Agreed; another officer is needed.")
        )
        return to("application", application_id)
    messages.success(request, both("Sadarbības gadījums ir reģistrēts.", "The cooperation case is registered."))
    return to("case", case_id)


@require_POST
@signed_in
def consent(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Accept or decline that somebody joins one's institution (its representative)."""
    accepts = request.POST.get("decision") == "accept"
    applications.consent(application_id=application_id, act=act, accepts=accepts)
    messages.success(request, both("Jūsu atbilde ir nodota aģentūrai.", "The agency has your answer."))
    return to("application", application_id)


@require_POST
@signed_in
def give_back(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Return the application for correction."""
    return _decide(request, act, application_id, applications.return_for_correction)


@require_POST
@signed_in
def reject(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Reject the application."""
    return _decide(request, act, application_id, applications.reject)


def _decide(request: HttpRequest, act: PersonalAct, application_id: UUID, decide: Callable[..., None]) -> HttpResponse:
    form = DecisionForm(request.POST)
    if form.errors:
        application = applications.get(application_id=application_id, by=act.by, at=act.at)
        return page(request, act, application, decision=form)
    try:
        decide(
            application_id=application_id,
            act=act,
            reasons=form.cleaned_data.get("reasons", []),
            explanation=form.cleaned_data.get("explanation", ""),
        )
    except (ReasonUnknownError, ExplanationMissingError) as refused:
        field = "reasons" if isinstance(refused, ReasonUnknownError) else "explanation"
        form.add_error(field, say(refused.detail()))
        application = applications.get(application_id=application_id, by=act.by, at=act.at)
        return page(request, act, application, decision=form)
    messages.success(request, both("Lēmums ir nosūtīts iestādei.", "The decision was sent to the institution."))
    return to("application", application_id)
