"""What somebody had typed when a form was refused for its mark or for a session that had ended: it is not lost.

(1) The mark (CSRF) is not valid: the page shows the text with a fresh mark, to send again with one button – unless
    another site sent the form: then nothing of it is shown.
(2) The session has ended: the text waits in the browser's new session until its person has signed in, and is shown
    then in the same way.

Passwords, codes, private keys and files are never kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from esigner.errors import Text
from esigner.onboarding import prose
from esigner.registry import attempts
from esigner.registry.errors import TooManyAttemptsError
from esigner.web import refusals
from esigner.web.portal.language import both
from esigner.web.portal.places import address_of
from esigner.web.refusals import Refusal

SESSION_KEY: Final = "typed_text"
RESUME_PATH: Final = "/turpinat/"
_NEVER: Final = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code")
_FIELDS: Final = 200
_CHARACTERS: Final = 64 * 1024
_KEPT: Final = attempts.Limit(tries=30, seconds=3600)
"""Forms of strangers that are kept, for each address: they take room in the database."""
KEPT: Final = both(
    "Ierakstītais nav zudis: pēc ieiešanas to redzēsiet un varēsiet nosūtīt.",
    "What you typed is not lost: once you have signed in you see it and can send it.",
)
LOST: Final = both(
    "Nosūtītais nav saglabāts un nav paturēts. Pārlūka poga „Atpakaļ” var atgriezt ierakstīto.",
    "What you sent was not saved and is not kept. Your browser's Back button may bring back what you typed.",
)


_LABELS: Final[Mapping[str, Text]] = {
    "login": Text("E-pasta adrese", "E-mail address"),
    "email": Text("E-pasta adrese", "E-mail address"),
    "phone": Text("Tālrunis", "Telephone"),
    "name": Text("Vārds, uzvārds", "Name"),
    "given_name": Text("Vārds", "Given name"),
    "surname": Text("Uzvārds", "Surname"),
    "registration_number": Text("Reģistrācijas numurs", "Registration number"),
    "institution_name": Text("Iestāde", "Institution"),
    "address": Text("Adrese", "Address"),
    "representative_name": Text("Pārstāvis", "Representative"),
    "representative_position": Text("Pārstāvja amats", "Representative's position"),
    "system_name": Text("Sistēma", "System"),
    "purpose": Text("Mērķis", "Purpose"),
    "monthly_volume": Text("Parakstu skaits mēnesī", "Signatures a month"),
    "cidr": Text("Tīkls", "Network"),
    "label": Text("Nosaukums", "Label"),
    "owner": Text("Īpašnieks", "Owner"),
    "valid_from": Text("Derīgs no", "Valid from"),
    "valid_to": Text("Derīgs līdz", "Valid until"),
    "return_origins": Text("Atgriešanās adreses", "Return origins"),
    "csr": Text("Sertifikāta pieprasījums", "Certificate signing request"),
    "certificate": Text("Sertifikāts", "Certificate"),
    "chain": Text("Sertifikātu ķēde", "Certificate chain"),
    "nonce_signature": Text("Izaicinājuma paraksts", "Signature of the nonce"),
    "subject": Text("Temats", "Subject"),
    "text": Text("Teksts", "Text"),
    "request_ids": Text("Pieprasījumu numuri", "Request ids"),
    "explanation": Text("Paskaidrojums", "Explanation"),
    "reason": Text("Iemesls", "Reason"),
}
"""Fields that people write in; for a row (`contacts-0-name`) the last part counts."""
_LONG: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field as it was sent."""

    name: str
    text: str
    label: Text | None
    """None for what was not written by a person."""

    @property
    def is_long(self) -> bool:
        """Return whether it needs more than a line."""
        return len(self.text) > _LONG or "\n" in self.text


def _field(pair: tuple[str, str]) -> Field:
    name, text = pair
    known = _LABELS.get(name.rpartition("-")[2])
    label = known or (Text(name, name) if len(text) > _LONG else None)
    return Field(name=name, text=text, label=label if text.strip() else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was sent."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    """Names of files, which must be chosen again."""

    @property
    def shown(self) -> tuple[Field, ...]:
        """Return what a person wrote."""
        return tuple(one for one in map(_field, self.fields) if one.label is not None)

    @property
    def hidden(self) -> tuple[Field, ...]:
        """Return what the page put in, and empty fields: sent again unseen."""
        return tuple(one for one in map(_field, self.fields) if one.label is None)


def read(request: HttpRequest) -> Typed | None:
    """Return what a form held; None where there is nothing worth keeping, or more than is kept."""
    try:
        pairs = [(name, text) for name, texts in request.POST.lists() for text in texts if _is_kept(name, text)]
        files = [file.name or "" for _, several in request.FILES.lists() for file in several]
    except (SuspiciousOperation, UnreadablePostError):
        return None
    if not pairs or len(pairs) > _FIELDS or sum(len(name) + len(text) for name, text in pairs) > _CHARACTERS:
        return None
    return Typed(path=request.get_full_path(), fields=tuple(pairs), files=tuple(files))


def _is_kept(name: str, text: str) -> bool:
    return name not in _NEVER and prose.may_be_shown(text)


def is_from_here(request: HttpRequest) -> bool:
    """Return whether one of our pages sent the form, as far as the browser tells."""
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
    """Keep the form of a person whose session has ended, and send them to sign in.

    Args:
        request: The form as it was sent; its mark was valid.
        person_id: Whose session it was; empty where that is no longer known.
    """
    typed = read(request)
    if not person_id:
        messages.info(request, both("Sesija ir beigusies; ieejiet no jauna.", "Your session has ended; sign in again."))
    if typed is None or not may_keep(request):
        messages.warning(request, LOST)
        return _to_sign_in(urlsplit(request.headers.get("Referer", "")).path or "/")
    request.session[SESSION_KEY] = {
        "path": typed.path, "fields": typed.fields, "files": typed.files, "person": person_id
    }  # fmt: skip
    messages.info(request, KEPT)
    return _to_sign_in(RESUME_PATH)


def take(request: HttpRequest) -> Typed | None:
    """Return what was kept for the person who is signed in now, once; never another person's."""
    kept = request.session.pop(SESSION_KEY, None)
    if kept is None or kept["person"] not in {"", str(request.user.pk)}:
        return None
    fields = tuple((str(name), str(text)) for name, text in kept["fields"])
    return Typed(path=kept["path"], fields=fields, files=tuple(kept["files"]))


def may_keep(request: HttpRequest) -> bool:
    """Count one more form that is kept for an address; False where it has had its share."""
    try:
        attempts.spend(what="typed text", by=address_of(request), limit=_KEPT, at=timezone.now())
    except TooManyAttemptsError:
        return False
    return True


def _to_sign_in(then: str) -> HttpResponse:
    return redirect(f"/konts/login/?{urlencode({'next': then})}")


@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """Show what was kept; the list of cases where there is nothing."""
    typed = take(request)
    return page(request, typed) if typed else redirect("cases")
