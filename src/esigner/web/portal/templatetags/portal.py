"""Tags and filters of the portal's templates: sentences in both languages, form fields, tags of outcomes."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from esigner.errors import Text
from esigner.onboarding.cases import EnvironmentView
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import NetworkEntry
from esigner.registry import moments
from esigner.registry.certificates import Certificate
from esigner.registry.kinds import ClientStatus, RevocationReason
from esigner.registry.networks import Network
from esigner.web.portal import menu, typed_again
from esigner.web.portal.language import current, say

register = template.Library()

VENDOR_STYLES = ("vendor/designsystemet/theme.css", "vendor/designsystemet/index.css")


@register.simple_tag
def text(lv: str, en: str, **values: object) -> str:
    """Return one of two sentences; `{placeholders}` are filled and escaped."""
    sentence = en if current() == "en" else lv
    return format_html(sentence, **values) if values else sentence


@register.filter(name="say")
def say_filter(value: object) -> str:
    """Return a Text in the page's language; any other value as it is."""
    return say(value) if isinstance(value, Text) else str(value or "")


@register.filter
def moment(value: datetime | date | None) -> str:
    """Return a date, or a date and a time in Riga, as people write it here."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moments.moment(value, language=current())
    return moments.day(value, language=current())


@register.filter
def duration(seconds: float | None) -> str:
    """Return a length of time in its two largest units."""
    if seconds is None:
        return ""
    minutes = int(seconds) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    words = {"lv": ("d.", "st.", "min."), "en": ("d", "h", "min")}[current()]
    if days:
        return f"{days} {words[0]} {hours} {words[1]}"
    return f"{hours} {words[1]} {minutes % 60} {words[2]}" if hours else f"{minutes} {words[2]}"


@register.simple_tag
def agency(part: str) -> str:
    """Return a fact of the agency that runs this installation; `name` is in the page's language."""
    key = f"name_{current()}" if part == "name" else part
    return str(settings.ESIGNER_AGENCY[key])


@register.simple_tag
def sandbox() -> bool:
    """Return whether this is a demonstration or test installation."""
    return bool(settings.ESIGNER_SANDBOX)


@register.simple_tag
def vendor_styles() -> SafeString:
    """Link Designsystemet's style sheets where they are installed; the pages do without them otherwise."""
    found = [name for name in VENDOR_STYLES if finders.find(name)]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(name),) for name in found))


@register.simple_tag
def menu_entries(person: Person | None, path: str) -> list[tuple[menu.Entry, bool]]:
    """Return the main menu of this person, each entry with whether it is the current one."""
    return [(entry, entry.is_current(path)) for entry in menu.entries(person)]


@register.inclusion_tag("portal/parts/field.html", takes_context=True)
def field(context: Context, bound: BoundField, rows: int | None = None, kind: str = "") -> dict[str, Any]:
    """Show a form field: label, hint, control, faults, all tied together for a screen reader; with what was typed."""
    typed_again.fill(bound, context.get("request"))
    widget = bound.field.widget
    grouped = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    if grouped:
        widget.attrs["class"] = "ds-input"
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, Any] = {"class": f"ds-input {kind}".strip()}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if rows:
        attributes["rows"] = rows
    return {
        "bound": bound,
        "control": "" if grouped else bound.as_widget(attrs=attributes),
        "grouped": grouped,
        "ticked": isinstance(widget, CheckboxInput),
        # A form whose rules are the domain's says itself which fields are optional.
        "optional": getattr(bound.field, "optional", not bound.field.required),
        "described": " ".join(described),
    }


@register.inclusion_tag("portal/parts/errors.html")
def errors(*forms: Any) -> dict[str, Any]:  # noqa: ANN401 — forms and formsets share no base class
    """Show all faults at the top of the page, each leading to its field."""
    faults: list[tuple[str, str]] = []
    for form in forms:
        faults += [(_first_id(form), str(fault)) for fault in form.non_field_errors()]
        faults += [(bound.id_for_label or bound.auto_id, str(fault)) for bound in form for fault in bound.errors]
    return {"faults": faults}


def _first_id(form: Iterable[BoundField]) -> str:
    return next((bound.id_for_label for bound in form if not bound.is_hidden), "")


