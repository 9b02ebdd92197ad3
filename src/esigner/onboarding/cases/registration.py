"""Step 1.3: the case gets its EPAK number and the institution its letter."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from esigner import audit
from esigner.onboarding import (
    case_rows,
    engine,
    invitations,
    models,
    official,
    permissions,
    sides,
    two_officers,
)
from esigner.onboarding.applications import rows, standing
from esigner.onboarding.applications.form import Form
from esigner.onboarding.errors import JoiningDeclinedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import State
from esigner.registry import epak, institutions, people
from esigner.registry.kinds import Role


def register(*, application_id: uuid.UUID, by: Person, at: datetime) -> uuid.UUID | None:
    """Register the case of a submitted application; gives its id (the application's own).

    In one transaction: institution, EPAK number, case, the applicant's role, invitations of the contacts, the letter's
    number and content, audit. The letter is sealed and mailed by the worker right after: sealing asks a time-stamping
    authority, and no lock waits for one.

    Returns:
        None where another officer must agree first: see `applications.standing`.

    Raises:
        JoiningDeclinedError: A representative of the institution has said no.
        BothSidesError: The officer had a part in the institution, or the applicant once decided for it.
    """
    with transaction.atomic():
        row = rows.lock(application_id, by=by)
        permissions.check_can_decide_application(by, applicant_id=row.applicant_id)
        engine.check_move(row, "register")
        evidence = standing.of(row)
        if evidence.consent is standing.Consent.DECLINED:
            raise JoiningDeclinedError(representative=evidence.consent_by)
        if two_officers.agree(_matter(row, evidence), by=by, at=at) is None:
            return None
        return _register(row, by=by, at=at)


def _matter(row: models.Application, evidence: standing.Standing) -> two_officers.Matter:
    """Return what is agreed on: this round's submission, so that a first agreement ends with a return."""
    return two_officers.Matter(
        move="register",
        subject=row.submissions.get(round=row.round).pk,
        case_id=row.pk,
        institution_id=evidence.institution_id,
        askers=frozenset({row.applicant_id}),
        officers=evidence.officers,
    )


def _register(row: models.Application, *, by: Person, at: datetime) -> uuid.UUID:
    audit.hold()
    form = Form.from_dict(row.form)
    institution = institutions.get_or_create(
        registration_number=form.registration_number, name=form.institution_name, act=audit.Act(actor=by.actor, at=at)
    )
    sides.check_may_join(row.applicant_id, institution_id=institution.id)
    number = epak.allocate(institution_id=institution.id, case_id=row.pk, act=audit.Act(actor=by.actor, at=at))
    submission = rows.decided(row, decision="register", by=by, at=at)
    engine.advance(row, "register", actor=by.actor, at=at, institution=str(institution.id), data={"epakNumber": number})
    case = _open(row, form, institution_id=institution.id, epak_number=number, by=by, at=at)
    _admit_people(row, case, actor=by.actor, at=at)
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


def _admit_people(row: models.Application, case: models.Case, *, actor: audit.Actor, at: datetime) -> None:
    """Make the applicant the institution's representative; invite its contacts: nobody gets a role by being named."""
    applicant = people.get(row.applicant_id)
    if applicant is None:
        return
    people.grant(applicant, Role.REPRESENTATIVE, institution_id=case.institution_id, act=audit.Act(actor=actor, at=at))
    invitations.invite_contacts(case, inviter=permissions.person(applicant), at=at)


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
