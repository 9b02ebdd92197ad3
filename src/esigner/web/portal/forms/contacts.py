"""Rows for technical contacts: a fixed number, so that the page needs no script; empty rows are left out."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.forms import BoundField

from esigner.onboarding import applications
from esigner.web.portal.forms.fields import TextField
from esigner.web.portal.language import both, say

CONTACT_ROWS: Final = 3
PARTS: Final = ("name", "email", "phone")
_LABELS: Final = {
    "name": both("Vārds, uzvārds", "Name"),
    "email": both("E-pasts", "E-mail"),
    "phone": both("Tālrunis", "Telephone"),
}
_LONGEST: Final = {"name": 200, "email": 254, "phone": 40}
_WIDGETS: Final = {"name": forms.TextInput, "email": forms.EmailInput, "phone": forms.TextInput}


def contact_fields() -> dict[str, forms.Field]:
    """Return the fields `contacts-<row>-<part>`."""
    made: dict[str, forms.Field] = {
        f"contacts-{index}-{part}": TextField(
            required=False, label=_LABELS[part], widget=_WIDGETS[part](), longest=_LONGEST[part]
        )
        for index in range(CONTACT_ROWS)
        for part in PARTS
    }
    for field in made.values():
        # The page says once that empty rows are left out.
        field.optional = False  # type: ignore[attr-defined]  # read by the field tag
    return made


def contacts_of(data: Mapping[str, Any]) -> tuple[applications.Contact, ...]:
    """Return the rows in which anything was typed."""
    rows = ({part: data.get(f"contacts-{index}-{part}", "") for part in PARTS} for index in range(CONTACT_ROWS))
    return tuple(applications.Contact(**row) for row in rows if any(row.values()))


class ContactsForm(forms.Form):
    """The technical contacts alone, for maintenance."""

    use_required_attribute = False

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401 — Django's own signature
        """Make the rows."""
        super().__init__(*args, **values)
        self.fields.update(contact_fields())

    @staticmethod
    def of(contacts: tuple[applications.Contact, ...]) -> "ContactsForm":
        """Return the form filled in."""
        rows = enumerate(contacts[:CONTACT_ROWS])
        return ContactsForm(
            initial={f"contacts-{index}-{part}": getattr(row, part) for index, row in rows for part in PARTS}
        )

    def typed(self) -> tuple[applications.Contact, ...]:
        """Return what was typed."""
        self.full_clean()
        return contacts_of(self.cleaned_data)

    def add_faults(self, faults: tuple[applications.FieldError, ...]) -> None:
        """Add the domain's faults to their fields."""
        for fault in faults:
            name = "contacts.0.name" if fault.field == "contacts" else fault.field
            self.add_error(name.replace(".", "-"), say(fault.text))

    def contact_rows(self) -> list[list[BoundField]]:
        """Return the fields of each contact."""
        return [[self[f"contacts-{index}-{part}"] for part in PARTS] for index in range(CONTACT_ROWS)]
