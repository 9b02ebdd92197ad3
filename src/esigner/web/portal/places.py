"""Where a request comes from: the address as it is counted, and the mark by which a browser is recognised."""

import re
import secrets
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from esigner.registry.attempts import KNOWN_DAYS, Place

COOKIE: Final = "esigner_browser"
_MARK: Final = re.compile(r"[A-Za-z0-9_-]{22,64}")
_HOUSEHOLD_BITS: Final = 64
"""The owner of one IPv6 address has the other 2^64 of its network too."""


def place_of(request: HttpRequest) -> Place:
    """Return where the request comes from."""
    return Place(address=address_of(request), browser=_mark(request))


def address_of(request: HttpRequest) -> str:
    """Return the address as it is counted; empty where there is none (a unix socket)."""
    try:
        address = ip_address(_peer(request))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), _HOUSEHOLD_BITS), strict=False))
    return str(address)


def _peer(request: HttpRequest) -> str:
    """Return the caller's address: behind so many of our proxies, the one that the outermost of them saw."""
    proxies = settings.ESIGNER_TRUSTED_PROXIES
    seen = [text.strip() for text in request.headers.get("X-Forwarded-For", "").split(",") if text.strip()]
    return seen[-proxies] if 0 < proxies <= len(seen) else str(request.META.get("REMOTE_ADDR") or "")


def marked(request: HttpRequest, answer: HttpResponseBase) -> Place:
    """Give the browser a mark, or keep the one it has; return the place with it."""
    mark = _mark(request) or secrets.token_urlsafe(24)
    answer.set_cookie(
        COOKIE, mark, max_age=KNOWN_DAYS * 24 * 3600, secure=settings.SESSION_COOKIE_SECURE, httponly=True,
        samesite="Lax",
    )  # fmt: skip
    return Place(address=address_of(request), browser=mark)


def _mark(request: HttpRequest) -> str:
    mark = request.COOKIES.get(COOKIE, "")
    return mark if _MARK.fullmatch(mark) else ""
