"""Whether a request is one that the API's description has: its query and the headers of its body.

Bodies are the schemas' business, which refuse what they do not name. The description itself says which parameters an
operation takes, so that none can be taken that is not published.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

from django.http import HttpRequest

from esigner.errors import plain
from esigner.web.api.errors import (
    ContentEncodingNotSupportedError,
    ContentRangeNotSupportedError,
    MediaTypeNotSupportedError,
    ParameterRepeatedError,
    ParameterUnknownError,
)
from esigner.web.api.openapi import operation_of

_VARIABLE: Final = re.compile(r"<(?:\w+:)?(\w+)>")
_JSON: Final = "application/json"
_SHOWN: Final = 60
"""Characters of a stranger's word that an answer repeats."""


def check(request: HttpRequest, *, route: str) -> None:
    """Refuse what the operation does not take.

    Args:
        request: Asks for an address of the API.
        route: The address as Django writes it, such as v1/sessions/<session_id>.

    Raises:
        ParameterUnknownError, ParameterRepeatedError: In the query.
        ContentEncodingNotSupportedError, ContentRangeNotSupportedError, MediaTypeNotSupportedError: The body is no
            document as it is.
    """
    operation = operation_of(path="/" + _VARIABLE.sub(r"{\1}", route), method=(request.method or "").lower())
    if operation is None:
        return
    _check_query(request, known={one["name"] for one in operation["parameters"] if one["in"] == "query"})
    if "requestBody" in operation:
        _check_body_headers(request)
        _check_media_type(request, takes=operation["requestBody"]["content"])


def _check_query(request: HttpRequest, *, known: Collection[str]) -> None:
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise ParameterUnknownError(fields=_named(unknown))
    repeated = [name for name, values in request.GET.lists() if len(values) > 1]
    if repeated:
        raise ParameterRepeatedError(fields=_named(repeated))


def _named(names: Iterable[str]) -> str:
    return ", ".join(plain(name, at_most=_SHOWN) for name in list(names)[:5])


def _check_body_headers(request: HttpRequest) -> None:
    """RFC 9110 8.4, 14.4: a document that is encoded or a part of one must not pass for the document."""
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise ContentEncodingNotSupportedError
    if "Content-Range" in request.headers:
        raise ContentRangeNotSupportedError


def _check_media_type(request: HttpRequest, *, takes: Collection[str]) -> None:
    """RFC 9110 15.5.16. A document is of any type but a form; JSON is UTF-8 (RFC 8259 8.1) and says that it is JSON."""
    kind = (request.content_type or "").lower()
    if _JSON in takes:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if kind != _JSON or charset.lower() != "utf-8":
            raise MediaTypeNotSupportedError(expected=f"{_JSON} (UTF-8)", media_type=_told(request))
    elif kind.startswith("multipart/"):
        raise MediaTypeNotSupportedError(expected=next(iter(takes)), media_type=_told(request))


def _told(request: HttpRequest) -> str:
    return plain(request.headers.get("Content-Type", ""), at_most=_SHOWN)
