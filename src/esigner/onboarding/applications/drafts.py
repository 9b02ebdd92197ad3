"""Drafts: made and changed by the applicant alone."""

import uuid
from datetime import datetime

from django.db import transaction

from esigner.onboarding import daily, engine, models
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.form import Form
from esigner.onboarding.applications.validation import validate_draft
from esigner.onboarding.applications.view import ApplicationView, read
from esigner.onboarding.errors import ApplicantIsOfficerError, FormIncompleteError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import State
from esigner.registry import institutions
from esigner.registry.kinds import Role


def blank(*, by: Person) -> Form:
    """Return a form filled in with what we know: the person, and the institution where they have one."""
    name = by.name if any(Role.REPRESENTATIVE in roles for roles in by.institutions.values()) else ""
    if len(by.institutions) != 1:
        return Form(representative_name=name)
    institution = institutions.get(next(iter(by.institutions)))
    return Form(
        registration_number=institution.registration_number,
        institution_name=institution.name,
        representative_name=name,
    )


def create(*, by: Person, form: Form, at: datetime) -> ApplicationView:
    """Start an application; a draft may be incomplete.

    Raises:
        ApplicantIsOfficerError: Nobody of the agency applies.
        ActionsTooManyError: Somebody without a role has done enough for today.
        FormIncompleteError: A field holds what is never kept.
    """
    if by.is_officer:
        raise ApplicantIsOfficerError
    daily.check(by, at=at)
    form = _kept(form)
    with transaction.atomic():
        row = models.Application(applicant_id=by.id, applicant_name=by.name, form=form.as_dict(), created_at=at)
        engine.start(row, State.DRAFT, at=at)
        row.save(force_insert=True)
        engine.advance(row, "draft", actor=by.actor, at=at)
    return read(row, by=by, at=at)


def edit(*, application_id: uuid.UUID, by: Person, form: Form, at: datetime) -> ApplicationView:
    """Change a draft, or one that was returned, as `create`; what was rendered before is dropped."""
    daily.check(by, at=at)
    form = _kept(form)
    with transaction.atomic():
        row = rows.lock_own(application_id, by=by)
        engine.check_move(row, "edit")
        rows.drop_rendering(row)
        row.form = form.as_dict()
        engine.advance(row, "edit", actor=by.actor, at=at, data={"round": row.round})
    return read(row, by=by, at=at)


def _kept(form: Form) -> Form:
    """Return the form as it is kept."""
    if faults := validate_draft(form):
        raise FormIncompleteError(fields=faults)
    return form.tidied()
