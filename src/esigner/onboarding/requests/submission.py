"""An institution sends its networks and its key (steps 2.1 and 4.1)."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from esigner.onboarding.permissions import Person
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestView


def submit_test(
    *,
    case_id: uuid.UUID,
    by: Person,
    networks: Sequence[NetworkEntry],
    csr: bytes,
    return_origins: Sequence[str] = (),
    at: datetime,
) -> RequestView:
    """Send the test environment's networks and CSR (2.1); ChecksFailed with all results, nothing stored."""
    raise NotImplementedError


def submit_production(
    *,
    case_id: uuid.UUID,
    by: Person,
    networks: Sequence[NetworkEntry],
    key: Key,
    return_origins: Sequence[str] = (),
    at: datetime,
) -> RequestView:
    """Say that the institution is ready, and send production's networks and key (4.1); as `submit_test`."""
    raise NotImplementedError
