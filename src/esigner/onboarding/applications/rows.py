"""Finding an application for a person, and for a person who is about to change it."""

import uuid
from datetime import datetime

from esigner.onboarding import models, permissions
from esigner.onboarding.applications import joining
from esigner.onboarding.errors import ApplicationNotFoundError
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import State


def find(application_id: uuid.UUID, *, by: Person) -> models.Application:
    """Return the row to those who may see it; ApplicationNotFoundError to all others."""
    row = models.Application.objects.filter(pk=application_id).first()
    if row is None:
        raise ApplicationNotFoundError
    if not joining.is_asked(row, by=by):
        permissions.check_can_see_application(by, applicant_id=row.applicant_id, institution_id=institution_of(row))
    return row


def lock(application_id: uuid.UUID, *, by: Person) -> models.Application:
    """Return the row locked for a change, to those who may see it; the caller holds the transaction."""
    find(application_id, by=by)
    return models.Application.objects.select_for_update().get(pk=application_id)


def lock_own(application_id: uuid.UUID, *, by: Person) -> models.Application:
    """Return the row locked for its applicant; NotAllowedError to others who may see it."""
    row = lock(application_id, by=by)
    permissions.check_can_edit_application(by, applicant_id=row.applicant_id)
    return row


def institution_of(row: models.Application) -> uuid.UUID | None:
    """Return the institution's id, once the case is registered."""
    case = models.Case.objects.filter(application=row).only("institution_id").first()
    return case.institution_id if case else None


def decided(
    row: models.Application,
    *,
    decision: str,
    by: Person,
    at: datetime,
    reasons: tuple[str, ...] = (),
    explanation: str = "",
) -> models.Submission:
    """Write the decision on the submission that is under examination."""
    submission = row.submissions.get(round=row.round)
    submission.decision = decision
    submission.reasons = list(reasons)
    submission.explanation = explanation
    submission.decided_by_id = by.id
    submission.decided_at = at
    submission.save()
    return submission


def drop_rendering(row: models.Application) -> None:
    """Forget what was rendered: the fields have changed. A returned application starts its next round."""
    if row.state == State.RETURNED:
        row.round += 1
    row.terms_version = None
    row.rendered_pdf = row.rendered_json = ""
    row.signing_session_id = ""