@register.inclusion_tag("portal/parts/checks.html")
def checks(results: Iterable[Any]) -> dict[str, Any]:
    """Show named checks with their outcomes: what blocks first, then what needs attention."""
    order = ("failed", "warning", "passed")
    return {"checks": sorted(results, key=lambda one: order.index(str(one.outcome)))}


OUTCOMES: Mapping[str, tuple[str, Text]] = {
    "passed": ("success", Text("Izpildīts", "Passed")),
    "warning": ("warning", Text("Brīdinājums", "Warning")),
    "failed": ("danger", Text("Nav izpildīts", "Failed")),
    "not_run": ("neutral", Text("Nav veikts", "Not run")),
    "ok": ("success", Text("Izpildīts", "Done")),
    "refused": ("danger", Text("Atteikts", "Refused")),
    "active": ("success", Text("Aktīvs", "Active")),
    "valid": ("success", Text("Derīgs", "Valid")),
    "revoked": ("danger", Text("Anulēts", "Revoked")),
    "expired": ("neutral", Text("Beidzies termiņš", "Expired")),
    "no_certificate": ("warning", Text("Nav spēkā esoša sertifikāta", "No certificate in force")),
    "no_network": ("warning", Text("Nav spēkā esoša tīkla", "No network in force")),
    "suspended": ("warning", Text("Apturēts", "Suspended")),
    "closed": ("neutral", Text("Slēgts", "Closed")),
    "submitted": ("info", Text("Iesniegts", "Submitted")),
    "approved_once": ("info", Text("Viens apstiprinājums", "One approval")),
    "approved": ("success", Text("Apstiprināts", "Approved")),
    "returned": ("warning", Text("Atdots labošanai", "Returned")),
}


@register.simple_tag
def outcome(value: object, title: Text | None = None) -> SafeString:
    """Show an outcome or a status as a coloured word; the word alone carries the meaning."""
    color, known = OUTCOMES.get(str(value).lower(), ("neutral", Text(str(value), str(value))))
    return format_html('<span class="ds-tag" data-color="{}">{}</span>', color, say(title or known))


@register.simple_tag
def client_state(view: EnvironmentView) -> SafeString:
    """Show whether a client may call, and say so where it may but has nothing to call with."""
    if view.client is None:
        return SafeString("")
    if view.client.status is ClientStatus.ACTIVE and not view.has_certificate:
        return outcome("no_certificate")
    if view.client.status is ClientStatus.ACTIVE and not view.has_network:
        return outcome("no_network")
    return outcome(view.client.status)


@register.simple_tag
def certificate_state(certificate: Certificate, at: datetime) -> SafeString:
    """Show a certificate's status with the day that matters: when it was revoked, else when it ends or ended."""
    if certificate.revoked_at is not None:
        return _dated(outcome("revoked"), "", certificate.revoked_at)
    if at > certificate.not_after:
        return _dated(outcome("expired"), "", certificate.not_after)
    return _dated(outcome(certificate.status), say(Text("līdz", "until")), certificate.not_after)


def _dated(tag: SafeString, word: str, at: datetime) -> SafeString:
    return format_html('{} <span class="nowrap">{}</span>', tag, f"{word} {moment(at)}".strip())


@register.simple_tag
def days(network: Network | NetworkEntry) -> str:
    """Return the days between which a network is allowed, in words."""
    first, last = moment(network.first_day), moment(network.last_day)
    if first and last:
        return say(Text(f"no {first} līdz {last}", f"from {first} until {last}"))
    if first:
        return say(Text(f"no {first}, bez beigu termiņa", f"from {first}, without an end"))
    return say(Text(f"līdz {last}", f"until {last}")) if last else say(Text("bez termiņa", "without an end"))


@register.simple_tag
def revocation_reason(value: str) -> str:
    """Return a stored reason of revocation in words."""
    try:
        return say(RevocationReason(value).title)
    except ValueError:
        return value


@register.filter
def markdown(value: Text) -> SafeString:
    """Return a text of headings, paragraphs and lists as HTML; everything else is escaped."""
    from esigner.web.portal import prose  # noqa: PLC0415 — only the Terms need it

    return prose.html(say(value))
