"""What the agency decides of a submitted application, other than to register it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from esigner.errors import Text
from esigner.onboarding.permissions import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why an application is returned or rejected."""

    code: str
    text: Text


REASONS: Final[tuple[Reason, ...]] = ()


def return_for_correction(
    *,
    application_id: uuid.UUID,
    by: Person,
    reasons: Sequence[str],
    explanation: str,
    at: datetime,
) -> None:
    """Give the turn back to the institution, with reason codes and a text; mailed."""
    raise NotImplementedError


def reject(*, application_id: uuid.UUID, by: Person, reasons: Sequence[str], explanation: str, at: datetime) -> None:
    """End the application; mailed with the reason."""
    raise NotImplementedError
