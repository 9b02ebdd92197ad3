"""Collecting what was signed whether or not the browser comes back: a closed tab must not lose an application."""

import uuid
from datetime import datetime
from typing import Final

from esigner.onboarding import models, moves, permissions
from esigner.onboarding.act import act_of
from esigner.onboarding.applications.submission import submit_signed
from esigner.onboarding.errors import ApplicationChangedError, MoveNotPossibleError, SigningNotFinishedError
from esigner.onboarding.permissions import Person
from esigner.registry import people
from esigner.wire import esigner

SIGNED_NAME: Final = "pieteikums.edoc"
AWAITED: Final = frozenset({"OPEN", "READY", "SIGNING"})


def collect_for_applicant(*, application_id: uuid.UUID, session_id: str, client: esigner.Client, at: datetime) -> bool:
    """Submit what the applicant signed in this session; True where there was something and this call submitted it.

    Does nothing where the browser was quicker, where signing began anew in another session, or where nobody signed. May
    be repeated, and killed at any point: it submits in one transaction.

    Raises:
        SigningNotFinishedError: Not yet; look again later.
        WireError: The service does not answer; as above.
    """
    applicant = _awaiting(application_id, session_id=session_id)
    if applicant is None:
        return False
    status = client.status(session_id).status
    if status in AWAITED:
        raise SigningNotFinishedError(status=status)
    if status != "SIGNED":
        return False
    content = client.result(session_id)
    try:
        return submit_signed(
            application_id=application_id, act=act_of(applicant, at=at), name=SIGNED_NAME, content=content
        ).accepted
    except (MoveNotPossibleError, ApplicationChangedError):  # the browser came meanwhile
        return False


def _awaiting(application_id: uuid.UUID, *, session_id: str) -> Person | None:
    """Return the applicant while the application waits for this session."""
    row = models.Application.objects.filter(pk=application_id, signing_session_id=session_id).first()
    if row is None or not moves.may_start(row, "sign"):
        return None
    user = people.get(row.applicant_id)
    return permissions.person(user) if user is not None and user.is_active else None
