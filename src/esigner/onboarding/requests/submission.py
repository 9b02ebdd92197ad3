"""An institution sends its networks and its key (steps 2.1 and 4.1)."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from esigner.onboarding import case_rows
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests import storing
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestKind, RequestView
from esigner.registry.kinds import Environment


def submit_test(
    *,
    case_id: uuid.UUID,
    by: Person,
    networks: Sequence[NetworkEntry],
    csr: bytes,
    return_origins: Sequence[str] = (),
    at: datetime,
) -> RequestView:
    """Send the test environment's networks and CSR (2.1); ChecksFailedError with all results, nothing stored."""
    return storing.submit(
        case_rows.find_to_act(case_id, by=by),
        "request_test",
        by=by,
        environment=Environment.TEST,
        kind=RequestKind.CONNECTION,
        networks=networks,
        key=csr,
        return_origins=return_origins,
        at=at,
    )


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
    return storing.submit(
        case_rows.find_to_act(case_id, by=by),
        "request_production",
        by=by,
        environment=Environment.PRODUCTION,
        kind=RequestKind.CONNECTION,
        networks=networks,
        key=key,
        return_origins=return_origins,
        at=at,
    )
