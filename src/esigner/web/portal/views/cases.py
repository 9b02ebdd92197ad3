"""Cooperation cases: the list, the page, the declaration of 3.2, official documents."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from esigner.errors import EsignerError, Text
from esigner.onboarding import cases, documents, evidence, permissions
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.cases import CaseRow, CaseView
from esigner.onboarding.errors import EvidenceIncompleteError, EvidenceNotCountedError, ExplanationMissingError
from esigner.onboarding.processes import Side
from esigner.web.portal import next_step, paging
from esigner.web.portal.language import both
from esigner.web.portal.requests import download, signed_in, to


@dataclass(frozen=True, slots=True)
class Milestone:
    """One block in the bar that shows how far a case is."""

    number: int
    title: Text
    state: str
    """`done`, `now` or `later`."""


@require_safe
@signed_in
def index(request: HttpRequest, act: PersonalAct) -> HttpResponse:
    """List one's applications and cases; an officer sees all."""
    found = cases.of_person(by=act.by, at=act.at, before=paging.mark(request), size=paging.ROWS + 1)
    rows, last = paging.shown(found, size=paging.ROWS)
    following = paging.marked(last.waiting_since_at, last.id) if last else None
    context = {
        "rows": [(row, path_of(row)) for row in rows],
        "officer": act.by.is_officer,
        "pages": paging.pages(request, following=following),
    }
    return render(request, "portal/cases.html", context)


@require_safe
@signed_in
def show(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Show everything about a case."""
    before = paging.place(request)
    return page(request, act, cases.view(case_id=case_id, by=act.by, at=act.at, history_before=before))


def page(
    request: HttpRequest, act: PersonalAct, case: CaseView, *, refused: EsignerError | None = None
) -> HttpResponse:
    """Render the case page, with a refusal where an action on it was just refused."""
    step = next_step.of_case(case)
    own_side = Side.AGENCY if act.by.is_officer else Side.INSTITUTION
    context = {
        "case": case,
        "pages": paging.pages(request, following=case.history.older),
        "side": own_side,
        "next": step,
        "progress": progress(case),
        "refused": refused.detail() if refused else None,
        "open_request": next_step.open_request(case) if act.by.is_officer else None,
        "sealing": documents.ordered(case.id),
        "suspends": permissions.can_approve_connections(act.by),
        "steps": [(one, cases.ASKS_FOR_A_TEXT in one.guards) for one in cases.offered(case_id=case.id, act=act)],
    }
    return render(request, "portal/case.html", context, status=refused.status if refused else 200)


@require_POST
@signed_in
def declare_tested(request: HttpRequest, act: PersonalAct, case_id: UUID) -> HttpResponse:
    """Declare the integration tested (3.2)."""
    try:
        evidence.declare_tested(case_id=case_id, act=act)
    except (EvidenceIncompleteError, EvidenceNotCountedError) as refused:
        return page(request, act, cases.view(case_id=case_id, by=act.by, at=act.at), refused=refused)
    messages.success(
        request, both("Paziņots: notestēts. Testa protokols ir sagatavots.", "Declared tested; the record is ready.")
    )
    return to("case", case_id)


@require_POST
@signed_in
def take(request: HttpRequest, act: PersonalAct, case_id: UUID, step: str) -> HttpResponse:
    """Take a step that the case page offers by itself."""
    explanation = request.POST.get("explanation", "")
    try:
        done = cases.take(case_id=case_id, step=step, act=act, explanation=explanation)
    except ExplanationMissingError as refused:
        return page(request, act, cases.view(case_id=case_id, by=act.by, at=act.at), refused=refused)
    messages.success(
        request, both("Izdarīts.", "Done.") if done else both("Vajag otru amatpersonu.", "Another officer is needed.")
    )
    return to("case", case_id)


@require_safe
@signed_in
def document(_request: HttpRequest, act: PersonalAct, document_id: UUID) -> HttpResponse:
    """Download an official document."""
    found, content = documents.download(document_id=document_id, by=act.by)
    return download(found.name, content)


def progress(case: CaseView) -> list[Milestone]:
    """Return the consecutive blocks with the case's position."""
    here = int(case.position.step.split(".")[0])
    stages = [block for block in case.process.blocks if block.is_stage]
    return [
        Milestone(
            block.number, block.title, "done" if block.number < here else "now" if block.number == here else "later"
        )
        for block in stages
    ]


def path_of(row: CaseRow) -> str:
    """Return the page of a line in a list."""
    if row.kind == "agreement":
        return f"/lietas/{row.id}/uzturesana/"
    folder = {"application": "pieteikumi", "case": "lietas", "request": "pieprasijumi", "consultation": "konsultacijas"}
    return f"/{folder[row.kind]}/{row.id}/"
