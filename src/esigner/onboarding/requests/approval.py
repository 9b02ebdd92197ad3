"""The agency connects an institution (steps 2.2 and 4.2), or asks it to send something better."""

import uuid
from datetime import datetime

from esigner.onboarding.permissions import Person
from esigner.onboarding.requests.view import RequestView


def approve_test(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Register the test client, its networks and certificate; send the links (2.2)."""
    raise NotImplementedError


def approve_production(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Give the first of two approvals for production (4.2)."""
    raise NotImplementedError


def promote(*, request_id: uuid.UUID, by: Person, at: datetime) -> RequestView:
    """Give the second approval, by another officer: client, networks, certificate, notice, links (4.2)."""
    raise NotImplementedError


def return_request(*, request_id: uuid.UUID, by: Person, explanation: str, at: datetime) -> RequestView:
    """Give the turn back to the institution with an explanation; mailed."""
    raise NotImplementedError
