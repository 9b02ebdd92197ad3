"""What the pages show of a connection request."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esigner.errors import Text
from esigner.onboarding.checks import Check
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests.entries import NetworkEntry
from esigner.registry.environment import Environment


class RequestKind(StrEnum):
    """What is asked for."""

    CONNECTION = "connection"
    """Client, certificate and networks of an environment (2.1, 4.1)."""
    CHANGE = "change"
    """A further certificate, or further networks, of a client that exists (5)."""


class RequestState(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request with the results of its checks."""

    id: uuid.UUID
    case_id: uuid.UUID
    epak_number: str
    institution_name: str
    environment: Environment
    kind: RequestKind
    kind_title: Text
    state: RequestState
    state_title: Text
    networks: tuple[NetworkEntry, ...]
    csr_pem: str
    """Empty where a third-party certificate was handed in, or no key."""
    certificate_pem: str
    """The third-party certificate; empty otherwise."""
    checks: tuple[Check, ...]
    submitted_by: str
    submitted_at: datetime
    first_approved_by: str
    """Name of the first of two officers; empty before."""
    decided_by: str
    decided_at: datetime | None
    explanation: str
    """Why it was returned."""
    client_id: uuid.UUID | None
    certificate_id: uuid.UUID | None
    """The certificate that it led to."""


def get(*, request_id: uuid.UUID, by: Person) -> RequestView:
    """Give one request, or raise RequestNotFound."""
    raise NotImplementedError


def pending(*, by: Person) -> list[RequestView]:
    """Give the requests that await the agency, longest waiting first; NotAllowed for others."""
    raise NotImplementedError


def pack(*, case_id: uuid.UUID, environment: Environment, by: Person, at: datetime) -> tuple[str, bytes]:
    """Give the connection pack of the case's client: its file name and the zip."""
    raise NotImplementedError
