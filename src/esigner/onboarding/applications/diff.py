"""What an institution changed between two submissions, field by field."""

from dataclasses import dataclass

from esigner.errors import Text
from esigner.onboarding.applications.form import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field that differs."""

    field: str
    label: Text
    before: str
    after: str


def changes(*, before: Form, after: Form) -> tuple[FieldChange, ...]:
    """Give the fields that differ, in the order of the form."""
    raise NotImplementedError
