"""Answers of this door: bytes of a media type, and problems (RFC 9457)."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from esigner.errors import EsignerError

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]

_MAX_QUERY_BYTES = 64 * 1024


def binary(content: bytes, media_type: str) -> HttpResponse:
    """Give bytes that nobody is to keep: status and time are of this moment."""
    return HttpResponse(content, content_type=media_type, headers={"Cache-Control": "no-store"})


def problem(*, status: int, code: str, title: str) -> HttpResponse:
    """Give a problem document."""
    body = {"type": "about:blank", "status": status, "code": code, "title": title}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def with_problems(view: View[Params]) -> View[Params]:
    """Give the view with every expected refusal answered as a problem, in the language asked for."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except EsignerError as error:
            language = "en" if request.headers.get("Accept-Language", "").startswith("en") else "lv"
            return problem(status=error.status, code=error.code, title=error.detail().in_language(language))
        except Http404:
            return problem(status=404, code="NOT_FOUND", title="Nav atrasts / Not found")

    return answered


def query_of(request: HttpRequest, media_type: str) -> bytes | HttpResponse:
    """Give the body of a query, or the problem with it."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        return problem(status=415, code="CONTENT_ENCODING", title="Content-Encoding: identity")
    if request.content_type != media_type:
        return problem(status=415, code="MEDIA_TYPE", title=f"Content-Type: {media_type}")
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > _MAX_QUERY_BYTES:
        return problem(status=413, code="QUERY_TOO_LARGE", title=f"> {_MAX_QUERY_BYTES} B")
    return request.body


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer what Django itself refuses to read."""
    return problem(status=400, code="BAD_REQUEST", title="Nederīgs pieprasījums / Bad request")


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Answer an address that nothing has."""
    return problem(status=404, code="NOT_FOUND", title="Nav atrasts / Not found")


def failed(_request: HttpRequest) -> HttpResponse:
    """Answer a bug: it is in the log."""
    return problem(status=500, code="INTERNAL_ERROR", title="Iekšēja kļūda / Internal error")
