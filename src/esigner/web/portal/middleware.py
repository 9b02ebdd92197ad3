"""What every request of the portal goes through: who asks, in which language, with a second factor; and refusals."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from esigner.errors import EsignerError
from esigner.onboarding import permissions
from esigner.onboarding.permissions import Person
from esigner.web import refusals

Handler = Callable[[HttpRequest], HttpResponseBase]

OPEN_TO_HALF_SIGNED_IN: Final = ("/konts/", "/valoda/", "/static/")
"""Where an officer may go before the second factor is set up."""


class PersonMiddleware:
    """Puts the signed-in person with their roles on the request, and speaks the language they chose."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Read the person only where a view or a page asks for them."""
        user = request.user
        request.person = None  # type: ignore[attr-defined]  # our own attribute
        if user.is_authenticated:
            request.person = SimpleLazyObject(lambda: permissions.person(user))  # type: ignore[attr-defined]  # as above
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return self.get_response(request)


class SecondFactorMiddleware:
    """Admits no one of the agency on a password alone."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Send an officer without a second factor to set one up."""
        person: Person | None = request.person  # type: ignore[attr-defined]  # set by PersonMiddleware
        if person is None or request.path.startswith(OPEN_TO_HALF_SIGNED_IN):
            return self.get_response(request)
        if person.is_officer and not get_mfa_adapter().is_mfa_enabled(request.user):
            return redirect("mfa_activate_totp")
        return self.get_response(request)


class RefusalMiddleware:
    """Turns an expected refusal of the domain into a plain page, in one place."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer an EsignerError; anything else is a bug and must not be hidden."""
        if not isinstance(exception, EsignerError):
            return None
        return refusal(request, exception)


def refusal(request: HttpRequest, error: EsignerError) -> HttpResponse:
    """Return the page that says what was refused and why, with its number (`refusals.reference`)."""
    refusals.reference(request)
    templates = {
        HTTPStatus.NOT_FOUND: "404.html",
        HTTPStatus.FORBIDDEN: "403.html",
        HTTPStatus.TOO_MANY_REQUESTS: "429.html",
    }
    template = templates.get(HTTPStatus(error.status), "portal/refused.html")
    if error.retry_after_seconds is not None:
        # Too much at once, or too busy: nothing that a new password would solve.
        template = "portal/refused.html"
    context: dict[str, Any] = {"error": error, "sentence": error.detail()}
    answer = render(request, template, context, status=error.status)
    if "seconds" in error.data and error.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer.headers["Retry-After"] = str(error.data["seconds"])
    elif error.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
    return answer
