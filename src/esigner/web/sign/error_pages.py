"""The signing page's own pages for what failed; no database behind them, and no address in any log."""

import logging
import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from esigner.web import refusals
from esigner.web.refusals import FORGED, Refusal
from esigner.web.sign.pages import language_of, render

log = logging.getLogger(__name__)


def page(request: HttpRequest, refusal: Refusal, *, status: int | None = None) -> HttpResponse:
    """Give the page, with the number to ask by; the way back is the link that the person came with."""
    language = language_of(request)
    context = {
        "title": refusal.title.in_language(language),
        "sentence": refusal.sentence.in_language(language),
        "remedy": refusal.remedy.in_language(language),
        "reference": refusals.reference(request),
    }
    return render(request, "sign/failed.html", context, status=status or refusal.status)


def bad_request(request: HttpRequest, exception: BaseException | None = None) -> HttpResponse:
    """Answer what Django refuses to read."""
    return page(request, refusals.refusal(refusals.status_of(exception)))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a bug; it stands in the log with the number, and without the address, which holds the token."""
    log.error("a bug, reference %s", refusals.reference(request), exc_info=sys.exc_info())
    return page(request, refusals.REFUSALS[HTTPStatus.INTERNAL_SERVER_ERROR])


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its valid mark; nothing is typed here, so there is nothing to keep."""
    del reason
    return page(request, FORGED)


class BarePageMiddleware:
    """Puts a page where Django answers with a status alone, such as 405."""

    def __init__(self, get_response: refusals.Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Keep the headers: 405 names what is allowed."""
        answer = self.get_response(request)
        if not refusals.is_bare(answer) or request.method == "HEAD":
            return answer
        full = page(request, refusals.refusal(answer.status_code), status=answer.status_code)
        for name, value in answer.headers.items():
            if name not in full.headers:
                full.headers[name] = value
        return full
