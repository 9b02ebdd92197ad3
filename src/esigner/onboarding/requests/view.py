"""What the pages show of a connection request."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from esigner.errors import Text
from esigner.onboarding import case_rows, checks, models
from esigner.onboarding.checks import Check
from esigner.onboarding.errors import CaseNotFoundError, CertificateMissingError, NotAllowedError, RequestNotFoundError
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import description
from esigner.onboarding.requests.entries import Key, NetworkEntry, ThirdPartyCertificate
from esigner.registry import certificates, packs
from esigner.registry.kinds import Environment


class RequestKind(StrEnum):
    """What is asked for."""

    CONNECTION = "connection"
    """Client, certificate and networks of an environment (2.1, 4.1)."""
    CHANGE = "change"
    """A further certificate, or further networks, of a client that exists (5)."""

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return it for people."""
        if self is RequestKind.CONNECTION:
            return Text("Pieslēguma pieprasījums", "Connection request")
        return Text("Izmaiņu pieprasījums", "Change request")


class RequestState(StrEnum):
    """The states of a request."""

    SUBMITTED = "submitted"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    RETURNED = "returned"

    @property
    def title(self) -> Text:  # type: ignore[override]  # str.title says nothing of an enumeration; this word is ours everywhere
        """Return it for people."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    RequestState.SUBMITTED: Text("Gaida lēmumu", "Awaits a decision"),
    RequestState.APPROVED_ONCE: Text("Apstiprināts vienreiz", "Approved once"),
    RequestState.APPROVED: Text("Apstiprināts", "Approved"),
    RequestState.RETURNED: Text("Atdots", "Returned"),
}
PENDING = (RequestState.SUBMITTED, RequestState.APPROVED_ONCE)


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
    """Empty where a third-party certificate was sent, or no key."""
    certificate_pem: str
    """The third-party certificate; empty otherwise."""
    return_origins: tuple[str, ...]
    replaces_origins: bool
    """A change: `return_origins` is the whole list from then on."""
    removed_networks: tuple[str, ...]
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
    """The certificate that resulted."""


def get(*, request_id: uuid.UUID, by: Person) -> RequestView:
    """Return one request, or raise RequestNotFoundError."""
    return read(find(request_id, by=by))


def pending(*, by: Person) -> list[RequestView]:
    """Return the requests that await the agency, longest waiting first; NotAllowedError for others."""
    if not by.is_officer:
        raise NotAllowedError
    rows = models.ConnectionRequest.objects.filter(state__in=PENDING).select_related("case").order_by("submitted_at")
    return [read(row) for row in rows]


def of_case(case: models.Case, environment: Environment) -> tuple[RequestView, ...]:
    """Return a case's requests in an environment, newest first."""
    return tuple(read(row) for row in case.requests.filter(environment=environment.value).order_by("-submitted_at"))


def pack(*, case_id: uuid.UUID, environment: Environment, by: Person, at: datetime) -> tuple[str, bytes]:
    """Return the connection pack of the case's client, its file name and the zip.

    CertificateMissingError without one.
    """
    row = case_rows.find(case_id, by=by)
    client = case_rows.client(row, environment)
    if not any(one.is_valid(at=at) for one in certificates.of_client(client.id)):
        raise CertificateMissingError
    content = packs.build(client_id=client.id, openapi=description.fetch(environment), at=at)
    return f"{row.epak_number}-{environment.value}.zip", content


def find(request_id: uuid.UUID, *, by: Person) -> models.ConnectionRequest:
    """Return the row to those who may see its case; RequestNotFoundError to all others."""
    row = models.ConnectionRequest.objects.select_related("case").filter(pk=request_id).first()
    if row is None:
        raise RequestNotFoundError
    try:
        case_rows.find(row.case_id, by=by)
    except CaseNotFoundError as error:
        raise RequestNotFoundError from error
    return row


def key_of(row: models.ConnectionRequest) -> Key | None:
    """Return the key that came with the request; None for a change of networks alone."""
    if row.csr_pem:
        return row.csr_pem.encode()
    if not row.certificate_pem:
        return None
    return ThirdPartyCertificate(
        certificate_pem=row.certificate_pem.encode(),
        chain_pem=row.chain_pem.encode(),
        nonce=bytes(row.nonce or b""),
        nonce_signature=bytes(row.nonce_signature or b""),
    )


def entries_of(row: models.ConnectionRequest) -> tuple[NetworkEntry, ...]:
    """Return the networks that the request names."""
    return tuple(NetworkEntry.from_dict(value) for value in row.networks)


def read(row: models.ConnectionRequest) -> RequestView:
    """Return the row as a value."""
    kind, state = RequestKind(row.kind), RequestState(row.state)
    return RequestView(
        id=row.id,
        case_id=row.case_id,
        epak_number=row.case.epak_number,
        institution_name=row.case.institution_name,
        environment=Environment(row.environment),
        kind=kind,
        kind_title=kind.title,
        state=state,
        state_title=state.title,
        networks=entries_of(row),
        csr_pem=row.csr_pem,
        certificate_pem=row.certificate_pem,
        return_origins=tuple(row.return_origins),
        replaces_origins=row.replaces_origins,
        removed_networks=tuple(row.removed_networks),
        checks=checks.from_json(row.checks),
        submitted_by=row.submitted_by_name,
        submitted_at=row.submitted_at,
        first_approved_by=row.first_approved_by_name,
        decided_by=row.decided_by_name,
        decided_at=row.decided_at,
        explanation=row.explanation,
        client_id=row.client_id,
        certificate_id=row.certificate_id,
    )
