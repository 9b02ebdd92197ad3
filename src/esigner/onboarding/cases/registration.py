"""Step 1.3: the case gets its EPAK number and the institution its letter."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.onboarding import case_rows, engine, models, official, permissions
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.form import Form
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import State
from esigner.registry import epak, institutions, people
from esigner.registry.kinds import Role


def register(*, application_id: uuid.UUID, by: Person, at: datetime) -> uuid.UUID:
    """Register the case of a submitted application; gives its id (the application's own).

    In one transaction: institution, EPAK number, case, roles, the letter's number and content, audit. The letter is
    sealed and mailed by the worker right after: sealing asks a time-stamping authority, and no lock waits for one.
    """
    with transaction.atomic():
        row = rows.lock(application_id, by=by)
        permissions.check_can_decide_application(by, applicant_id=row.applicant_id)
        engine.check_move(row, "register")
        audit.hold()
        form = Form.from_dict(row.form)
        institution = institutions.get_or_create(
            registration_number=form.registration_number, name=form.institution_name, actor=by.actor, at=at
        )
        number = epak.allocate(institution_id=institution.id, case_id=row.pk, at=at, actor=by.actor)
        submission = rows.decided(row, decision="register", by=by, at=at)
        engine.advance(
            row, "register", actor=by.actor, at=at, institution=str(institution.id), data={"epakNumber": number}
        )
        case = _open(row, form, institution_id=institution.id, epak_number=number, by=by, at=at)
        _grant_roles(row, form, institution_id=institution.id, actor=by.actor, at=at)
        _order_letter(case, submitted_at=submission.submitted_at, at=at)
    return case.pk


def _open(
    row: models.Application, form: Form, *, institution_id: uuid.UUID, epak_number: str, by: Person, at: datetime
) -> models.Case:
    """Open the case; both sides' clocks run on from where the application's stand."""
    case = models.Case(
        id=row.pk,
        application=row,
        institution_id=institution_id,
        institution_name=form.institution_name,
        registration_number=form.registration_number,
        epak_number=epak_number,
        contacts=row.form["contacts"],
        registered_by_id=by.id,
        registered_by_name=by.name,
        registered_at=at,
        institution_seconds=row.institution_seconds,
        agency_seconds=row.agency_seconds,
    )
    engine.start(case, State.REGISTERED, at=at)
    case.save(force_insert=True)
    return case


def _grant_roles(
    row: models.Application, form: Form, *, institution_id: uuid.UUID, actor: audit.Actor, at: datetime
) -> None:
    """Make the applicant the institution's representative, and its contacts with an account technical contacts."""
    applicant = people.get(row.applicant_id)
    if applicant is not None:
        people.grant(applicant, Role.REPRESENTATIVE, institution_id=institution_id, actor=actor, at=at)
    for contact in form.contacts:
        user = people.find(email=contact.email)
        if user is not None:
            people.grant(user, Role.TECHNICAL_CONTACT, institution_id=institution_id, actor=actor, at=at)


def _order_letter(case: models.Case, *, submitted_at: datetime, at: datetime) -> None:
    official.order(
        official.Kind.REGISTRATION_LETTER,
        case_id=case.pk,
        notice="case.registered",
        content={
            "recipient": official.recipient(case),
            "epak_number": case.epak_number,
            "application_date": official.day(submitted_at),
            "portal_url": settings.ESIGNER_URLS["portal"],
        },
        values=case_rows.values(case),
        at=at,
    )
