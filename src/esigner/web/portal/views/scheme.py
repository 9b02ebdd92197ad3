"""The main scheme, its description and the page of each block."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from esigner.errors import Text
from esigner.onboarding import cases
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import EPARAKSTITAJS, Block, Process
from esigner.web.portal.requests import now

FLOW = (1, 2, 3, 4, 5)
"""Blocks that follow one another; the arrows of the scheme."""
CONSULTATION = 8


def process() -> Process:
    """Return the process with this installation's address."""
    return EPARAKSTITAJS.with_email(settings.ESIGNER_AGENCY["email"])


@require_safe
def scheme(request: HttpRequest) -> HttpResponse:
    """Show the eight blocks, and where the person's cases stand among them."""
    blocks = [
        {"block": block, "flows": block.number in FLOW, "here": here}
        for block, here in ((block, _standing_in(request, block)) for block in process().blocks)
    ]
    return render(request, "portal/scheme.html", {"process": process(), "blocks": blocks})


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Show the table that says what each block holds."""
    return render(request, "portal/description.html", {"process": process()})


@require_safe
def block(request: HttpRequest, number: int) -> HttpResponse:
    """Show one block's table of steps, with the way to its neighbours."""
    try:
        found = process().block(number)
    except KeyError as error:
        raise Http404 from error
    numbers = [each.number for each in process().blocks if each.active]
    context = {
        "part": found,
        "today": _today(found),
        "before": max((each for each in numbers if each < number), default=None),
        "after": min((each for each in numbers if each > number), default=None),
    }
    return render(request, "portal/block.html", context)


def _today(found: Block) -> Text | None:
    """Return how the block is done now, with what this installation's agency is called."""
    if found.today is None:
        return None
    agency = settings.ESIGNER_AGENCY
    return Text(
        found.today.lv.format(email=agency["email"], agency=agency["name_lv"]),
        found.today.en.format(email=agency["email"], agency=agency["name_en"]),
    )


def _standing_in(request: HttpRequest, block: Block) -> list[cases.CaseRow]:
    person: Person | None = request.person  # type: ignore[attr-defined]  # set by PersonMiddleware
    if person is None or person.is_officer or not block.active:
        return []
    if not hasattr(request, "portal_rows"):
        request.portal_rows = cases.of_person(by=person, at=now())  # type: ignore[attr-defined]  # read once a page
    rows: list[cases.CaseRow] = request.portal_rows  # type: ignore[attr-defined]  # see above
    return [row for row in rows if row.position and row.position.step.split(".")[0] == str(block.number)]
