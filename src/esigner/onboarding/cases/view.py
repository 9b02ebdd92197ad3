"""The case page: everything about a case, for those who may see it."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding import (
    case_rows,
    consultations,
    correspondence,
    documents,
    evidence,
    jobs,
    models,
    moves,
    permissions,
    processes,
)
from esigner.onboarding.applications.view import ApplicationView, read_application
from esigner.onboarding.cases import milestones
from esigner.onboarding.cases.history import History, history
from esigner.onboarding.consultations import ConsultationView
from esigner.onboarding.correspondence import MessageView
from esigner.onboarding.documents import DocumentView
from esigner.onboarding.evidence import EvidenceView
from esigner.onboarding.form import Contact
from esigner.onboarding.moves import Position
from esigner.onboarding.permissions import Person
from esigner.onboarding.processes import Process
from esigner.onboarding.requests.view import PENDING, RequestView, of_case
from esigner.registry import certificates, clients, links, networks
from esigner.registry.certificates import Certificate
from esigner.registry.clients import Client
from esigner.registry.kinds import ClientStatus, Environment
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
    """Set once there is a client."""
    requests: tuple[RequestView, ...]
    """Newest first."""
    has_certificate: bool
    """Whether a certificate is in force: without one nobody can call, and there is no pack."""
    has_network: bool
    """Whether a network is in force: without one nobody can call."""
    ended_networks: frozenset[str]
    """CIDRs of those whose last day is over."""

    @property
    def may_call(self) -> bool:
        """Return whether the client calls, or is only suspended; a closed one never calls again."""
        return self.client is not None and self.client.status is not ClientStatus.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A cooperation case as shown to a person who may see it."""

    id: uuid.UUID
    epak_number: str
    institution_id: uuid.UUID
    institution_name: str
    registration_number: str
    process: Process
    position: Position
    registered_at: datetime
    registered_by: str
    ended_at: datetime | None
    """When the first production signature ended the onboarding."""
    contacts: tuple[Contact, ...]
    application: ApplicationView
    environments: tuple[EnvironmentView, ...]
    evidence: EvidenceView
    is_tested_first: bool
    """Whether its process requires evidence of tests at all."""
    documents: tuple[DocumentView, ...]
    messages: tuple[MessageView, ...]
    consultations: tuple[ConsultationView, ...]
    history: History
    seen_at: datetime
    """When it was viewed."""
    can_act: bool
    """Whether the person asking may send requests for the institution."""
    can_represent: bool
    can_approve: bool

    @property
    def awaits_agency(self) -> tuple[RequestView, ...]:
        """Return the requests that await the agency, whatever the state of the case."""
        return tuple(one for view in self.environments for one in view.requests if one.state in PENDING)


def view(*, case_id: uuid.UUID, by: Person, at: datetime, history_before: int | None = None) -> CaseView:
    """Return the case, or raise CaseNotFoundError; checks first what the doors have recorded since.

    Its history comes by the page (see `history`).
    """
    case_rows.find(case_id, by=by)
    milestones.notice(case_id=case_id, at=at)
    row = case_rows.find(case_id, by=by)
    return CaseView(
        id=row.id,
        epak_number=row.epak_number,
        institution_id=row.institution_id,
        institution_name=row.institution_name,
        registration_number=row.registration_number,
        process=processes.of(row),
        position=moves.position(row, at=at),
        registered_at=row.registered_at,
        registered_by=row.registered_by_name,
        ended_at=row.ended_at,
        contacts=tuple(Contact(**contact) for contact in row.contacts),
        application=read_application(row.application, by=by, at=at),
        environments=tuple(_environment(row, environment, at=at) for environment in Environment),
        evidence=_evidence(row),
        is_tested_first=processes.of(row).has("declare_tested"),
        documents=documents.of_case(row.id),
        messages=correspondence.of_case(row.id),
        consultations=consultations.of_case(row.id),
        history=history(row.id, process=processes.of(row), before=history_before),
        seen_at=at,
        can_act=permissions.can_act_for_case(by, institution_id=row.institution_id),
        can_represent=permissions.can_represent_case(by, institution_id=row.institution_id),
        can_approve=permissions.can_approve_connections(by),
    )


def _evidence(row: models.Case) -> EvidenceView:
    """Return the evidence; where more was recorded than one page counts, the worker counts the rest."""
    found = evidence.read(row)
    if not found.counted:
        jobs.count_evidence(case_id=row.pk)
    return found


def _environment(row: models.Case, environment: Environment, *, at: datetime) -> EnvironmentView:
    client_id = case_rows.client_id(row, environment)
    held = tuple(certificates.of_client(client_id)) if client_id else ()
    allowed = tuple(networks.of(client_id)) if client_id else ()
    return EnvironmentView(
        environment=environment,
        client=clients.get(client_id) if client_id else None,
        certificates=held,
        networks=allowed,
        links=links.of(environment) if client_id else None,
        requests=of_case(row, environment),
        has_certificate=any(one.is_valid(at=at) for one in held),
        has_network=any(one.is_in_force(at=at) for one in allowed),
        ended_networks=frozenset(one.cidr for one in allowed if one.has_ended(at=at)),
    )
