"""The WSGI application of every door: Django's, but what a request says about its own encoding changes nothing.

Django decodes the query by the `charset` of the Content-Type while it makes the request, before any middleware could
refuse it; Python's codecs that are no text encodings (rot13, hex) end there in an error. Forms are UTF-8 (WHATWG URL,
5.1), and what is sent otherwise is for the doors to refuse.
"""

from collections.abc import Mapping
from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters


class Request(WSGIRequest):
    """A request that is read as UTF-8."""

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Application(WSGIHandler):
    """Django's handler with our request."""

    request_class = Request
