"""What the pages show of an application."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.notices import archive
from esigner.onboarding import checks, documents, models, moves, permissions, processes, sides, two_officers
from esigner.onboarding.applications import joining, rows, standing
from esigner.onboarding.applications.diff import FieldChange, changes
from esigner.onboarding.applications.reasons import Reason, chosen
from esigner.onboarding.applications.standing import Consent, Standing
from esigner.onboarding.checks import Check
from esigner.onboarding.documents import DocumentView
from esigner.onboarding.errors import MoveNotPossibleError, NotAllowedError
from esigner.onboarding.form import Form
from esigner.onboarding.moves import Position
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Process
from esigner.onboarding.two_officers import Awaited


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application as shown to a person who may see it."""

    id: uuid.UUID
    """Also the id of the case it becomes."""
    title: Text
    process: Process
    position: Position
    applicant_id: uuid.UUID
    applicant_name: str
    form: Form
    round: int
    """1 for the first submission, one more after each return."""
    terms_version: int | None
    """Version inside the rendered bytes; None before rendering."""
    reasons: tuple[Reason, ...]
    """Why it was returned or rejected the last time."""
    explanation: str
    is_rejected: bool
    checks: tuple[Check, ...]
    """Results of the last submission that was taken."""
    changes: tuple[FieldChange, ...]
    """Fields that differ from the submission before."""
    signed_name: str
    """File name of the accepted signed application; empty before."""
    signed_by: tuple[str, ...]
    signing_session_id: str
    """The E-signer session opened for it, if any."""
    documents: tuple[DocumentView, ...]
    submitted_at: datetime | None
    case_id: uuid.UUID | None
    epak_number: str
    can_edit: bool
    """Whether the person asking may change it now."""
    can_decide: bool
    """Whether the person asking may register, return or reject it now."""
    can_consent: bool
    """Whether the person asking represents the institution that it joins and is asked to say yes or no."""
    standing: Standing | None
    """The evidence of whom it is made for; only for those who decide or consent, while it awaits that."""
    awaited: Awaited | None
    """Set where one officer has agreed to register it and another is awaited; only for the agency."""


def get(*, application_id: uuid.UUID, by: Person, at: datetime) -> ApplicationView:
    """Return one application, or raise ApplicationNotFoundError."""
    return read_application(rows.find(application_id, by=by), by=by, at=at)


def mine(*, by: Person, at: datetime) -> list[ApplicationView]:
    """Return the person's own applications, newest first."""
    own = models.Application.objects.filter(applicant_id=by.id).order_by("-created_at")
    return [read_application(row, by=by, at=at) for row in own]


def queue(*, by: Person, at: datetime) -> list[ApplicationView]:
    """Return the applications that await the agency, longest waiting first; NotAllowedError for others."""
    if not by.is_officer:
        raise NotAllowedError
    waiting = models.Application.objects.filter(moves.ready_for("register")).order_by("turn_since_at")
    return [read_application(row, by=by, at=at) for row in waiting]


def signed_file(*, application_id: uuid.UUID, by: Person) -> tuple[str, bytes]:
    """Return the signed application that was taken last: its name and bytes."""
    row = rows.find(application_id, by=by)
    submission = row.submissions.last()
    if submission is None:
        raise MoveNotPossibleError(state_lv=row.state, state_en=row.state, move="download")
    return submission.name, archive.content(submission.document_id)


def read_application(row: models.Application, *, by: Person, at: datetime) -> ApplicationView:
    """Return the row as the person sees it; the caller has checked that they may."""
    form = Form.from_dict(row.form)
    submissions = list(row.submissions.order_by("round"))
    last = submissions[-1] if submissions else None
    decided = next((one for one in reversed(submissions) if one.decision in {"return", "reject"}), None)
    earlier = next((one for one in reversed(submissions) if one.round < row.round), None)
    case = models.Case.objects.filter(application=row).first()
    asked = joining.is_asked(row, by=by)
    evidence = standing.of(row) if moves.may_start(row, "register") and (by.is_officer or asked) else None
    return ApplicationView(
        id=row.id,
        title=_title(form),
        process=processes.of(row),
        position=moves.position(row, at=at),
        applicant_id=row.applicant_id,
        applicant_name=row.applicant_name,
        form=form,
        round=row.round,
        terms_version=row.terms_version,
        reasons=chosen(decided.reasons) if decided else (),
        explanation=decided.explanation if decided else "",
        is_rejected=decided is not None and decided.decision == "reject",
        checks=checks.from_json(last.checks) if last else (),
        changes=changes(before=Form.from_dict(earlier.form), after=form) if earlier else (),
        signed_name=last.name if last else "",
        signed_by=tuple(last.signed_by) if last else (),
        signing_session_id=row.signing_session_id,
        documents=documents.of_case(row.id),
        submitted_at=last.submitted_at if last else None,
        case_id=case.id if case else None,
        epak_number=case.epak_number if case else "",
        can_edit=by.id == row.applicant_id and moves.may_start(row, "edit"),
        can_decide=evidence is not None
        and permissions.can_decide_applications(by)
        and not sides.stands_for(by, institution_id=evidence.institution_id, askers=[row.applicant_id]),
        can_consent=evidence is not None and asked and evidence.consent is Consent.AWAITED,
        standing=evidence,
        awaited=next(iter(two_officers.awaited(row.pk)), None) if evidence is not None and by.is_officer else None,
    )


def _title(form: Form) -> Text:
    system = form.system_name.strip()
    return Text(system or "Jauns pieteikums", system or "New application")
