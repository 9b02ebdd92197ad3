"""The fields of the application "Par E-parakstītāja izmantošanas pieprasījuma reģistrēšanu" and what each must be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from esigner.errors import Text

FORMATS: Final[dict[str, Text]] = {
    "edoc": Text("EDOC (ASiC-E, XAdES)", "EDOC (ASiC-E, XAdES)"),
    "asice": Text("ASiC-E (XAdES)", "ASiC-E (XAdES)"),
    "pdf": Text("PDF (PAdES)", "PDF (PAdES)"),
}
"""Signature formats an institution may plan to use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A technical contact of the institution."""

    name: str
    email: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The application's fields as they were typed; `validate` says what is wrong with them."""

    registration_number: str = ""
    institution_name: str = ""
    address: str = ""
    representative_name: str = ""
    representative_position: str = ""
    contacts: tuple[Contact, ...] = ()
    system_name: str = ""
    purpose: str = ""
    formats: tuple[str, ...] = ()
    """Keys of FORMATS."""
    monthly_volume: str = ""
    """Expected signatures a month; a whole number."""
    terms_read: bool = False
    """The statement that the Terms were read."""

    def as_dict(self) -> dict[str, Any]:
        """Give the fields as plain JSON, camelCase, in the order of the form."""
        raise NotImplementedError

    @staticmethod
    def from_dict(value: Mapping[str, Any]) -> "Form":
        """Give the form that `as_dict` wrote."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How a door shows one field."""

    name: str
    """The attribute of Form."""
    label: Text
    hint: Text
    kind: Literal["line", "text", "number", "contacts", "formats", "statement"]
    autocomplete: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """What is wrong with one field."""

    field: str
    """The attribute of Form; for a contact `contacts.0.email`."""
    code: str
    text: Text = field(default_factory=lambda: Text("", ""))


FIELDS: Final[tuple[Field, ...]] = ()


def validate(form: Form) -> tuple[FieldError, ...]:
    """Give every fault of every field; empty when the form can be rendered."""
    raise NotImplementedError
