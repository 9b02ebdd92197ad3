"""Input that no page can use is refused once, before all pages: NUL, halves of characters, odd encodings."""

import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

from esigner.web.portal.input_errors import InputUnreadableError
from esigner.web.portal.middleware import Handler, refusal

_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")
"""No database column holds them, and no page can be made of them."""
_ENCODINGS: Final = frozenset({"", "utf-8", "utf8"})


class InputMiddleware:
    """Refuses addresses and forms that hold anything but text; the pages' own checks see only text."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Check the encoding before anything is decoded by it, then the address."""
        if (request.content_params or {}).get("charset", "").strip().lower() not in _ENCODINGS:
            request.encoding = "utf-8"
            return refusal(request, InputUnreadableError())
        if _is_no_text((request.path_info, *_texts(request.GET))):
            return refusal(request, InputUnreadableError())
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _arguments: object, _values: object
    ) -> HttpResponse | None:
        """Check a form, once its token was checked; a view without token reads its body by itself."""
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return None
        names = (str(file.name) for _, files in request.FILES.lists() for file in files)
        return refusal(request, InputUnreadableError()) if _is_no_text((*_texts(request.POST), *names)) else None


def _texts(data: QueryDict) -> Iterable[str]:
    return chain.from_iterable((name, *values) for name, values in data.lists())


def _is_no_text(texts: Iterable[str]) -> bool:
    return any(_NO_TEXT.search(text) for text in texts)
