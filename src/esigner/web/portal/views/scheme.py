"""The main scheme of a service, its description and the page of each block."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from esigner.errors import Text
from esigner.onboarding import cases, processes
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Block, Process
from esigner.web.portal import schemes
from esigner.web.portal.requests import now


def shown(key: str = "") -> Process:
    """Return a service's process with this installation's address; without a key that of the first one."""
    found = processes.current(key) if key else processes.main()
    return found.with_email(settings.ESIGNER_AGENCY["email"])


@require_safe
def scheme(request: HttpRequest, key: str = "") -> HttpResponse:
    """Show the blocks, and the person's cases among them."""
    process = shown(key)
    rows = [{"block": block, "here": _standing_in(request, process, block)} for block in process.blocks]
    others = [(schemes.home(one), one) for one in processes.every() if one.key != process.key]
    return render(request, "portal/scheme.html", _context(process) | {"blocks": rows, "others": others})


@require_safe
def description(request: HttpRequest, key: str = "") -> HttpResponse:
    """Show the table that says what each block holds."""
    return render(request, "portal/description.html", _context(shown(key)))


@require_safe
def block(request: HttpRequest, number: int, key: str = "") -> HttpResponse:
    """Show one block's table of steps, with the way to its neighbours."""
    process = shown(key)
    try:
        found = process.block(number)
    except KeyError as error:
        raise Http404 from error
    numbers = [each.number for each in process.blocks if each.active]
    context = {
        "part": found,
        "is_first": found.number == numbers[0],
        "today": _today(found),
        "before": max((each for each in numbers if each < number), default=None),
        "after": min((each for each in numbers if each > number), default=None),
    }
    return render(request, "portal/block.html", _context(process) | context)


def _context(process: Process) -> dict[str, object]:
    return {"process": process, "home": schemes.home(process), "apply": schemes.application(process)}


def _today(found: Block) -> Text | None:
    """Return how the block is done now, with the name of this installation's agency."""
    if found.today is None:
        return None
    agency = settings.ESIGNER_AGENCY
    return Text(
        found.today.lv.format(email=agency["email"], agency=agency["name_lv"]),
        found.today.en.format(email=agency["email"], agency=agency["name_en"]),
    )


def _standing_in(request: HttpRequest, process: Process, block: Block) -> list[cases.CaseRow]:
    person: Person | None = request.person  # type: ignore[attr-defined]  # set by PersonMiddleware
    if person is None or person.is_officer or not block.active:
        return []
    if not hasattr(request, "portal_rows"):
        request.portal_rows = cases.of_person(by=person, at=now())  # type: ignore[attr-defined]  # read once a page
    rows: list[cases.CaseRow] = request.portal_rows  # type: ignore[attr-defined]  # see above
    own = (row for row in rows if row.position and row.position.process == process.key)
    return [row for row in own if row.position and row.position.step.split(".")[0] == str(block.number)]
