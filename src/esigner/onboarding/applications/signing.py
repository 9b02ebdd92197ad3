"""Signing through the E-signer itself: the portal is a client like any other, over the API."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from esigner.onboarding import daily, engine, jobs, permissions
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.collecting import SIGNED_NAME
from esigner.onboarding.applications.rendering import kept
from esigner.onboarding.applications.submission import Submission, submit_signed
from esigner.onboarding.errors import SigningNotFinishedError, SigningNotStartedError
from esigner.onboarding.permissions import Person
from esigner.wire import esigner
from esigner.wire.errors import ApiRefusedError


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
    """Open an EDOC session at level LT with the rendered files; the worker looks for what is signed in it.

    Where the person has signed and the signature waits for its timestamp, there is nothing to sign anew: the browser is
    sent where what was signed is collected. One that was given up may be signed anew, or collected.
    """
    row = rows.find(application_id, by=by)
    permissions.check_can_edit_application(by, applicant_id=row.applicant_id)
    engine.check_move(row, "open_signing")
    daily.check(by, at=at)
    if _waits(row.signing_session_id, client):
        return SigningStart(session_id=row.signing_session_id, signing_url=return_url)
    files = kept(row)
    session = client.open_session(
        format="edoc",
        level="LT",
        documents=[
            esigner.NewDocument(name=files.pdf_name, media_type="application/pdf", content=files.pdf),
            esigner.NewDocument(name=files.json_name, media_type="application/json", content=files.json),
        ],
        return_url=return_url,
        language=by.language,
    )
    with transaction.atomic():
        row = rows.lock_own(application_id, by=by)
        row.signing_session_id = session.id
        engine.advance(row, "open_signing", actor=by.actor, at=at, subject=session.id)
        jobs.collect_signed(application_id=row.pk, session_id=session.id)
    return SigningStart(session_id=session.id, signing_url=session.signing_url)


def _waits(session_id: str, client: esigner.Client) -> bool:
    if not session_id:
        return False
    try:
        session = client.status(session_id)
    except ApiRefusedError:  # it is gone
        return False
    return session.status == "SIGNING" and bool(session.kept_url)


def collect_signed(*, application_id: uuid.UUID, by: Person, client: esigner.Client, at: datetime) -> Submission:
    """Download what was signed and submit it; SigningNotFinishedError while there is nothing to download.

    A signature that waited in vain for a timestamp is taken up again: the person has signed, and comes for it.
    """
    row = rows.find(application_id, by=by)
    permissions.check_can_edit_application(by, applicant_id=row.applicant_id)
    engine.check_move(row, "sign")
    if not row.signing_session_id:
        raise SigningNotStartedError
    session = client.status(row.signing_session_id)
    if session.status == "FAILED" and session.kept_url:
        session = client.complete(row.signing_session_id)
    if session.status != "SIGNED":
        raise SigningNotFinishedError(status=session.status)
    content = client.result(row.signing_session_id)
    return submit_signed(application_id=application_id, by=by, name=SIGNED_NAME, content=content, at=at)
