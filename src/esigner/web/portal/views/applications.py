"""The application (step 1.2): filled in, viewed, downloaded, followed to its decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from esigner.onboarding import applications, documents, permissions, processes, terms
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications import ApplicationView
from esigner.onboarding.errors import FormIncompleteError, TermsNotOpenedError
from esigner.onboarding.processes import Process, Side
from esigner.web.portal import schemes
from esigner.web.portal.forms.application import ApplicationForm
from esigner.web.portal.forms.decision import DecisionForm
from esigner.web.portal.language import both, say
from esigner.web.portal.requests import download, signed_in, to


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Start an application for a service: the one with which the portal opens, unless the address names another."""
    process = processes.current(request.GET.get("pakalpojums", "") or processes.main().key)
    if request.method != "POST":
        return _form_page(request, act, ApplicationForm.of(applications.blank(by=act.by)), process=process)
    form = ApplicationForm(request.POST)
    typed = form.typed()
    if form.errors:
        return _form_page(request, act, form, process=process, status=422)
    try:
        application = applications.create(act=act, form=typed, process=process.key)
    except FormIncompleteError as refused:
        form.add_faults(refused.data["fields"])  # type: ignore[arg-type]  # the error says what it holds
        return _form_page(request, act, form, process=process, status=422)
    return _after_saving(request, act, form, application)


@require_http_methods(["GET", "POST"])
@signed_in
def edit(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Change a draft, or one that was returned."""
    application = applications.get(application_id=application_id, by=act.by, at=act.at)
    permissions.check_can_edit_application(act.by, applicant_id=application.applicant_id)
    if request.method != "POST":
        return _form_page(request, act, ApplicationForm.of(application.form), application)
    form = ApplicationForm(request.POST)
    typed = form.typed()
    if form.errors:
        return _form_page(request, act, form, application, status=422)
    try:
        application = applications.edit(application_id=application_id, act=act, form=typed)
    except FormIncompleteError as refused:
        form.add_faults(refused.data["fields"])  # type: ignore[arg-type]  # the error says what it holds
        return _form_page(request, act, form, application, status=422)
    return _after_saving(request, act, form, application)


@require_safe
@signed_in
def show(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Show everything about an application, and what the person may do with it now."""
    application = applications.get(application_id=application_id, by=act.by, at=act.at)
    return page(request, act, application)


def page(
    request: HttpRequest,
    act: PersonalAct,
    application: ApplicationView,
    *,
    submission: applications.Submission | None = None,
    decision: DecisionForm | None = None,
) -> HttpResponse:
    """Render the application's page, with the results of a submission that was just tried."""
    position = application.position
    own = permissions.can_edit_application(act.by, applicant_id=application.applicant_id)
    context = {
        "application": application,
        "side": Side.AGENCY if act.by.is_officer else Side.INSTITUTION,
        "submission": submission,
        "rows": _rows(application.form),
        "own": own,
        "terms_opened": terms.opened(person_id=act.by.id) if own else None,
        "signs": own and position.action == "application.sign",
        "edits": application.can_edit,
        "decides": application.can_decide,
        "decision": decision or DecisionForm(),
        "rendered": application.terms_version is not None,
        "sealing": documents.ordered(application.id),
        "standing": application.standing,
        "awaited": application.awaited,
        "agreed": application.awaited is not None and application.awaited.first_officer_id == act.by.id,
    }
    status = 422 if submission is not None and not submission.accepted else 200
    return render(request, "portal/application.html", context, status=status)


@require_POST
@signed_in
def make_ready(request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Render the form into the files that will be signed."""
    application = applications.get(application_id=application_id, by=act.by, at=act.at)
    return _render_files(request, act, ApplicationForm.of(application.form), application)


@require_safe
@signed_in
def file(_request: HttpRequest, act: PersonalAct, application_id: UUID, suffix: str) -> HttpResponse:
    """Download one of the rendered files."""
    rendering = applications.rendering(application_id=application_id, by=act.by)
    name, content = (rendering.pdf_name, rendering.pdf) if suffix == "pdf" else (rendering.json_name, rendering.json)
    return download(name, content)


@require_safe
@signed_in
def signed_file(_request: HttpRequest, act: PersonalAct, application_id: UUID) -> HttpResponse:
    """Download the signed application as it was accepted."""
    return download(*applications.signed_file(application_id=application_id, by=act.by))


def _after_saving(
    request: HttpRequest, act: PersonalAct, form: ApplicationForm, application: ApplicationView
) -> HttpResponse:
    if request.POST.get("action") == "prepare":
        return _render_files(request, act, form, application)
    messages.success(request, both("Melnraksts saglabāts.", "The draft is saved."))
    return to("application", application.id)


def _render_files(
    request: HttpRequest, act: PersonalAct, form: ApplicationForm, application: ApplicationView
) -> HttpResponse:
    shown = form if form.is_bound else ApplicationForm(_as_posted(form))
    shown.full_clean()
    try:
        # A person who states to have read the Terms must have opened them: said here, not only after they have signed.
        terms.check_opened(person_id=act.by.id)
        applications.render(application_id=application.id, act=act)
    except TermsNotOpenedError as refused:
        shown.add_error("terms_read", say(refused.detail()))
        return _form_page(request, act, shown, application, status=409)
    except FormIncompleteError:
        shown.add_faults(applications.validate(application.form))
        return _form_page(request, act, shown, application, status=422)
    return to("application", application.id)


def _as_posted(form: ApplicationForm) -> dict[str, object]:
    """Return a saved form's values as if they had been typed again, so that faults can be added to them."""
    return {name: value for name, value in form.initial.items() if value not in (None, False)}


def _form_page(
    request: HttpRequest,
    act: PersonalAct,
    form: ApplicationForm,
    application: ApplicationView | None = None,
    *,
    process: Process | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "application": application,
        "process": application.process if application else process,
        "action": f"/pieteikumi/{application.id}/labot/" if application else schemes.application(process),
        "terms_opened": terms.opened(person_id=act.by.id),
    }
    return render(request, "portal/application_form.html", context, status=status)


def _rows(form: applications.Form) -> list[tuple[object, object]]:
    """Return label and value of every field, for reading."""
    rows: list[tuple[object, object]] = []
    for field in applications.FIELDS:
        value = getattr(form, field.name)
        if field.kind == "contacts":
            value = "\n".join(", ".join(part for part in (c.name, c.email, c.phone) if part) for c in value)
        elif field.kind == "formats":
            value = "\n".join(str(both(t.lv, t.en)) for key in value if (t := applications.FORMATS.get(key)))
        elif field.kind == "statement":
            value = both("Jā", "Yes") if value else both("Nē", "No")
        rows.append((field.label, value))
    return rows
