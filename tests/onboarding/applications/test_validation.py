"""Every field of the form says what is wrong with it, in both languages."""

from dataclasses import replace

import pytest

from esigner.onboarding.applications import Contact, Form, validate
from esigner.onboarding.applications.validation import validate_draft
from tests.world import openssl
from tests.world.cases import FORM

CONTACT = FORM.contacts[0]
SECRET = openssl.key().decode()


def faults(form: Form) -> list[tuple[str, str]]:
    found = validate(form)
    assert all(fault.text.lv and fault.text.en for fault in found)
    return [(fault.field, fault.code) for fault in found]


def test_a_complete_form_has_no_fault() -> None:
    assert faults(FORM) == []


def test_an_empty_form_has_a_fault_in_every_required_field() -> None:
    assert [field for field, _ in faults(Form())] == [
        "registration_number", "institution_name", "address", "representative_name", "contacts", "system_name",
        "purpose", "formats", "monthly_volume", "terms_read",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"registration_number": "90000069282"}, ("registration_number", "REGISTRATION_NUMBER")),
        ({"registration_number": "9000006928"}, ("registration_number", "REGISTRATION_NUMBER")),
        ({"address": "a" * 201}, ("address", "TOO_LONG")),
        ({"purpose": "x\x00y"}, ("purpose", "CONTROL_CHARACTER")),
        ({"purpose": "pa\u202ereizi"}, ("purpose", "CONTROL_CHARACTER")),
        ({"system_name": "\u200b"}, ("system_name", "TEXT_INVISIBLE")),
        ({"system_name": "DVS\U000e0041"}, ("system_name", "CONTROL_CHARACTER")),
        ({"purpose": "puse \ud83d"}, ("purpose", "CONTROL_CHARACTER")),
        ({"purpose": "Parakstām 😀"}, ("purpose", "CHARACTER_NOT_DISPLAYABLE")),
        ({"system_name": "\uf0b7 sistēma"}, ("system_name", "CHARACTER_NOT_DISPLAYABLE")),
        ({"purpose": SECRET}, ("purpose", "PRIVATE_KEY_UPLOADED")),
        (
            {"contacts": (replace(CONTACT, name=openssl.key().decode()[:190]),)},
            ("contacts.0.name", "PRIVATE_KEY_UPLOADED"),
        ),
        ({"contacts": (replace(CONTACT, name="Jānis 😀"),)}, ("contacts.0.name", "CHARACTER_NOT_DISPLAYABLE")),
        ({"contacts": (replace(CONTACT, name="\u2060"),)}, ("contacts.0.name", "TEXT_INVISIBLE")),
        ({"contacts": (replace(CONTACT, name="J\x00"),)}, ("contacts.0.name", "CONTROL_CHARACTER")),
        ({"contacts": (replace(CONTACT, name="a" * 201),)}, ("contacts.0.name", "TOO_LONG")),
        ({"contacts": (replace(CONTACT, email="a" * 255),)}, ("contacts.0.email", "TOO_LONG")),
        ({"contacts": (replace(CONTACT, phone="6" * 201),)}, ("contacts.0.phone", "TOO_LONG")),
        ({"purpose": "paraksta 010190-12345"}, ("purpose", "PERSONAL_CODE")),
        ({"monthly_volume": "daudz"}, ("monthly_volume", "NOT_A_NUMBER")),
        ({"monthly_volume": "0"}, ("monthly_volume", "NOT_A_NUMBER")),
        ({"formats": ("docx",)}, ("formats", "FORMAT_MISSING")),
        ({"terms_read": False}, ("terms_read", "STATEMENT_MISSING")),
        ({"contacts": (replace(CONTACT, email="janis@"),)}, ("contacts.0.email", "EMAIL_INVALID")),
        ({"contacts": (replace(CONTACT, phone="zvaniet"),)}, ("contacts.0.phone", "PHONE_INVALID")),
        ({"contacts": (CONTACT, replace(CONTACT, name=" "))}, ("contacts.1.name", "MISSING")),
        ({"contacts": (CONTACT,) * 11}, ("contacts", "CONTACT_MISSING")),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, object], expected: tuple[str, str]) -> None:
    assert faults(replace(FORM, **change)) == [expected]  # type: ignore[arg-type]  # each is one field


def test_the_sandbox_alias_passes_in_a_sandbox_only(settings: object) -> None:
    form = replace(FORM, registration_number="90000000000")

    settings.ESIGNER_SANDBOX = False  # type: ignore[attr-defined]  # Django's settings
    assert faults(form) == [("registration_number", "REGISTRATION_NUMBER")]
    settings.ESIGNER_SANDBOX = True  # type: ignore[attr-defined]  # Django's settings
    assert faults(form) == []


def test_the_form_survives_its_json() -> None:
    form = replace(FORM, contacts=(CONTACT, Contact(name="Ņina", email="nina@x.example", phone="67000001")))

    assert Form.from_dict(form.as_dict()) == form


@pytest.mark.parametrize("number", ["900 000 69 281", " 90000069281 ", "9000\u00a00069\u202f281"])
def test_a_number_may_be_written_in_groups(number: str) -> None:
    form = replace(FORM, registration_number=number, monthly_volume="1 500")
    assert faults(form) == []
    assert form.tidied() == FORM


def test_a_draft_is_kept_with_other_faults_alone() -> None:
    assert validate_draft(replace(FORM, address="", formats=(), monthly_volume="daudz", purpose="😀")) == ()
    assert [one.code for one in validate_draft(replace(FORM, address="a" * 201, purpose="\0"))] == [
        "TOO_LONG",
        "CONTROL_CHARACTER",
    ]
