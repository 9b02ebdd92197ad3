"""Somebody applies in the name of an institution that is registered: its representatives are asked, and answer."""

import uuid
from datetime import datetime

from django.db import transaction

from esigner import audit
from esigner.onboarding import correspondence, engine, models, sides
from esigner.onboarding.applications import standing
from esigner.onboarding.applications.form import Form
from esigner.onboarding.applications.standing import Consent
from esigner.onboarding.errors import ApplicationNotFoundError, ConsentNotAwaitedError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side, State
from esigner.registry import institutions, people
from esigner.registry.kinds import Role


def is_asked(row: models.Application, *, by: Person) -> bool:
    """Say whether the person represents the institution in whose name somebody else has applied."""
    if row.state != State.SUBMITTED or row.applicant_id == by.id or by.is_officer:
        return False
    found = institutions.find(registration_number=Form.from_dict(row.form).registration_number)
    return found is not None and Role.REPRESENTATIVE in by.institutions.get(found.id, frozenset())


def ask(row: models.Application, *, at: datetime) -> None:
    """Mail the present representatives that somebody applies in their name; the caller holds the transaction."""
    found = standing.of(row)
    if found.consent is not Consent.AWAITED or found.institution_id is None:
        return
    form = Form.from_dict(row.form)
    engine.advance(row, "ask_consent", actor=audit.SYSTEM, at=at, institution=str(found.institution_id))
    recipients = [correspondence.of_user(user) for user in people.representatives(found.institution_id)]
    if recipients:
        correspondence.send(
            "application.consent.asked",
            case_id=row.pk,
            to=Side.INSTITUTION,
            recipients=recipients,
            values={
                "institution": found.registered_name,
                "system": form.system_name,
                "applicant": row.applicant_name,
                "signers": ", ".join(one.name for one in found.signers),
            },
            at=at,
        )


def consent(*, application_id: uuid.UUID, by: Person, accepts: bool, at: datetime) -> None:
    """Keep what a present representative says of an application in the institution's name.

    Raises:
        ApplicationNotFoundError: Not a representative of that institution.
        ConsentNotAwaitedError: Nothing is asked, or another representative has answered.
    """
    with transaction.atomic():
        row = models.Application.objects.select_for_update().filter(pk=application_id).first()
        if row is None or not is_asked(row, by=by):
            raise ApplicationNotFoundError
        found = standing.of(row)
        if found.consent is not Consent.AWAITED or found.institution_id is None:
            raise ConsentNotAwaitedError
        if accepts:
            sides.check_may_join(row.applicant_id, institution_id=found.institution_id)
        word = Consent.ACCEPTED if accepts else Consent.DECLINED
        submission = row.submissions.get(round=row.round)
        submission.consent, submission.consent_by_id = word.value, by.id
        submission.consent_by_name, submission.consent_at = by.name, at
        submission.save()
        engine.advance(
            row, "consent", actor=by.actor, at=at, institution=str(found.institution_id), data={"consent": word.value}
        )
