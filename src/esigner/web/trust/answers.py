"""Answers of this door: bytes of a media type, and problems (RFC 9457)."""

import sys
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html

from esigner.errors import EsignerError, Text
from esigner.web import language, outages, refusals

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]

_MAX_QUERY_BYTES = 64 * 1024
_CODES: Final = {
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "CONTENT_TOO_LARGE",
    500: "INTERNAL_ERROR",
    503: "UNAVAILABLE",
}
_PAGE: Final = (
    '<!doctype html><html lang="lv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{0} – E-parakstītājs</title></head>"
    '<body><main><h1>{0} · <span lang="en">{1}</span></h1><p>{2}</p><p lang="en">{3}</p>'
    '<p>Uzziņas numurs · <span lang="en">Reference</span>: <code id="reference">{4}</code></p></main></body></html>'
)
"""For people who open this door in a browser: there is nothing else to see here."""


def binary(content: bytes, media_type: str) -> HttpResponse:
    """Return bytes that must not be cached: status and time are of this moment."""
    return HttpResponse(content, content_type=media_type, headers={"Cache-Control": "no-store"})


def problem(*, status: int, code: str, title: str) -> HttpResponse:
    """Return a problem document."""
    body = {"type": "about:blank", "status": status, "code": code, "title": title}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def _spoken(request: HttpRequest, *, status: int, code: str, text: Text) -> HttpResponse:
    """Return the problem in the language asked for."""
    chosen = language.chosen(request.headers.get("Accept-Language", ""))
    answer = problem(status=status, code=code, title=text.in_language(chosen))
    answer.headers["Content-Language"] = chosen
    return answer


def with_problems(view: View[Params]) -> View[Params]:
    """Return the view with every expected refusal answered as a problem, in the language asked for."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except EsignerError as error:
            return _spoken(request, status=error.status, code=error.code, text=error.detail())
        except Http404:
            return refused(request, status=404)

    return answered


def query_of(request: HttpRequest, media_type: str) -> bytes | HttpResponse:
    """Return the body of a query, or the problem with it."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        return problem(status=415, code="CONTENT_ENCODING", title="Content-Encoding: identity")
    if request.content_type != media_type:
        return problem(status=415, code="MEDIA_TYPE", title=f"Content-Type: {media_type}")
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > _MAX_QUERY_BYTES:
        return problem(status=413, code="QUERY_TOO_LARGE", title=f"> {_MAX_QUERY_BYTES} B")
    return request.body


def refused(request: HttpRequest, *, status: int) -> HttpResponse:
    """Answer what has no answer of its own: a page to a browser, a problem to everything else, both numbered."""
    return _refused(request, replace(refusals.refusal(status), status=status), code=_CODES.get(status, "BAD_REQUEST"))


def _refused(request: HttpRequest, said: refusals.Refusal, *, code: str) -> HttpResponse:
    number, status = refusals.reference(request), said.status
    if "text/html" in request.headers.get("Accept", ""):
        return HttpResponse(format_html(_PAGE, *_both(said.title), *_both(said.sentence), number), status=status)
    answer = _spoken(request, status=status, code=code, text=said.title)
    answer.headers[refusals.HEADER] = number
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django itself refuses to read."""
    return refused(request, status=refusals.status_of(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer an unknown address."""
    return refused(request, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a bug, or an outage: it is in the log."""
    outage = outages.noted(sys.exc_info()[1], reference=refusals.reference(request))
    if outage is None:
        return refused(request, status=500)
    return refusals.mark_outage(_refused(request, refusals.of_outage(outage), code=outage.code), outage)


class BareAnswerMiddleware(refusals.BareAnswerMiddleware):
    """Adds an answer where Django returns a status alone, such as 405."""

    def in_words(self, request: HttpRequest, status: int) -> HttpResponse:
        """Return a page or a problem."""
        return refused(request, status=status)


def _both(text: Text) -> tuple[str, str]:
    return text.lv, text.en
