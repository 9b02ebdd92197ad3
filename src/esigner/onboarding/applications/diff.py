"""What an institution changed between two submissions, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass

from esigner.errors import Text
from esigner.onboarding.form import FIELDS, FORMATS, Form


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs."""

    field: str
    label: Text
    before: str
    after: str


def changes(*, before: Form, after: Form) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the form."""
    return tuple(_changes(before, after))


def _changes(before: Form, after: Form) -> Iterator[FieldChange]:
    for field in FIELDS:
        old, new = shown(before, field.name), shown(after, field.name)
        if old != new:
            yield FieldChange(field=field.name, label=field.label, before=old, after=new)


def shown(form: Form, name: str) -> str:
    """Return one field's value as it is printed."""
    match name:
        case "contacts":
            return "; ".join(f"{c.name}, {c.email}, {c.phone}" for c in form.contacts)
        case "formats":
            return ", ".join(FORMATS[key].lv if key in FORMATS else key for key in form.formats)
        case "terms_read":
            return "jā" if form.terms_read else "nē"
        case _:
            return str(getattr(form, name))
