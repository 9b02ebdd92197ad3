"""Step 8: questions at any time, also before there is a case; answered, closed, the answer time measured."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esigner.errors import Text
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Side

TOPICS: Final[dict[str, Text]] = {
    "application": Text("Pieteikšanās", "Application"),
    "integration": Text("Izstrāde un uzstādīšana", "Development and set-up"),
    "testing": Text("Testēšana", "Testing"),
    "production": Text("Ieviešana produkcijā", "Roll-out to production"),
    "maintenance": Text("Lietojuma uzturēšana", "Maintenance"),
    "other": Text("Cits jautājums", "Another question"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One text of a thread."""

    side: Side
    author_name: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationView:
    """A thread as those who may see it see it."""

    id: uuid.UUID
    number: str
    case_id: uuid.UUID | None
    epak_number: str
    topic: str
    topic_title: Text
    subject: str
    environment: str
    request_ids: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    entries: tuple[Entry, ...]
    answered_at: datetime | None
    answer_seconds: int | None
    """From the question to the first answer."""
    closed_at: datetime | None
    turn: Side | None


def ask(
    *,
    by: Person,
    topic: str,
    subject: str,
    text: str,
    case_id: uuid.UUID | None = None,
    environment: str = "",
    request_ids: Sequence[str] = (),
    at: datetime,
) -> ConsultationView:
    """Open a thread; the agency is mailed."""
    raise NotImplementedError


def write(*, consultation_id: uuid.UUID, by: Person, text: str, at: datetime) -> ConsultationView:
    """Add a text: an officer's is the answer, the asker's a further question; the other side is mailed."""
    raise NotImplementedError


def close(*, consultation_id: uuid.UUID, by: Person, at: datetime) -> ConsultationView:
    """Close the thread, by either side."""
    raise NotImplementedError


def get(*, consultation_id: uuid.UUID, by: Person) -> ConsultationView:
    """Give one thread, or raise ConsultationNotFound."""
    raise NotImplementedError


def mine(*, by: Person) -> list[ConsultationView]:
    """Give the threads of the person and their institutions, newest first."""
    raise NotImplementedError


def queue(*, by: Person) -> list[ConsultationView]:
    """Give the threads that await the agency's answer, oldest first; NotAllowed for others."""
    raise NotImplementedError
