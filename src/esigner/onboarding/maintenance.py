"""Step 5: changes of a connection that works; in production each is its own small request."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from esigner.onboarding.applications.form import Contact
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestView
from esigner.registry.kinds import Environment


def request_change(
    *,
    case_id: uuid.UUID,
    by: Person,
    environment: Environment,
    networks: Sequence[NetworkEntry] = (),
    key: Key | None = None,
    at: datetime,
) -> RequestView:
    """Ask for a further certificate (both then work) or further networks; ChecksFailed with all results."""
    raise NotImplementedError


def approve_change(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Approve a further certificate or network; mailed."""
    raise NotImplementedError


def revoke_certificate(*, case_id: uuid.UUID, certificate_id: uuid.UUID, by: Person, reason: str, at: datetime) -> None:
    """Revoke at once, by the institution or the agency; the doors refuse it from the next request on."""
    raise NotImplementedError


def suspend(*, case_id: uuid.UUID, environment: Environment, by: Person, reason: str, at: datetime) -> None:
    """Suspend the environment's client (agency); mailed with the reason."""
    raise NotImplementedError


def resume(*, case_id: uuid.UUID, environment: Environment, by: Person, at: datetime) -> None:
    """Lift the suspension (agency); mailed."""
    raise NotImplementedError


def close(*, case_id: uuid.UUID, by: Person, reason: str, at: datetime) -> None:
    """Close the case (agency): its clients are closed, its certificates revoked; mailed with the reason."""
    raise NotImplementedError


def change_contacts(*, case_id: uuid.UUID, by: Person, contacts: Sequence[Contact], at: datetime) -> None:
    """Replace the technical contacts of the case; FormIncomplete where one is wrong."""
    raise NotImplementedError


def contacts(*, case_id: uuid.UUID, by: Person) -> tuple[Contact, ...]:
    """Give the technical contacts in force."""
    raise NotImplementedError
