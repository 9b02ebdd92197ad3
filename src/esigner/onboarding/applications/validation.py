"""What is wrong with each field of a form, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from esigner.errors import Text
from esigner.onboarding.applications.form import FIELDS, FORMATS, Contact, Field, Form
from esigner.pki import registration_number
from esigner.pki.checks import Outcome

MOST_CONTACTS = 10
LONGEST_NAME = 200
FIRST_PRINTABLE = 32
_PHONE = re.compile(r"\+?[0-9 ()-]{6,20}")
_PERSONAL_CODE = re.compile(r"(?<!\d)\d{6}-\d{5}(?!\d)")
_WHOLE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """What is wrong with one field."""

    field: str
    """The attribute of Form; for a contact `contacts.0.email`."""
    code: str
    text: Text


def validate(form: Form) -> tuple[FieldError, ...]:
    """Give every fault of every field, in the order of the form; empty when it can be rendered."""
    return tuple(fault for field in FIELDS for fault in _faults(field, form))


def check_contacts(contacts: tuple[Contact, ...]) -> tuple[FieldError, ...]:
    """Give every fault of the technical contacts."""
    return tuple(_contacts(contacts))


def holds_personal_code(text: str) -> bool:
    """Say whether a personal code was typed; the audit keeps none."""
    return _PERSONAL_CODE.search(text) is not None


def _faults(field: Field, form: Form) -> Iterator[FieldError]:
    value = getattr(form, field.name)
    match field.kind:
        case "contacts":
            yield from _contacts(value)
        case "formats":
            yield from _formats(value)
        case "statement":
            if not value:
                yield _statement_missing()
        case _:
            yield from _text(field, value)


def _text(field: Field, value: str) -> Iterator[FieldError]:
    if not value.strip():
        if field.required:
            yield _missing(field.name, field.label)
    elif len(value) > field.longest:
        yield _too_long(field)
    elif any(ord(letter) < FIRST_PRINTABLE and letter not in "\r\n\t" for letter in value):
        yield FieldError(
            field=field.name,
            code="CONTROL_CHARACTER",
            text=Text("Izdzēsiet neredzamās vadības rakstzīmes.", "Remove the invisible control characters."),
        )
    elif holds_personal_code(value):
        yield FieldError(
            field=field.name,
            code="PERSONAL_CODE",
            text=Text("Neierakstiet šeit personas kodu.", "Do not write a personal code here."),
        )
    elif field.name == "registration_number":
        yield from _registration_number(value)
    elif field.kind == "number" and not _WHOLE_NUMBER.fullmatch(value.strip()):
        yield FieldError(
            field=field.name,
            code="NOT_A_NUMBER",
            text=Text(
                "Ierakstiet veselu skaitli, kas ir lielāks par nulli.", "Write a whole number greater than zero."
            ),
        )


def _registration_number(value: str) -> Iterator[FieldError]:
    if settings.ESIGNER_SANDBOX and value.strip() == registration_number.SANDBOX_ALIAS:
        return
    check = registration_number.check(value.strip())
    if check.outcome is Outcome.FAILED:
        yield FieldError(field="registration_number", code=check.name, text=check.text)


def _formats(value: tuple[str, ...]) -> Iterator[FieldError]:
    if not value or set(value) - set(FORMATS):
        yield FieldError(
            field="formats",
            code="FORMAT_MISSING",
            text=Text("Izvēlieties vismaz vienu paraksta formātu.", "Choose at least one signature format."),
        )


def _statement_missing() -> FieldError:
    return FieldError(
        field="terms_read",
        code="STATEMENT_MISSING",
        text=Text(
            "Apliecinājums, ka Noteikumi ir izlasīti, ir obligāts.",
            "The statement that the Terms were read is required.",
        ),
    )


def _contacts(contacts: tuple[Contact, ...]) -> Iterator[FieldError]:
    if not 0 < len(contacts) <= MOST_CONTACTS:
        yield FieldError(
            field="contacts",
            code="CONTACT_MISSING",
            text=Text(
                f"Norādiet no vienas līdz {MOST_CONTACTS} tehniskajām kontaktpersonām.",
                f"Give from one to {MOST_CONTACTS} technical contacts.",
            ),
        )
    for index, contact in enumerate(contacts[:MOST_CONTACTS]):
        yield from _contact(index, contact)


def _contact(index: int, contact: Contact) -> Iterator[FieldError]:
    if not 0 < len(contact.name.strip()) <= LONGEST_NAME:
        yield _missing(f"contacts.{index}.name", Text("Vārds un uzvārds", "Name"))
    try:
        validate_email(contact.email.strip())
    except ValidationError:
        yield FieldError(
            field=f"contacts.{index}.email",
            code="EMAIL_INVALID",
            text=Text(
                "Ierakstiet derīgu e-pasta adresi, piemēram, vards.uzvards@iestade.lv.",
                "Write a valid e-mail address, for example name.surname@institution.lv.",
            ),
        )
    if not _PHONE.fullmatch(contact.phone.strip()):
        yield FieldError(
            field=f"contacts.{index}.phone",
            code="PHONE_INVALID",
            text=Text(
                "Ierakstiet tālruņa numuru, piemēram, +371 67000000.",
                "Write a telephone number, for example +371 67000000.",
            ),
        )


def _missing(name: str, label: Text) -> FieldError:
    return FieldError(
        field=name,
        code="MISSING",
        text=Text("Aizpildiet lauku “{lv}”.", "Fill in the field “{en}”.").format(lv=label.lv, en=label.en),
    )


def _too_long(field: Field) -> FieldError:
    return FieldError(
        field=field.name,
        code="TOO_LONG",
        text=Text(
            f"Lauks “{field.label.lv}” ir par garu: ne vairāk kā {field.longest} rakstzīmju.",
            f"The field “{field.label.en}” is too long: at most {field.longest} characters.",
        ),
    )
