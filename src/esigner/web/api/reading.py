"""Reading JSON so that it can mean one thing only (RFC 8259 4: names should be unique)."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from esigner.web.api.errors import RequestInvalid


class StrictParser(Parser):
    """Refuses what Python's reader would settle by itself: a name that is there twice, NaN and infinities."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Give the object of the body."""
        read: dict[str, Any] = json.loads(request.body, object_pairs_hook=_once, parse_constant=_no_number)
        return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RequestInvalid(fields=twice[:60] if twice.isprintable() else "body")
    return members


def _no_number(word: str) -> float:
    raise RequestInvalid(fields=word)
