"""The middleware of every door: its own address in links, and what every answer has, whatever the view."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]

KEPT_BY_NOBODY: Final = frozenset({"portal", "sign", "api"})
"""Doors whose answers are for one person or one client; certificates and lists of the trust door are for all."""
HSTS: Final = f"max-age={365 * 24 * 3600}"


def _door() -> str:
    # Among the settings that differ from door to door, which the type checker does not see.
    return str(getattr(settings, "ESIGNER_DOOR", ""))


def own_url() -> str:
    """Give the base URL of the door that this process is; the portal's where it is none."""
    parts = (_door(), str(getattr(settings, "ESIGNER_ENVIRONMENT", "")))
    return str(settings.ESIGNER_URLS.get("_".join(part for part in parts if part), settings.ESIGNER_URLS["portal"]))


class DoorMiddleware:
    """Stands outside of everything but static files."""

    def __init__(self, get_response: Handler) -> None:
        """Keep the next handler."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with links to our own address: Host is the caller's word."""
        # What `build_absolute_uri` begins with; Django offers no setting for it.
        request._current_scheme_host = own_url()  # type: ignore[attr-defined]  # noqa: SLF001 — see above
        answer = self.get_response(request)
        if _door() in KEPT_BY_NOBODY:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        if own_url().startswith("https:") and not settings.ESIGNER_SANDBOX:
            answer.headers["Strict-Transport-Security"] = HSTS
        return answer
