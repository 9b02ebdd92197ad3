"""An institution sends its networks and its key (steps 2.1 and 4.1)."""

import uuid
from collections.abc import Sequence

from esigner.onboarding import case_rows
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.requests import storing
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.onboarding.requests.view import RequestKind, RequestView
from esigner.registry.kinds import Environment


def submit_test(
    *,
    case_id: uuid.UUID,
    act: PersonalAct,
    networks: Sequence[NetworkEntry],
    csr: bytes,
    return_origins: Sequence[str] = (),
) -> RequestView:
    """Send the test environment's networks and CSR (2.1); ChecksFailedError with all results, nothing stored."""
    return storing.submit(
        case_rows.find_to_act(case_id, by=act.by),
        "request_test",
        act,
        environment=Environment.TEST,
        kind=RequestKind.CONNECTION,
        networks=networks,
        key=csr,
        return_origins=return_origins,
    )


def submit_production(
    *,
    case_id: uuid.UUID,
    act: PersonalAct,
    networks: Sequence[NetworkEntry],
    key: Key,
    return_origins: Sequence[str] = (),
) -> RequestView:
    """Declare that the institution is ready, and send production's networks and key (4.1); as `submit_test`."""
    return storing.submit(
        case_rows.find_to_act(case_id, by=act.by),
        "request_production",
        act,
        environment=Environment.PRODUCTION,
        kind=RequestKind.CONNECTION,
        networks=networks,
        key=key,
        return_origins=return_origins,
    )
