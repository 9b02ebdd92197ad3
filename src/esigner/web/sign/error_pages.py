"""The signing page's own pages for failures; without database, and no address in any log."""

import logging
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from esigner.web import outages, refusals
from esigner.web.refusals import Refusal
from esigner.web.sign.pages import language_of, render
from esigner.web.sign.texts import FORGED

log = logging.getLogger(__name__)


def page(request: HttpRequest, refusal: Refusal, *, status: int | None = None) -> HttpResponse:
    """Return the page, with the number to quote, and the way back to the address's session."""
    language = language_of(request)
    context = {
        "title": refusal.title.in_language(language),
        "sentence": refusal.sentence.in_language(language),
        "remedy": refusal.remedy.in_language(language),
        "reference": refusals.reference(request),
        "session_url": _session_url(request),
    }
    return render(request, "sign/failed.html", context, status=status or refusal.status)


def _session_url(request: HttpRequest) -> str:
    match = request.resolver_match
    token = match.kwargs.get("token", "") if match else ""
    return reverse("session", args=[token]) if token else ""


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Answer what Django refuses to read."""
    return page(request, refusals.refusal(refusals.status_of(exception)))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a bug, or an outage; it is in the log with the number, and without the address, which holds the token."""
    outage = outages.noted(sys.exc_info()[1], reference=refusals.reference(request))
    if outage is not None:
        return refusals.mark_outage(page(request, refusals.of_outage(outage)), outage)
    log.error("a bug, reference %s", refusals.reference(request), exc_info=sys.exc_info())
    return page(request, refusals.REFUSALS[HTTPStatus.INTERNAL_SERVER_ERROR])


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its valid mark; nothing is typed here, so there is nothing to keep."""
    del reason
    return page(request, FORGED)


class BarePageMiddleware(refusals.BareAnswerMiddleware):
    """Puts a page where Django answers with a status alone, such as 405."""

    def in_words(self, request: HttpRequest, status: int) -> HttpResponse:
        """Return the page."""
        return page(request, refusals.refusal(status), status=status)
