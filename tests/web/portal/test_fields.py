"""Every field that people type into is bounded and looked at; every file of a form as well."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

import esigner.web.portal.forms
from esigner.onboarding import applications, consultations
from esigner.web.portal.forms.application import ApplicationForm
from esigner.web.portal.forms.connection import ConnectionForm
from esigner.web.portal.forms.consultation import QuestionForm
from esigner.web.portal.forms.contacts import ContactsForm
from esigner.web.portal.forms.fields import KeyFileField, TextField

ACCOUNTS = "esigner.web.portal.forms.account"
"""allauth's own forms, bounded there."""


def our_forms() -> Iterator[forms.Form]:
    for module in pkgutil.iter_modules(esigner.web.portal.forms.__path__, f"{esigner.web.portal.forms.__name__}."):
        for name, found in vars(importlib.import_module(module.name)).items():
            is_form = isinstance(found, type) and issubclass(found, forms.Form) and found.__module__ == module.name
            if is_form and module.name != ACCOUNTS:
                yield found(cases=[]) if name == "QuestionForm" else found()


def test_the_forms_are_found() -> None:
    assert {ApplicationForm, ConnectionForm, ContactsForm, QuestionForm} <= {type(form) for form in our_forms()}


def test_every_text_and_every_file_is_a_field_of_ours() -> None:
    texts = (forms.CharField, forms.FileField)
    others = [
        f"{type(form).__name__}.{name}"
        for form in our_forms()
        for name, field in form.fields.items()
        if isinstance(field, texts) and not isinstance(field, (TextField, KeyFileField))
    ]
    assert others == []


def test_the_longest_of_the_page_holds_the_longest_of_the_domain() -> None:
    fields = ApplicationForm().fields
    for field in applications.FIELDS:
        if field.kind in {"line", "text", "number"}:
            typed = fields[field.name]
            assert isinstance(typed, TextField)
            assert typed.longest >= field.longest


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_line_ends_of_browsers_are_counted_once(ending: str) -> None:
    text = ending.join(["a" * 199] * 50)
    given = {"topic": next(iter(consultations.TOPICS)), "subject": "T", "text": text}
    assert QuestionForm(given, cases=[]).is_valid()
