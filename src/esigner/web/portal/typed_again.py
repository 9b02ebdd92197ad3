"""What was typed on a page that comes back at once, in another language or with a challenge: it is there again.

(1) The button that leaves the page sends the page's form along (`form=`, `formaction=`): no script.
(2) The text waits in the browser's session for the next page at that address, ten minutes at most, and once.
(3) The tag `field` fills the fields with it.

Passwords, codes, private keys and files are never kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.contrib import messages
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, PasswordInput
from django.http import HttpRequest
from django.utils import timezone

from esigner.web.portal import typed_text
from esigner.web.portal.language import both

SESSION_KEY: Final = "typed_again"
SECONDS: Final = 600
_NOT_TYPED: Final = frozenset({"language", "next", "action", "csrfmiddlewaretoken"})

Kept = Mapping[str, list[str]]


def keep(request: HttpRequest, *, path: str, without: tuple[str, ...] = ()) -> None:
    """Keep the fields that were sent along for the page at the address; report what cannot be kept.

    Args:
        request: What the button sent; its mark was valid.
        path: The address with its query, at which the form is next.
        without: Fields that the page fills in itself.
    """
    if not any("".join(texts).strip() for name, texts in request.POST.lists() if name not in _NOT_TYPED):
        return
    typed = typed_text.read(request)
    if typed is None or not typed_text.may_keep(request):
        messages.warning(
            request, both("Ierakstīto neizdevās paturēt; ierakstiet to vēlreiz.", "What you typed could not be kept.")
        )
        return
    fields = tuple((name, text) for name, text in typed.fields if name not in _NOT_TYPED.union(without))
    _remember(request, replace(typed, path=path, fields=fields))
    if typed.files or any(name.endswith("_file") and text for name, text in fields):
        messages.warning(request, both("Datnes būs jāizvēlas no jauna.", "Files must be chosen again."))


def _remember(request: HttpRequest, typed: typed_text.Typed) -> None:
    ended: str = getattr(request, "ended_person_id", "")
    request.session[SESSION_KEY] = {
        "path": typed.path, "fields": typed.fields, "person": str(request.user.pk or ended),
        "seconds": int(timezone.now().timestamp()),
    }  # fmt: skip


def find(request: HttpRequest) -> Kept | None:
    """Return what waits for this page, once for each request; None where nothing does."""
    if not hasattr(request, "typed_again"):
        request.typed_again = _take(request)  # type: ignore[attr-defined]  # our own
    found: Kept | None = request.typed_again  # type: ignore[attr-defined]  # as above
    return found


def _take(request: HttpRequest) -> Kept | None:
    kept = request.session.get(SESSION_KEY) if request.method == "GET" else None
    if kept is None or kept["path"] != request.get_full_path():
        return None
    del request.session[SESSION_KEY]
    age = timezone.now().timestamp() - kept["seconds"]
    if age > SECONDS or kept["person"] not in {"", str(request.user.pk)}:
        return None
    fields: dict[str, list[str]] = {}
    for name, text in kept["fields"]:
        fields.setdefault(str(name), []).append(str(text))
    return fields


def fill(bound: BoundField, request: HttpRequest | None) -> None:
    """Fill a field of an unsent form with what waits for it."""
    widget = bound.field.widget
    if request is None or bound.form.is_bound or isinstance(widget, (FileInput, PasswordInput)):
        return
    kept = find(request)
    if kept is None:
        return
    texts = kept.get(bound.html_name)
    if isinstance(widget, CheckboxInput):
        bound.form.initial[bound.name] = bool(texts)
    elif isinstance(widget, CheckboxSelectMultiple):
        bound.form.initial[bound.name] = texts or []
    elif texts is not None:
        bound.form.initial[bound.name] = texts[-1]
    bound.__dict__.pop("initial", None)
