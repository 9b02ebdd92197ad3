"""What the pages show of an application."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.onboarding.applications.diff import FieldChange
from esigner.onboarding.applications.form import Form
from esigner.onboarding.applications.review import Reason
from esigner.onboarding.checks import Check
from esigner.onboarding.documents import DocumentView
from esigner.onboarding.engine import Position
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """An application as a person who may see it sees it."""

    id: uuid.UUID
    """Also the id of the case it becomes."""
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
    checks: tuple[Check, ...]
    """Results of the last submission, passed or refused."""
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
    title: Text


def get(*, application_id: uuid.UUID, by: Person, at: datetime) -> ApplicationView:
    """Give one application, or raise ApplicationNotFound."""
    raise NotImplementedError


def mine(*, by: Person, at: datetime) -> list[ApplicationView]:
    """Give the person's own applications, newest first."""
    raise NotImplementedError


def queue(*, by: Person, at: datetime) -> list[ApplicationView]:
    """Give the applications that await the agency, longest waiting first; NotAllowed for others."""
    raise NotImplementedError


def signed_file(*, application_id: uuid.UUID, by: Person) -> tuple[str, bytes]:
    """Give the accepted signed application: its name and bytes."""
    raise NotImplementedError
