"""Whether a client waits for the authorities, or is answered 202 and looks at its session later.

Standard: RFC 7240, 2 and 4.1 (Prefer: respond-async).
"""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from esigner.signing.signatures import Completion

ACCEPTED: Final = 202
_PREFERENCE: Final = "respond-async"
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
PARAMETER: Final[dict[str, Any]] = {
    "in": "header",
    "name": "Prefer",
    "required": False,
    "schema": {"type": "string", "examples": [_PREFERENCE]},
    "description": "`respond-async`: answer 202 as soon as the value is kept; the session tells the rest.",
}
"""As the description says it."""


def wish(request: HttpRequest) -> Completion:
    """Return who is to finish the signature."""
    words = _QUOTED.sub("", request.headers.get("Prefer", "")).split(",")
    names = {word.partition(";")[0].strip().lower() for word in words}
    return Completion.LATER if _PREFERENCE in names else Completion.NOW


def status(request: HttpRequest, response: HttpResponse, *, is_done: bool) -> int:
    """Return the status of the answer; where the wish was followed the answer says so."""
    if wish(request) is Completion.NOW or is_done:
        return 200
    response.headers["Preference-Applied"] = _PREFERENCE
    return ACCEPTED
