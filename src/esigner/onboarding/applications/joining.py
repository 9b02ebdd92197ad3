"""Applications on behalf of an institution that is registered: its representatives are asked, and answer."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding import correspondence, models, moves, sides
from esigner.onboarding.act import PersonalAct, act_of_system
from esigner.onboarding.applications import standing
from esigner.onboarding.applications.standing import Consent
from esigner.onboarding.errors import ApplicationNotFoundError
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Done, Given, Move, service
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side
from esigner.registry import institutions, people
from esigner.registry.kinds import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Given):
    """What a representative of the institution says."""

    accepts: bool


def is_asked(row: models.Application, *, by: Person) -> bool:
    """Return whether the person represents the institution on whose behalf somebody else has applied."""
    if not moves.may_start(row, "consent") or row.applicant_id == by.id or by.is_officer:
        return False
    found = institutions.find(registration_number=Form.from_dict(row.form).registration_number)
    return found is not None and Role.REPRESENTATIVE in by.institutions.get(found.id, frozenset())


def ask(row: models.Application, *, at: datetime) -> None:
    """Tell the present representatives by mail if somebody applies on their behalf."""
    if standing.of(row).consent is Consent.AWAITED:
        moves.make(row, "ask_consent", act_of_system(at=at))


def consent(*, application_id: uuid.UUID, act: PersonalAct, accepts: bool) -> None:
    """Record what a present representative says of an application on the institution's behalf.

    Raises:
        ApplicationNotFoundError: Not a representative of that institution.
        ConsentNotAwaitedError: Nothing is asked, or another representative has answered.
    """
    row = models.Application.objects.filter(pk=application_id).first()
    if row is None or not is_asked(row, by=act.by):
        raise ApplicationNotFoundError
    moves.make(row, "consent", act, Answered(accepts=accepts))


@service("applications.ask_representatives")
def ask_representatives(move: Move) -> Done:
    """Return whom the question goes to: the institution's present representatives."""
    found = standing.of(move.application)
    present = people.representatives(found.institution_id) if found.institution_id else []
    return Done(
        institution=str(found.institution_id),
        values={"institution": found.registered_name, "signers": ", ".join(one.name for one in found.signers)},
        told=[(Side.INSTITUTION, [correspondence.of_user(user) for user in present])] if present else (),
    )


@service("applications.keep_consent")
def keep_consent(move: Move) -> Done:
    """Record on the submission what the representative said."""
    row, accepts = move.application, move.given_as(Answered).accepts
    institution_id = standing.of(row).institution_id
    if accepts and institution_id is not None:
        sides.check_may_join(row.applicant_id, institution_id=institution_id)
    word = Consent.ACCEPTED if accepts else Consent.DECLINED
    submission = row.submissions.get(round=row.round)
    submission.consent, submission.consent_by_id = word.value, move.by.id
    submission.consent_by_name, submission.consent_at = move.by.name, move.act.at
    submission.save()
    return Done(institution=str(institution_id or ""), data={"consent": word.value})
