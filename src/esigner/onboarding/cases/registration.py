"""Step 1.3: the case gets its EPAK number and the institution its letter."""

import uuid

from django.conf import settings

from esigner import audit
from esigner.onboarding import case_rows, invitations, models, moves, official, permissions, sides
from esigner.onboarding.act import PersonalAct, act_of
from esigner.onboarding.applications import rows
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Done, Move, service
from esigner.registry import epak, institutions, people
from esigner.registry.kinds import Role


def register(*, application_id: uuid.UUID, act: PersonalAct) -> uuid.UUID | None:
    """Register the case of a submitted application; return its id (the application's own).

    In one transaction: institution, EPAK number, case, the applicant's role, invitations of the contacts, the letter's
    number and content, audit. The worker seals and mails the letter right after: sealing asks a time-stamping
    authority, and no lock may wait for one.

    Returns:
        None where another officer must agree first: see `applications.standing`.

    Raises:
        JoiningDeclinedError: A representative of the institution has said no.
        BothSidesError: The officer had a part in the institution, or the applicant once decided for it.
    """
    made = moves.make(rows.find(application_id, by=act.by), "register", act)
    return None if made.is_awaited else application_id


@service("cases.open")
def open_case(move: Move) -> Done:
    """Give the institution its number and its case, the applicant their role, and order the letter."""
    audit.hold()
    row, act = move.application, move.personal
    form = Form.from_dict(row.form)
    institution = institutions.get_or_create(
        registration_number=form.registration_number, name=form.institution_name, act=act
    )
    sides.check_may_join(row.applicant_id, institution_id=institution.id)
    number = epak.allocate(institution_id=institution.id, case_id=row.pk, act=act)
    submission = rows.decided(row, decision="register", act=act)
    case = _case(move, form, institution_id=institution.id, epak_number=number)
    _admit_people(row, case, act)
    official.order(
        official.DocumentKind.REGISTRATION_LETTER,
        case_id=case.pk,
        notice=move.transition.notice or "",
        content={
            "recipient": official.recipient(case),
            "epak_number": case.epak_number,
            "application_date": official.day(submission.submitted_at),
            "portal_url": settings.ESIGNER_URLS["portal"],
        },
        values=case_rows.values(case),
        at=act.at,
    )
    return Done(institution=str(institution.id), data={"epakNumber": number})


def _case(move: Move, form: Form, *, institution_id: uuid.UUID, epak_number: str) -> models.Case:
    """Open the case, in the application's process; both sides' clocks continue those of the application."""
    row, act = move.application, move.personal
    case = models.Case(
        id=row.pk,
        application=row,
        institution_id=institution_id,
        institution_name=form.institution_name,
        registration_number=form.registration_number,
        epak_number=epak_number,
        contacts=row.form["contacts"],
        registered_by_id=act.by.id,
        registered_by_name=act.by.name,
        registered_at=act.at,
    )
    moves.take_over(case, row, move.transition.target or row.state, at=act.at)
    case.save(force_insert=True)
    return case


def _admit_people(row: models.Application, case: models.Case, act: PersonalAct) -> None:
    """Make the applicant the institution's representative; invite its contacts: being named gives no role."""
    applicant = people.get(row.applicant_id)
    if applicant is None:
        return
    people.grant(applicant, Role.REPRESENTATIVE, institution_id=case.institution_id, act=act)
    invitations.invite_contacts(case, act_of(permissions.person(applicant), at=act.at))
