"""Signing through the E-signer itself: the portal is a client like any other, over the API."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from esigner.onboarding.applications.submission import Submission
from esigner.onboarding.permissions import Person
from esigner.wire import esigner


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningStart:
    """Where to send the browser."""

    session_id: str
    signing_url: str


def open_signing(
    *,
    application_id: uuid.UUID,
    by: Person,
    client: esigner.Client,
    return_url: str,
    at: datetime,
) -> SigningStart:
    """Open an EDOC session at level LT with the rendered files."""
    raise NotImplementedError


def collect_signed(*, application_id: uuid.UUID, by: Person, client: esigner.Client, at: datetime) -> Submission:
    """Download what was signed and submit it; SigningNotFinished while there is nothing to download."""
    raise NotImplementedError
