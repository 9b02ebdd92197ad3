"""The middleware of every door: its own address in links, and what every answer has, whichever the view."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

KEPT_BY_NOBODY: Final = frozenset({"portal", "sign", "api"})
"""Doors whose answers are for one person or one client; certificates and lists of the trust door are for all."""
_OF_A_BODY: Final = frozenset({"content-type", "content-length", "content-language"})
HSTS: Final = f"max-age={365 * 24 * 3600}"


def _door() -> str:
    # Among the settings that differ from door to door, which the type checker does not see.
    return str(getattr(settings, "ESIGNER_DOOR", ""))


def own_url() -> str:
    """Return the base URL of the door that this process is; the portal's where it is not a door."""
    parts = (_door(), str(getattr(settings, "ESIGNER_ENVIRONMENT", "")))
    return str(settings.ESIGNER_URLS.get("_".join(part for part in parts if part), settings.ESIGNER_URLS["portal"]))


class DoorMiddleware:
    """The outermost middleware but for static files."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with links to our own address: Host is the caller's word."""
        # What `build_absolute_uri` begins with; Django offers no setting for it.
        request._current_scheme_host = own_url()  # type: ignore[attr-defined]  # noqa: SLF001 — see above
        answer = _without_body(request, self.get_response) if request.method == "HEAD" else self.get_response(request)
        _complete_allow(answer)
        answer = _told_options(answer) if request.method == "OPTIONS" else answer
        if _door() in KEPT_BY_NOBODY:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        if own_url().startswith("https:") and not settings.ESIGNER_SANDBOX:
            answer.headers["Strict-Transport-Security"] = HSTS
        return answer


def _without_body(request: HttpRequest, get_response: Handler) -> HttpResponseBase:
    """Answer HEAD as GET, without the body (RFC 9110 9.3.2): no view has to know about it."""
    request.method = "GET"
    try:
        answer = get_response(request)
    finally:
        request.method = "HEAD"
    if isinstance(answer, StreamingHttpResponse):
        answer.streaming_content = ()
    elif isinstance(answer, HttpResponse):
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        answer.content = b""
    return answer


def _told_options(answer: HttpResponseBase) -> HttpResponseBase:
    """Answer with the methods of the address (RFC 9110 9.3.7), for views that do not know OPTIONS."""
    if "Allow" not in answer.headers:
        return answer
    told = HttpResponse(status=HTTPStatus.NO_CONTENT)
    for name, value in answer.headers.items():
        if name.lower() not in _OF_A_BODY:
            told.headers[name] = value
    # RFC 9110 8.6: 204 has no length; nor is there content to have a type.
    del told.headers["Content-Type"]
    return told


def _complete_allow(answer: HttpResponseBase) -> None:
    """Name the methods that come with others: HEAD with GET, OPTIONS always (RFC 9110 9.3.7)."""
    if "Allow" not in answer.headers:
        return
    methods = {word.strip() for word in answer.headers["Allow"].split(",") if word.strip()} | {"OPTIONS"}
    answer.headers["Allow"] = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
