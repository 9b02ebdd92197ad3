"""Step 8: consultation requests, reachable from every page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from esigner.onboarding import cases, consultations, permissions
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.consultations import ConsultationView
from esigner.web.portal.forms.consultation import EntryForm, QuestionForm
from esigner.web.portal.language import both
from esigner.web.portal.requests import signed_in, to


@require_safe
@signed_in
def index(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """List one's own threads; for officers those that await an answer."""
    answers = permissions.can_answer_consultations(act.by)
    rows = consultations.queue(by=act.by) if answers else consultations.mine(by=act.by)
    return render(request, "portal/consultations.html", {"rows": rows, "answers": answers})


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """Ask a question; the address may fill in the case, the environment and the correlation ids."""
    own = [
        (str(row.case_id or row.id), f"{row.epak_number} {row.institution_name}")
        for row in cases.of_person(by=act.by, at=act.at)
        if row.kind == "case"
    ]
    if request.method != "POST":
        given = {"case_id": request.GET.get("case", own[0][0] if len(own) == 1 else "")}
        given |= {name: request.GET[name] for name in ("environment", "request_ids") if name in request.GET}
        given |= {"topic": "testing"} if "request_ids" in request.GET else {}
        return render(request, "portal/consultation_new.html", {"form": QuestionForm(cases=own, initial=given)})
    form = QuestionForm(request.POST, cases=own)
    if not form.is_valid():
        return render(request, "portal/consultation_new.html", {"form": form}, status=422)
    data = form.cleaned_data
    thread = consultations.ask(
        act=act,
        topic=data["topic"],
        subject=data["subject"],
        text=data["text"],
        case_id=UUID(data["case_id"]) if data["case_id"] else None,
        environment=data["environment"],
        request_ids=data["request_ids"].replace(",", " ").split(),
    )
    messages.success(request, both("Jautājums ir nosūtīts.", "The question was sent."))
    return to("consultation", thread.id)


@require_safe
@signed_in
def show(request: HttpRequest, act: PersonalAct, consultation_id: UUID) -> HttpResponse:
    """Show a thread."""
    return _page(request, act, consultations.get(consultation_id=consultation_id, by=act.by), EntryForm())


@require_POST
@signed_in
def write(request: HttpRequest, act: PersonalAct, consultation_id: UUID) -> HttpResponse:
    """Answer, or ask further."""
    form = EntryForm(request.POST)
    if not form.is_valid():
        return _page(request, act, consultations.get(consultation_id=consultation_id, by=act.by), form)
    consultations.write(consultation_id=consultation_id, act=act, text=form.cleaned_data["text"])
    messages.success(request, both("Nosūtīts.", "Sent."))
    return to("consultation", consultation_id)


@require_POST
@signed_in
def close(request: HttpRequest, act: PersonalAct, consultation_id: UUID) -> HttpResponse:
    """Close the thread."""
    consultations.close(consultation_id=consultation_id, act=act)
    messages.success(request, both("Konsultācija ir slēgta.", "The consultation is closed."))
    return to("consultation", consultation_id)


def _page(request: HttpRequest, act: PersonalAct, thread: ConsultationView, form: EntryForm) -> HttpResponse:
    writes = thread.closed_at is None and (not act.by.is_officer or permissions.can_answer_consultations(act.by))
    context = {"thread": thread, "form": form, "writes": writes}
    return render(request, "portal/consultation.html", context, status=422 if form.errors else 200)
