"""The portal's pages for failures: same look, both languages, without database and session."""

import sys
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from esigner.web import outages, refusals
from esigner.web.portal import typed_text
from esigner.web.portal.language import current
from esigner.web.refusals import FORGED, Refusal


def page(request: HttpRequest, refusal: Refusal, *, status: int | None = None, **more: Any) -> HttpResponse:  # noqa: ANN401 — what else the page shows
    """Return the page; it needs only the request's number."""
    context = {"refusal": refusal, "reference": refusals.reference(request), "LANGUAGE_CODE": current(), **more}
    content = render_to_string("portal/failed.html", context)
    answer = HttpResponse(content, status=status or refusal.status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Answer what Django refuses to read."""
    return page(request, refusals.refusal(refusals.status_of(exception)))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a bug, or an outage; the page is plain text where even its template fails."""
    outage = outages.noted(sys.exc_info()[1], reference=refusals.reference(request))
    refusal = refusals.of_outage(outage) if outage else refusals.REFUSALS[HTTPStatus.INTERNAL_SERVER_ERROR]
    answer = _page_or_text(request, refusal)
    return refusals.mark_outage(answer, outage) if outage else answer


def _page_or_text(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    try:
        return page(request, refusal)
    except Exception:  # noqa: BLE001 — a broken template must not hide the reference
        text = f"{refusal.title.lv} · {refusal.title.en}: {refusals.reference(request)}"
        return HttpResponse(text, status=refusal.status, content_type="text/plain; charset=utf-8")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its valid mark; what was typed comes back, unless another site sent it."""
    del reason
    kept = typed_text.read(request) if typed_text.is_from_here(request) else None
    return typed_text.page(request, kept, refusal=FORGED) if kept else page(request, FORGED)


class BarePageMiddleware(refusals.BareAnswerMiddleware):
    """Puts a page where Django answers with a status alone, such as 405."""

    def in_words(self, request: HttpRequest, status: int) -> HttpResponse:
        """Return the page."""
        return page(request, refusals.refusal(status), status=status)
