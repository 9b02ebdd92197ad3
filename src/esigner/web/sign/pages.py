"""Rendering: language, texts, and headers that every page of the door has."""

from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from esigner.errors import LANGUAGES, Language
from esigner.registry.kinds import Environment
from esigner.signing.sessions import SessionView
from esigner.web.language import chosen
from esigner.web.sign import texts

POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""No script at all."""
PARAMETER: Final = "lang"
YEAR_SECONDS: Final = 365 * 24 * 3600


def language_of(request: HttpRequest, *, session: SessionView | None = None) -> Language:
    """Return the person's choice, else the session's language, else the browser's, else Latvian."""
    wishes = (
        request.GET.get(PARAMETER, ""),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        session.language if session else "",
    )
    for wish in wishes:
        for language in LANGUAGES:
            if wish == language:
                return language
    return chosen(request.headers.get("Accept-Language", ""))


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    session: SessionView | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page; `t` holds its texts, and `Text` values are shown with the filter `spoken`."""
    language = language_of(request, session=session)
    other: Language = "lv" if language == "en" else "en"
    whole = {
        "language": language,
        "other_language": other,
        "t": texts.page(language),
        "is_test": getattr(settings, "ESIGNER_ENVIRONMENT", "") == Environment.TEST,
        **(context or {}),
    }
    answer = HttpResponse(render_to_string(template, whole, request=request), status=status)
    # Django logs the address of every refused request, and the address holds the token.
    answer._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django offers no other switch
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Content-Language"] = language
    answer.headers["Cache-Control"] = "private, no-store"
    if request.GET.get(PARAMETER) == language:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return answer
