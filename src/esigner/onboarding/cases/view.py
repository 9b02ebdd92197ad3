"""The case page: everything about a case, for those who may see it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.errors import Text
from esigner.onboarding.applications.view import ApplicationView
from esigner.onboarding.consultations import ConsultationView
from esigner.onboarding.correspondence import MessageView
from esigner.onboarding.documents import DocumentView
from esigner.onboarding.engine import Position
from esigner.onboarding.evidence import EvidenceView
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import RequestView
from esigner.registry.certificates import Certificate
from esigner.registry.clients import Client
from esigner.registry.kinds import Environment
from esigner.registry.links import Links
from esigner.registry.networks import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentView:
    """One environment of a case."""

    environment: Environment
    client: Client | None
    certificates: tuple[Certificate, ...]
    networks: tuple[Network, ...]
    links: Links | None
    """Given once there is a client."""
    requests: tuple[RequestView, ...]
    """Newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One audit event in the words of the page."""

    at: datetime
    event: str
    title: Text
    actor_name: str
    outcome: str
    code: str
    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A cooperation case as a person who may see it sees it."""

    id: uuid.UUID
    epak_number: str
    institution_id: uuid.UUID
    institution_name: str
    registration_number: str
    position: Position
    registered_at: datetime
    registered_by: str
    ended_at: datetime | None
    """When the first production signature ended the onboarding."""
    application: ApplicationView
    environments: tuple[EnvironmentView, ...]
    evidence: EvidenceView
    documents: tuple[DocumentView, ...]
    messages: tuple[MessageView, ...]
    consultations: tuple[ConsultationView, ...]
    history: tuple[HistoryRow, ...]
    can_act: bool
    """Whether the person asking may send requests for the institution."""
    can_represent: bool
    can_approve: bool


def view(*, case_id: uuid.UUID, by: Person, at: datetime) -> CaseView:
    """Give the whole case, or raise CaseNotFound; looks first at what the doors recorded since."""
    raise NotImplementedError
