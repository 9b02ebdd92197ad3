"""All checks of a connection request at once, before it is submitted and again when it is approved."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding.checks import Check
from esigner.onboarding.permissions import Person
from esigner.onboarding.requests.entries import Key, NetworkEntry
from esigner.registry.environment import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChecks:
    """Every check's result."""

    networks: tuple[Check, ...]
    key: tuple[Check, ...]
    passed: bool
    """No check failed; warnings do not block."""


def challenge(*, case_id: uuid.UUID, by: Person, at: datetime) -> bytes:
    """Give a fresh nonce for the proof of possession of a third-party certificate's key."""
    raise NotImplementedError


def check(
    *,
    case_id: uuid.UUID,
    by: Person,
    environment: Environment,
    networks: Sequence[NetworkEntry],
    key: Key,
    at: datetime,
) -> RequestChecks:
    """Make every check and store nothing."""
    raise NotImplementedError
