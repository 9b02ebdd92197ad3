"""Sessions end: after a while without a page, and after a working day in any case; sooner for officers."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponseBase

from esigner.onboarding.permissions import Person
from esigner.web.portal.language import both

Handler = Callable[[HttpRequest], HttpResponseBase]

BEGAN: Final = "began_at"
SEEN: Final = "seen_at"
_NOTED_SECONDS: Final = 60
"""The time of the last page is written this often, not with every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """How long a session may live, in seconds."""

    idle: int
    whole: int


def ages(*, is_officer: bool) -> Ages:
    """Return the ages from the settings."""
    staff: tuple[int, int] = settings.ESIGNER_SIGNED_IN_SECONDS_STAFF
    others: tuple[int, int] = settings.ESIGNER_SIGNED_IN_SECONDS
    idle, whole = staff if is_officer else others
    return Ages(idle=idle, whole=whole)


def is_over(session: SessionBase, *, limits: Ages, now: float) -> bool:
    """Return whether the session is too old; one that never noted its times begins now."""
    began, seen = session.get(BEGAN, now), session.get(SEEN, now)
    return bool(now - began > limits.whole or now - seen > limits.idle)


def note(session: SessionBase, *, now: float) -> None:
    """Record that a page was requested."""
    if BEGAN not in session:
        session[BEGAN] = now
    if now - session.get(SEEN, 0) >= _NOTED_SECONDS:
        session[SEEN] = now


class SessionAgeMiddleware:
    """Signs people out whose session is too old; comes after the middleware that knows the person."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer as to a stranger where the session is over: pages for signed-in people ask to sign in again."""
        person: Person | None = request.person  # type: ignore[attr-defined]  # set by PersonMiddleware
        if person is not None:
            now = time.time()
            if is_over(request.session, limits=ages(is_officer=person.is_officer), now=now):
                request.ended_person_id = str(person.id)  # type: ignore[attr-defined]  # our own: what they typed is kept for them
                logout(request)
                messages.info(
                    request, both("Sesija ir beigusies; ieejiet no jauna.", "Your session has ended; sign in again.")
                )
                request.person = None  # type: ignore[attr-defined]  # as above
            else:
                note(request.session, now=now)
        return self.get_response(request)
