"""Reading JSON so that it can mean one thing only (RFC 8259 4: names should be unique; 8.1: UTF-8)."""

import json
from collections import Counter
from typing import Any, Final

from django.http import HttpRequest
from ninja.parser import Parser

from esigner.errors import Text, plain
from esigner.web.api.errors import RequestInvalidError

NOT_JSON: Final = ("json_invalid", Text("tas nav JSON", "this is not JSON"))
NOT_UTF8: Final = ("utf8_expected", Text("tas nav UTF-8", "this is not UTF-8"))
TOO_DEEP: Final = ("json_too_deep", Text("pārāk dziļi ligzdots JSON", "the JSON is nested too deeply"))
NOT_OBJECT: Final = ("json_object_expected", Text("vajadzīgs JSON objekts", "a JSON object is needed"))
TOO_MANY: Final = ("json_too_many_values", Text("pārāk daudz vērtību", "there are too many values"))
EMPTY: Final = ("body_empty", Text("pieprasījumam nav satura", "the request has no content"))
TWICE: Final = ("member_twice", Text("norādīts divreiz", "given twice"))
NO_NUMBER: Final = ("number_not_json", Text("JSON tāda skaitļa nav", "JSON has no such number"))
BODY: Final = "body"
_SHOWN: Final = 60
VALUES_AT_MOST: Final = 20_000
"""Four times what the longest list that a call takes holds; more is looked at by nobody."""


class StrictParser(Parser):
    """Refuses what Python's reader would settle by itself: a name that is there twice, NaN and infinities."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the object of the body.

        Raises:
            RequestInvalidError: With the reason why the body, or a member of it, cannot be read.
        """
        # Between any two values stands a comma: counting those costs nothing, reading and refusing each value does.
        if request.body.count(b",") >= VALUES_AT_MOST:
            raise refusal(BODY, TOO_MANY)
        try:
            read = json.loads(_text(request.body), object_pairs_hook=_once, parse_constant=_no_number)
        except RecursionError as error:
            raise refusal(BODY, TOO_DEEP) from error
        except ValueError as error:
            raise refusal(BODY, NOT_JSON) from error
        if not isinstance(read, dict):
            raise refusal(BODY, NOT_OBJECT)
        return read


def refusal(member: str, why: tuple[str, Text]) -> RequestInvalidError:
    """Return the refusal of one member, or of the whole body."""
    reason, because = why
    return RequestInvalidError(fields=member, reason=reason, because=because)


def _text(body: bytes) -> str:
    try:
        # A byte order mark may be ignored (RFC 8259 8.1).
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal(BODY, NOT_UTF8) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        counts = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counts.items() if count > 1)
        raise refusal(plain(twice, at_most=_SHOWN), TWICE)
    return members


def _no_number(word: str) -> float:
    raise refusal(word, NO_NUMBER)
