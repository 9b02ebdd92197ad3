"""Step 5: certificates, networks and contacts of a working connection."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from esigner.errors import EsignerError
from esigner.onboarding import cases, maintenance, permissions, requests, two_officers
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.checks import none_failed
from esigner.onboarding.errors import ChecksFailedError, FormIncompleteError, NetworkNotHeldError, RequestEmptyError
from esigner.onboarding.processes import Side
from esigner.registry.kinds import Environment
from esigner.web.portal.forms.connection import KeyForm, NetworksForm, OriginsForm, with_files
from esigner.web.portal.forms.contacts import ContactsForm
from esigner.web.portal.forms.revocation import RevocationForm
from esigner.web.portal.language import both, say
from esigner.web.portal.requests import signed_in, to
from esigner.web.portal.views.challenge import kept
from esigner.web.portal.views.connection import environment_of

SECOND = both("Pirmais apstiprinājums dots; vajag otru amatpersonu.", "Agreed; another officer is needed.")
SENT = both("Pieprasījums ir nosūtīts aģentūrai.", "The request was sent to the agency.")


@require_safe
@signed_in
def overview(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Show what there is, and what can be asked for."""
    return _overview(request, act, case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def new_certificate(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Ask for a further certificate; the old one works until it is revoked."""
    where = environment_of(environment)
    nonce = kept(request, case_id)
    form = KeyForm(with_files(request) if request.method == "POST" else None, request.FILES or None)
    context = {"form": form, "environment": where, "nonce_text": nonce.decode("utf-8", "replace")}
    if request.method != "POST":
        form.initial["key_kind"] = "certificate" if where is Environment.PRODUCTION and nonce else "csr"
        return _page(request, act, case_id, "portal/new_certificate.html", context)
    if form.errors:
        return _page(request, act, case_id, "portal/new_certificate.html", context, status=422)
    key = form.key(request, nonce=nonce)
    if request.POST.get("action") == "check":
        found = requests.check(case_id=case_id, by=act.by, environment=where, networks=(), key=key, at=act.at).key
        report = requests.RequestChecks(networks=(), key=found, passed=none_failed(found))
        return _page(request, act, case_id, "portal/new_certificate.html", context | {"report": report})
    try:
        maintenance.request_change(case_id=case_id, act=act, environment=where, key=key)
    except ChecksFailedError as refused:
        context |= {"refused": refused.data["checks"]}
        return _page(request, act, case_id, "portal/new_certificate.html", context, status=422)
    messages.success(request, SENT)
    return to("case-maintenance", case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def new_networks(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Ask for further networks."""
    where = environment_of(environment)
    form = NetworksForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "environment": where}
    if request.method != "POST":
        return _page(request, act, case_id, "portal/new_networks.html", context)
    entries = form.networks()
    if form.errors:
        return _page(request, act, case_id, "portal/new_networks.html", context, status=422)
    try:
        maintenance.request_change(case_id=case_id, act=act, environment=where, networks=entries)
    except ChecksFailedError as refused:
        context |= {"refused": refused.data["checks"]}
        return _page(request, act, case_id, "portal/new_networks.html", context, status=422)
    except EsignerError as refused:
        if refused.status in {403, 404}:
            raise
        form.add_error(None, say(refused.detail()))
        return _page(request, act, case_id, "portal/new_networks.html", context, status=422)
    messages.success(request, SENT)
    return to("case-maintenance", case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def fewer_networks(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Ask that networks end."""
    where = environment_of(environment)
    if request.method != "POST":
        return _page(
            request,
            act,
            case_id,
            "portal/fewer_networks.html",
            {"environment": where, "view": _view(act, case_id, where)},
        )
    try:
        maintenance.request_change(
            case_id=case_id, act=act, environment=where, removed_networks=request.POST.getlist("cidr")
        )
    except (RequestEmptyError, NetworkNotHeldError) as refused:
        context = {"environment": where, "fault": refused.detail(), "view": _view(act, case_id, where)}
        return _page(request, act, case_id, "portal/fewer_networks.html", context, status=422)
    messages.success(request, SENT)
    return to("case-maintenance", case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def origins(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Ask for other return origins: those in the form replace all others."""
    where = environment_of(environment)
    form = OriginsForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "environment": where}
    if request.method != "POST":
        held = _view(act, case_id, where).client
        form.initial["return_origins"] = "\n".join(held.return_origins) if held else ""
        return _page(request, act, case_id, "portal/origins.html", context)
    wanted = form.origins()
    if form.errors:
        return _page(request, act, case_id, "portal/origins.html", context, status=422)
    try:
        maintenance.request_change(case_id=case_id, act=act, environment=where, return_origins=wanted)
    except ChecksFailedError as refused:
        context |= {"refused": refused.data["checks"]}
        return _page(request, act, case_id, "portal/origins.html", context, status=422)
    messages.success(request, SENT)
    return to("case-maintenance", case_id)


@require_POST
@signed_in
def contacts(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Replace the technical contacts."""
    form = ContactsForm(request.POST)
    typed = form.typed()
    if form.errors:
        return _overview(request, act, case_id, contacts_form=form)
    try:
        maintenance.change_contacts(case_id=case_id, act=act, contacts=typed)
    except FormIncompleteError as refused:
        form.add_faults(refused.data["fields"])  # type: ignore[arg-type]  # the error says what it holds
        return _overview(request, act, case_id, contacts_form=form)
    messages.success(request, both("Kontaktpersonas ir saglabātas.", "The contacts are saved."))
    return to("case-maintenance", case_id)


@require_http_methods(["GET", "POST"])
@signed_in
def revoke(request: HttpRequest, act: PersonalAct, case_id: UUID, certificate_id: UUID) -> HttpResponse:
    """Revoke a certificate after showing what that means."""
    case = cases.view(case_id=case_id, by=act.by, at=act.at)
    held = [(view, one) for view in case.environments for one in view.certificates if one.id == certificate_id]
    if not held:
        raise Http404
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = maintenance.revoke_certificate(
            case_id=case_id, certificate_id=certificate_id, act=act, reason=form.cleaned_data["reason"]
        )
        messages.success(request, both("Sertifikāts ir anulēts.", "The certificate is revoked.") if done else SECOND)
        return to("case-maintenance", case_id)
    view, certificate = held[0]
    context = {"form": form, "certificate": certificate, "view": view, "case": case}
    return render(request, "portal/revoke.html", context, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def suspend(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Stop the client's calls (agency)."""
    reason = request.POST.get("reason", "").strip()
    maintenance.suspend(case_id=case_id, environment=environment_of(environment), act=act, reason=reason)
    messages.success(request, both("Pieslēgums ir apturēts.", "The connection is suspended."))
    return to("case-maintenance", case_id)


@require_POST
@signed_in
def resume(request: HttpRequest, act: PersonalAct, case_id: UUID, environment: str) -> HttpResponse:
    """Let the client call again (agency)."""
    done = maintenance.resume(case_id=case_id, environment=environment_of(environment), act=act)
    messages.success(request, both("Pieslēgums ir atjaunots.", "The connection is resumed.") if done else SECOND)
    return to("case-maintenance", case_id)


@require_POST
@signed_in
def close(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Close the case (agency), or withdraw it before production (its representative)."""
    reason = request.POST.get("reason", "").strip()
    done = True
    if act.by.is_officer:
        done = maintenance.close(case_id=case_id, act=act, reason=reason)
    else:
        maintenance.withdraw(case_id=case_id, act=act, reason=reason)
    messages.success(request, both("Gadījums ir slēgts.", "The case is closed.") if done else SECOND)
    return to("case", case_id)


def _view(act: PersonalAct, case_id: UUID, environment: Environment) -> cases.EnvironmentView:
    """Return an environment to somebody who may ask for changes in it."""
    case = cases.view(case_id=case_id, by=act.by, at=act.at)
    permissions.check_can_act_for_case(act.by, institution_id=case.institution_id)
    return next(view for view in case.environments if view.environment is environment)


def _overview(
    request: HttpRequest, act: PersonalAct, case_id: UUID, *, contacts_form: ContactsForm | None = None
) -> HttpResponse:
    form = contacts_form or ContactsForm.of(maintenance.contacts(case_id=case_id, by=act.by))
    awaited = two_officers.awaited(case_id) if act.by.is_officer else ()
    agreed = {one.subject for one in awaited if one.first_officer_id == act.by.id}
    context = {
        "contacts_form": form,
        "suspends": permissions.can_approve_connections(act.by),
        "awaited": awaited,
        "agreed": agreed,
        "closes": case_id not in agreed and maintenance.can_close(case_id=case_id, act=act),
        "reasons": RevocationForm().fields["reason"].choices,  # type: ignore[attr-defined]  # a field of choices
    }
    status = 422 if contacts_form is not None else 200
    return _page(request, act, case_id, "portal/maintenance.html", context, status=status)


def _page(
    request: HttpRequest, act: PersonalAct, case_id: UUID, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    case = cases.view(case_id=case_id, by=act.by, at=act.at)
    side = Side.AGENCY if act.by.is_officer else Side.INSTITUTION
    return render(request, template, {"case": case, "side": side, **context}, status=status)
