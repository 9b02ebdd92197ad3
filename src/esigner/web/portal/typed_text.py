"""What somebody had typed when a form was refused for its mark or for a session that had ended: it is not lost.

(1) The mark (CSRF) is not valid: the page shows the text with a fresh mark, to send again with one button – unless
    another site sent the form: then nothing of it is shown.
(2) The session has ended: the text waits in the browser's new session until its person has signed in, and is shown
    then in the same way.

Passwords, codes and files are never kept.
"""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from esigner.registry import attempts
from esigner.registry.errors import TooManyAttempts
from esigner.web import refusals
from esigner.web.portal.places import address_of
from esigner.web.refusals import Refusal

SESSION_KEY: Final = "typed_text"
RESUME_PATH: Final = "/turpinat/"
_NEVER: Final = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code")
_FIELDS: Final = 200
_CHARACTERS: Final = 64 * 1024
_KEPT: Final = attempts.Limit(tries=30, seconds=3600)
"""Forms of strangers that are kept, for each address: they take room in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was sent."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    """Names of files, which must be chosen again."""


def read(request: HttpRequest) -> Typed | None:
    """Give what a form held; None where there is nothing of worth, or more than is kept."""
    try:
        pairs = [(name, text) for name, texts in request.POST.lists() for text in texts if name not in _NEVER]
        files = [file.name or "" for _, several in request.FILES.lists() for file in several]
    except (SuspiciousOperation, UnreadablePostError):
        return None
    if not pairs or len(pairs) > _FIELDS or sum(len(name) + len(text) for name, text in pairs) > _CHARACTERS:
        return None
    return Typed(path=request.get_full_path(), fields=tuple(pairs), files=tuple(files))


def is_from_here(request: HttpRequest) -> bool:
    """Say whether a page of ours sent the form, as far as the browser tells."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    if not origin:
        return True
    parts = urlsplit(origin)
    return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())


def page(request: HttpRequest, typed: Typed, *, refusal: Refusal | None = None) -> HttpResponse:
    """Show the text with a button that sends it again."""
    context: dict[str, Any] = {"typed": typed, "refusal": refusal, "reference": refusals.reference(request)}
    answer = render(request, "portal/typed_text.html", context, status=refusal.status if refusal else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def keep_and_sign_in(request: HttpRequest, *, person_id: str) -> HttpResponse:
    """Keep the form of somebody whose session has ended, and lead them to sign in.

    Args:
        request: The form as it was sent; its mark was valid.
        person_id: Whose session it was; empty where nobody knows any more.
    """
    typed = read(request)
    if typed is None or not _may_keep(request):
        return _to_sign_in(urlsplit(request.headers.get("Referer", "")).path or "/")
    request.session[SESSION_KEY] = {
        "path": typed.path, "fields": typed.fields, "files": typed.files, "person": person_id
    }  # fmt: skip
    return _to_sign_in(RESUME_PATH)


def take(request: HttpRequest) -> Typed | None:
    """Give what was kept for the person who is signed in now, once; nobody else's."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept is None or kept["person"] not in {"", str(request.user.pk)}:
        return None
    fields = tuple((str(name), str(text)) for name, text in kept["fields"])
    return Typed(path=kept["path"], fields=fields, files=tuple(kept["files"]))


def _may_keep(request: HttpRequest) -> bool:
    try:
        attempts.spend(what="typed text", by=address_of(request), limit=_KEPT, at=timezone.now())
    except TooManyAttempts:
        return False
    return True


def _to_sign_in(then: str) -> HttpResponse:
    return redirect(f"/konts/login/?{urlencode({'next': then})}")


def resume(request: HttpRequest) -> HttpResponse:
    """Show what was kept; the list of cases where there is nothing."""
    typed = take(request)
    return page(request, typed) if typed else redirect("cases")
