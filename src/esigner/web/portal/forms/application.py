"""The application's form, built from the domain's own list of fields; the domain says what is wrong."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django import forms
from django.forms import BoundField

from esigner.onboarding import applications, prose
from esigner.web.portal.forms.contacts import CONTACT_ROWS, PARTS, contact_fields, contacts_of
from esigner.web.portal.forms.fields import TextField
from esigner.web.portal.language import both, say

_WIDTHS: Final = {"registration_number": 14, "monthly_volume": 12}


class ApplicationForm(forms.Form):
    """Reads what was typed; nothing is required here, since a draft may be incomplete."""

    use_required_attribute = False

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — Django's own signature
        """Make one field for each of the domain's, and rows for the contacts."""
        super().__init__(*args, **values)
        for field in applications.FIELDS:
            if field.kind == "contacts":
                self.fields.update(contact_fields())
            else:
                self.fields[field.name] = _field(field)

    @staticmethod
    def of(form: applications.Form) -> "ApplicationForm":
        """Return the page's form filled in with the domain's."""
        initial: dict[str, Any] = {
            field.name: getattr(form, field.name) for field in applications.FIELDS if field.kind != "contacts"
        }
        for index, contact in enumerate(form.contacts[:CONTACT_ROWS]):
            initial |= {f"contacts-{index}-{part}": getattr(contact, part) for part in PARTS}
        return ApplicationForm(initial=initial)

    def typed(self) -> applications.Form:
        """Return what was typed as the domain's form."""
        self.full_clean()
        data = self.cleaned_data
        plain = {
            field.name: data.get(field.name, "")
            for field in applications.FIELDS
            if field.kind in {"line", "text", "number"}
        }
        return applications.Form(
            **plain,
            contacts=contacts_of(data),
            formats=tuple(data.get("formats", ())),
            terms_read=bool(data.get("terms_read")),
        )

    def add_faults(self, faults: Sequence[applications.FieldError]) -> None:
        """Add the domain's faults to their fields."""
        for fault in faults:
            name = "contacts.0.name" if fault.field == "contacts" else fault.field
            self.add_error(name.replace(".", "-"), say(fault.text))

    def parts(self) -> Iterator[tuple[str, list[BoundField]]]:
        """Return the fields in the page's sections."""
        names = [field.name for field in applications.FIELDS]
        cut_one, cut_two = names.index("representative_name"), names.index("system_name")
        yield str(both("Iestāde", "Institution")), [self[name] for name in names[:cut_one]]
        people = [name for name in names[cut_one:cut_two] if name != "contacts"]
        yield str(both("Pārstāvis", "Representative")), [self[name] for name in people]
        end = names.index("terms_read")
        yield str(both("Izmantošana", "Use")), [self[name] for name in names[cut_two:end]]

    def contact_rows(self) -> list[list[BoundField]]:
        """Return the fields of each contact."""
        return [[self[f"contacts-{index}-{part}"] for part in PARTS] for index in range(CONTACT_ROWS)]


def _field(field: applications.Field) -> forms.Field:
    label, hint = both(field.label.lv, field.label.en), both(field.hint.lv, field.hint.en)
    made: forms.Field
    if field.kind == "formats":
        choices = [(key, both(text.lv, text.en)) for key, text in applications.FORMATS.items()]
        made = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=False)
    elif field.kind == "statement":
        made = forms.BooleanField(required=False)
    else:
        # Numbers are typed in groups, and the domain reports a line that is a little too long.
        made = TextField(longest=max(field.longest, prose.LONGEST_LINE), required=False, widget=_widget(field))
    made.label, made.help_text = label, hint
    # Read by the field tag: a draft requires nothing, yet most of it is needed in the end.
    made.optional = not field.required  # type: ignore[union-attr]
    return made


def _widget(field: applications.Field) -> forms.Widget:
    attributes: dict[str, Any] = {"autocomplete": field.autocomplete} if field.autocomplete else {}
    if field.kind == "text":
        return forms.Textarea(attrs=attributes | {"rows": 5})
    if field.name in _WIDTHS:
        attributes |= {"size": _WIDTHS[field.name], "inputmode": "numeric"}
    return forms.TextInput(attrs=attributes)
