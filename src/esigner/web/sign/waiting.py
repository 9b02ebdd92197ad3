"""While a person signs elsewhere: the page that waits for them, the address they come back to, and giving up."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from esigner import audit
from esigner.signing import sessions
from esigner.signing.means.attempts import AttemptView
from esigner.signing.sessions import SessionView
from esigner.web.sign.pages import render

ASKED_AGAIN_SECONDS: Final = 5
"""How often the page checks whether the other device has confirmed."""
_CAME_CHARACTERS: Final = 8000
"""Of all that a browser may bring back; a door's request line holds hardly more."""


def act() -> audit.Act:
    """Return the act of the holder of the page's address."""
    return audit.Act(actor=sessions.SIGNER, at=timezone.now())


def brought(request: HttpRequest) -> Mapping[str, str]:
    """Return the parameters that the browser brings back, the last of each name."""
    pairs = {name: request.GET[name] for name in request.GET}
    return pairs if sum(map(len, (*pairs, *pairs.values()))) <= _CAME_CHARACTERS else {}


def page(request: HttpRequest, view: SessionView, attempt: AttemptView, *, token: str) -> HttpResponse:
    """Tell the person where to go, or what to do on the other device; then the page checks again by itself."""
    answer = render(request, "sign/waiting.html", {"session": view, "token": token, "attempt": attempt}, session=view)
    if not attempt.url:
        answer.headers["Refresh"] = str(ASKED_AGAIN_SECONDS)
    return answer
