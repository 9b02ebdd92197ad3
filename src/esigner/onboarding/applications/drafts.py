"""Drafts: made and changed by the applicant alone."""

import uuid

from django.db import transaction

from esigner.onboarding import models, moves, processes
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.given import Filled
from esigner.onboarding.applications.validation import validate_draft
from esigner.onboarding.applications.view import ApplicationView, read_application
from esigner.onboarding.errors import ApplicantIsOfficerError, FormIncompleteError, MoveNotPossibleError
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Done, Move, service
from esigner.onboarding.permissions import Person
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


def create(*, act: PersonalAct, form: Form, process: str = "") -> ApplicationView:
    """Start an application; a draft may be incomplete.

    Args:
        act: Whose.
        form: What was typed.
        process: Key of the service; empty: the portal's first one.

    Raises:
        ApplicantIsOfficerError: People of the agency cannot apply.
        ActionsTooManyError: A person without a role has reached the day's limit.
        FormIncompleteError: A field holds something that is never kept.
        ProcessUnknownError: There is no such service.
    """
    if act.by.is_officer:
        raise ApplicantIsOfficerError
    chosen = processes.current(process) if process else processes.main()
    first = chosen.transition("draft").target
    if first is None:
        raise MoveNotPossibleError(state_lv=chosen.title.lv, state_en=chosen.title.en, move="draft")
    form = _kept(form)
    with transaction.atomic():
        row = models.Application(
            applicant_id=act.by.id, applicant_name=act.by.name, form=form.as_dict(), created_at=act.at
        )
        moves.start(row, chosen, first, at=act.at)
        row.save(force_insert=True)
        row = moves.make(row, "draft", act).application
    return read_application(row, by=act.by, at=act.at)


def edit(*, application_id: uuid.UUID, act: PersonalAct, form: Form) -> ApplicationView:
    """Change a draft, or one that was returned, as `create`; what was rendered before is dropped."""
    row = rows.find(application_id, by=act.by)
    made = moves.make(row, "edit", act, Filled(form=_kept(form)))
    return read_application(made.application, by=act.by, at=act.at)


@service("applications.change")
def change(move: Move) -> Done:
    """Replace the form; a returned application starts its next round."""
    row = move.application
    rows.drop_rendering(row)
    row.form = move.given_as(Filled).form.as_dict()
    return Done(data={"round": row.round})


def _kept(form: Form) -> Form:
    """Return the form as it is kept."""
    if faults := validate_draft(form):
        raise FormIncompleteError(fields=faults)
    return form.tidied()
