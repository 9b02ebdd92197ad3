"""Cases in lists: an institution's own, the agency's queue."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from esigner.errors import Text
from esigner.onboarding.engine import Position
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """One line of a list."""

    kind: Literal["application", "case", "request", "consultation"]
    """What the line leads to; `id` is an id of that kind."""
    id: uuid.UUID
    case_id: uuid.UUID | None
    title: Text
    institution_name: str
    epak_number: str
    position: Position | None
    waiting_since_at: datetime


def of_person(*, by: Person, at: datetime) -> list[CaseRow]:
    """Give the applications and cases of the person and their institutions, newest first."""
    raise NotImplementedError


def queue(*, by: Person, at: datetime) -> list[CaseRow]:
    """Give everything that awaits the agency, longest waiting first; NotAllowed for others."""
    raise NotImplementedError
