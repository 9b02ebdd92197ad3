"""A signed application comes in (step 1.2): every check is made, all results are shown, and it is taken or not."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding.applications.view import ApplicationView
from esigner.onboarding.checks import Check
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What became of a signed file."""

    accepted: bool
    checks: tuple[Check, ...]
    application: ApplicationView


def submit_signed(*, application_id: uuid.UUID, by: Person, name: str, content: bytes, at: datetime) -> Submission:
    """Judge a .edoc, .asice or .pdf; accepted: stored, sealed receipt, agency told; refused: nothing is stored."""
    raise NotImplementedError
