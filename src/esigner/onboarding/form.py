"""The fields of the application "Par E-parakstītāja izmantošanas pieprasījuma reģistrēšanu" and their JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

    def tidied(self) -> "Form":
        """Return the form with its numbers as digits alone: people write them in groups."""
        return replace(
            self,
            registration_number="".join(self.registration_number.split()),
            monthly_volume="".join(self.monthly_volume.split()),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as plain JSON, camelCase, in the order of the form."""
        return {
            "registrationNumber": self.registration_number,
            "institutionName": self.institution_name,
            "address": self.address,
            "representativeName": self.representative_name,
            "representativePosition": self.representative_position,
            "contacts": [{"name": c.name, "email": c.email, "phone": c.phone} for c in self.contacts],
            "systemName": self.system_name,
            "purpose": self.purpose,
            "formats": list(self.formats),
            "monthlyVolume": self.monthly_volume,
            "termsRead": self.terms_read,
        }

    @staticmethod
    def from_dict(value: Mapping[str, Any]) -> "Form":
        """Return the form that `as_dict` wrote."""
        return Form(
            registration_number=value["registrationNumber"],
            institution_name=value["institutionName"],
            address=value["address"],
            representative_name=value["representativeName"],
            representative_position=value["representativePosition"],
            contacts=tuple(Contact(**contact) for contact in value["contacts"]),
            system_name=value["systemName"],
            purpose=value["purpose"],
            formats=tuple(value["formats"]),
            monthly_volume=value["monthlyVolume"],
            terms_read=value["termsRead"],
        )


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
    longest: int = 200
    """Characters at most."""


FIELDS: Final[tuple[Field, ...]] = (
    Field(
        name="registration_number",
        label=Text("Iestādes reģistrācijas numurs", "Institution's registration number"),
        hint=Text("11 cipari, piemēram, 90000069281", "11 digits, for example 90000069281"),
        kind="line",
        longest=11,
    ),
    Field(
        name="institution_name",
        label=Text("Iestādes nosaukums", "Institution's name"),
        hint=Text("Pilns nosaukums, kā reģistrā", "The full name, as registered"),
        kind="line",
        autocomplete="organization",
    ),
    Field(
        name="address",
        label=Text("Iestādes adrese", "Institution's address"),
        hint=Text("Iela, māja, vieta, pasta indekss", "Street, house, place, postal code"),
        kind="line",
        autocomplete="street-address",
    ),
    Field(
        name="representative_name",
        label=Text("Iestādes pārstāvis", "Institution's representative"),
        hint=Text("Tās personas vārds un uzvārds, kas parakstīs pieteikumu", "Name of the person who will sign"),
        kind="line",
        autocomplete="name",
    ),
    Field(
        name="representative_position",
        label=Text("Pārstāvja amats", "Representative's position"),
        hint=Text("Piemēram, direktors", "For example, director"),
        kind="line",
        autocomplete="organization-title",
        required=False,
    ),
    Field(
        name="contacts",
        label=Text("Tehniskās kontaktpersonas", "Technical contacts"),
        hint=Text("Vismaz viena: vārds, e-pasts, tālrunis", "At least one: name, e-mail, telephone"),
        kind="contacts",
    ),
    Field(
        name="system_name",
        label=Text("Informācijas sistēmas nosaukums", "Name of the information system"),
        hint=Text("Sistēma, kas izsauks E-parakstītāju", "The system that will call the E-signer"),
        kind="line",
    ),
    Field(
        name="purpose",
        label=Text("Izmantošanas mērķis", "Purpose of use"),
        hint=Text("Kādus dokumentus un kas parakstīs", "Which documents will be signed, and by whom"),
        kind="text",
        longest=2000,
    ),
    Field(
        name="formats",
        label=Text("Plānotie paraksta formāti", "Planned signature formats"),
        hint=Text("Izvēlieties vismaz vienu", "Choose at least one"),
        kind="formats",
    ),
    Field(
        name="monthly_volume",
        label=Text("Paredzamais parakstu skaits mēnesī", "Expected signatures a month"),
        hint=Text("Vesels skaitlis", "A whole number"),
        kind="number",
        longest=9,
    ),
    Field(
        name="terms_read",
        label=Text(
            "Apliecinu, ka Iestāde ir iepazinusies ar E-parakstītāja lietošanas noteikumiem",
            "I state that the Institution has read the terms of use of the E-signer",
        ),
        hint=Text("Noteikumi vispirms jāatver", "The Terms must be opened first"),
        kind="statement",
    ),
)
