"""What views take from a request: the person who asks, the time, a file or a pasted text."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, Final, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from esigner.ades.encoding.format_table import MEDIA_TYPES_BY_ENDING
from esigner.onboarding.act import PersonalAct, act_of
from esigner.onboarding.permissions import Person
from esigner.web.portal import typed_text

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, PersonalAct, P], HttpResponse]


def now() -> datetime:
    """Return the door's time: read once for an act, and passed down with it."""
    return timezone.now()


LARGEST_KEY_FILE_BYTES: Final = 128 * 1024
"""Of an uploaded request, certificate, chain or signature."""
DOWNLOAD_TYPES: Final = {
    ".pdf": "application/pdf",
    ".json": "application/json",
    ".zip": "application/zip",
    **{ending: MEDIA_TYPES_BY_ENDING[ending] for ending in (".asice", ".edoc")},
    ".pem": "application/x-pem-file",
}


def signed_in(view: "View[P]") -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Admit only signed-in people, and pass the view their act, made here once; what strangers typed is kept."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **values: P.kwargs) -> HttpResponse:
        person: Person = request.person  # type: ignore[attr-defined]  # set by PersonMiddleware
        return view(request, act_of(person, at=now()), *args, **values)

    asking = cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", login_required(wrapped))

    @wraps(view)
    def keeping(request: HttpRequest, *args: P.args, **values: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return typed_text.keep_and_sign_in(request, person_id=getattr(request, "ended_person_id", ""))
        return asking(request, *args, **values)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", keeping)


def uploaded(request: HttpRequest, name: str, *, limit_bytes: int | None = None) -> tuple[str, bytes] | None:
    """Return name and bytes of an uploaded file, or None where none was chosen.

    Args:
        request: Of a form with files.
        name: The field.
        limit_bytes: Of a larger file one byte more is returned, which shows that it is too large.
    """
    file = request.FILES.get(name)
    if not isinstance(file, UploadedFile):
        return None
    file.seek(0)
    return file.name or name, file.read() if limit_bytes is None else file.read(limit_bytes + 1)


def pasted_or_uploaded(request: HttpRequest, name: str) -> bytes:
    """Return the bytes of `<name>_file` where one was chosen, else of the pasted text `<name>`."""
    file = uploaded(request, f"{name}_file", limit_bytes=LARGEST_KEY_FILE_BYTES)
    return file[1] if file else request.POST.get(name, "").strip().encode("utf-8", "replace")


def download(name: str, content: bytes) -> HttpResponse:
    """Return a file to keep; never shown inside the portal's origin."""
    suffix = name[name.rfind(".") :].lower()
    answer = HttpResponse(content, content_type=DOWNLOAD_TYPES.get(suffix, "application/octet-stream"))
    answer.headers["Content-Disposition"] = _disposition(name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def to(name: str, *args: UUID | str | int, fragment: str = "") -> HttpResponseRedirect:
    """Redirect after a POST to one of our pages."""
    answer = redirect(name, *args)
    if fragment:
        answer["Location"] += f"#{fragment}"
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


Context = dict[str, Any]
