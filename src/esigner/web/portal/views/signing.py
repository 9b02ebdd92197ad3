"""Signing and submitting an application: through the E-signer itself, or a file signed elsewhere."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from esigner.onboarding import applications, permissions
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.errors import MoveNotPossibleError, SigningNotFinishedError
from esigner.web.portal import own_client
from esigner.web.portal.language import both, say
from esigner.web.portal.places import address_of
from esigner.web.portal.requests import signed_in, to, uploaded
from esigner.web.portal.views.applications import page


@require_POST
@signed_in
def start(_request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Open a session at the E-signer and send the browser to its signing page."""
    _own(act, application_id)
    back = own_client.portal_url() + reverse("application-signed", args=[application_id])
    with own_client.connect() as client:
        started = applications.open_signing(application_id=application_id, act=act, client=client, return_url=back)
    return HttpResponseRedirect(started.signing_url)


@require_safe
@signed_in
def finish(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Take the person back from the signing page: collect what was signed and submit it.

    The query says what the signing page believes; the service's answer counts.
    """
    application = applications.get(application_id=application_id, by=act.by, at=act.at)
    if application.position.action != "application.sign":
        return to("application", application_id)
    _own(act, application_id)
    try:
        with own_client.connect() as client:
            submission = applications.collect_signed(application_id=application_id, act=act, client=client)
    except MoveNotPossibleError:  # the worker was quicker: the page says how far it is
        return to("application", application_id)
    except SigningNotFinishedError as refused:
        messages.warning(request, say(refused.detail()))
        return to("application", application_id)
    return _after(request, act, submission)


@require_POST
@signed_in
def upload(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Take a file that was signed elsewhere."""
    _own(act, application_id)
    file = uploaded(request, "signed_file")
    if file is None:
        messages.error(request, both("Izvēlieties parakstīto failu.", "Choose the signed file."))
        return to("application", application_id)
    name, content = file
    submission = applications.submit_signed(
        application_id=application_id, act=act, name=name, content=content, address=address_of(request)
    )
    return _after(request, act, submission)


def _own(act: PersonalAct, application_id: UUID) -> None:
    """Refuse everyone but the applicant before anything is opened, asked or read for them."""
    application = applications.get(application_id=application_id, by=act.by, at=act.at)
    permissions.check_can_edit_application(act.by, applicant_id=application.applicant_id)


def _after(request: HttpRequest, act: PersonalAct, submission: applications.Submission) -> HttpResponse:
    if not submission.accepted:
        return page(request, act, submission.application, submission=submission)
    messages.success(request, both("Pieteikums ir iesniegts.", "The application is submitted."))
    return to("application", submission.application.id)
