"""What is wrong with each field of a form, in both languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from esigner.errors import Text
from esigner.notices import letters
from esigner.onboarding import prose
from esigner.onboarding.form import FIELDS, FORMATS, Contact, Field, Form
from esigner.onboarding.prose_errors import TextInvisibleError
from esigner.pki import private_keys, registration_numbers
from esigner.pki.checks import Outcome
from esigner.pki.errors import PrivateKeyUploadedError

MOST_CONTACTS = 10
LONGEST_NAME = 200
LONGEST_EMAIL = 254
_NEVER_KEPT = frozenset({"PRIVATE_KEY_UPLOADED", "CONTROL_CHARACTER", "TEXT_INVISIBLE", "TOO_LONG"})
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows: they make a document read differently from what it is."""
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
    """Return every fault of every field, in the order of the form; empty when it can be rendered."""
    tidy = form.tidied()
    return tuple(fault for field in FIELDS for fault in _faults(field, tidy))


def validate_draft(form: Form) -> tuple[FieldError, ...]:
    """Return the faults that keep even a draft from being kept: private keys, unreadable text, more than fits."""
    return tuple(fault for fault in validate(form) if fault.code in _NEVER_KEPT)


def check_contacts(contacts: tuple[Contact, ...]) -> tuple[FieldError, ...]:
    """Return every fault of the technical contacts."""
    return tuple(_contacts(contacts))


def holds_personal_code(text: str) -> bool:
    """Return whether a personal code was typed; the audit keeps none."""
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
    elif fault := _refused(field.name, field.label, value, longest=field.longest):
        yield fault
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


def _refused(name: str, label: Text, value: str, *, longest: int) -> FieldError | None:
    """Return what no field may hold, whatever its purpose."""
    if len(value) > longest:
        return _too_long(name, label, longest)
    if private_keys.is_in(value):
        return FieldError(field=name, code="PRIVATE_KEY_UPLOADED", text=PrivateKeyUploadedError.text)
    if prose.is_unreadable(value) or _TURNS.search(value):
        return FieldError(
            field=name,
            code="CONTROL_CHARACTER",
            text=Text("Izdzēsiet neredzamās vadības rakstzīmes.", "Remove the invisible control characters."),
        )
    if prose.is_invisible(value):
        return FieldError(field=name, code=TextInvisibleError.code, text=TextInvisibleError.text)
    if piece := letters.undisplayable(value):
        return FieldError(
            field=name,
            code="CHARACTER_NOT_DISPLAYABLE",
            text=Text(
                f"Rakstzīmi „{piece[:20]}” pieteikuma dokumentā nevar parādīt. Izdzēsiet to vai aizstājiet ar vārdu "
                "vai parastu zīmi.",
                f"The character “{piece[:20]}” cannot be shown in the application's document. Delete it, or write a "
                "word or a plain character instead.",
            ),
        )
    return None


def _registration_number(value: str) -> Iterator[FieldError]:
    if settings.ESIGNER_SANDBOX and value.strip() == registration_numbers.SANDBOX_ALIAS:
        return
    check = registration_numbers.check(value.strip())
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
    label = Text("Vārds un uzvārds", "Name")
    name, email, phone = (f"contacts.{index}.{part}" for part in ("name", "email", "phone"))
    if not contact.name.strip():
        yield _missing(name, label)
    elif fault := _refused(name, label, contact.name, longest=LONGEST_NAME):
        yield fault
    if fault := _refused(email, Text("E-pasts", "E-mail"), contact.email, longest=LONGEST_EMAIL):
        yield fault
    elif not _is_email(contact.email.strip()):
        yield FieldError(
            field=email,
            code="EMAIL_INVALID",
            text=Text(
                "Ierakstiet derīgu e-pasta adresi, piemēram, vards.uzvards@iestade.lv.",
                "Write a valid e-mail address, for example name.surname@institution.lv.",
            ),
        )
    if fault := _refused(phone, Text("Tālrunis", "Telephone"), contact.phone, longest=LONGEST_NAME):
        yield fault
    elif not _PHONE.fullmatch(" ".join(contact.phone.split())):
        yield FieldError(
            field=phone,
            code="PHONE_INVALID",
            text=Text(
                "Ierakstiet tālruņa numuru, piemēram, +371 67000000.",
                "Write a telephone number, for example +371 67000000.",
            ),
        )


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _missing(name: str, label: Text) -> FieldError:
    return FieldError(
        field=name,
        code="MISSING",
        text=Text("Aizpildiet lauku “{lv}”.", "Fill in the field “{en}”.").format(lv=label.lv, en=label.en),
    )


def _too_long(name: str, label: Text, longest: int) -> FieldError:
    return FieldError(
        field=name,
        code="TOO_LONG",
        text=Text(
            f"Lauks “{label.lv}” ir par garu: ne vairāk kā {longest} rakstzīmju.",
            f"The field “{label.en}” is too long: at most {longest} characters.",
        ),
    )
