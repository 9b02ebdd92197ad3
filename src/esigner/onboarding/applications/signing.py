"""Signing through the E-signer itself: the portal is a client like any other, over the API."""

import uuid
from dataclasses import dataclass

from esigner.onboarding import jobs, moves, permissions
from esigner.onboarding.act import PersonalAct
from esigner.onboarding.applications import rows
from esigner.onboarding.applications.collecting import SIGNED_NAME
from esigner.onboarding.applications.given import Opened
from esigner.onboarding.applications.rendering import kept
from esigner.onboarding.applications.submission import Submission, submit_signed
from esigner.onboarding.errors import SigningNotFinishedError, SigningNotStartedError
from esigner.onboarding.moves import Done, Move, service
from esigner.wire import esigner
from esigner.wire.errors import ApiRefusedError


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningStart:
    """Where to send the browser."""

    session_id: str
    signing_url: str


def open_signing(
    *, application_id: uuid.UUID, act: PersonalAct, client: esigner.Client, return_url: str
) -> SigningStart:
    """Open an EDOC session at level LT with the rendered files; the worker looks for a signed document in it.

    Where the person has signed and the signature waits for its timestamp, there is nothing to sign anew: the browser is
    sent to collect what was signed. One that was given up may be signed anew, or collected.
    """
    row = rows.find(application_id, by=act.by)
    moves.check(row, "open_signing", act)
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
        language=act.by.language,
    )
    moves.make(row, "open_signing", act, Opened(session_id=session.id))
    return SigningStart(session_id=session.id, signing_url=session.signing_url)


@service("applications.keep_session")
def keep_session(move: Move) -> Done:
    """Remember the session, and have the worker check it."""
    session_id = move.given_as(Opened).session_id
    move.application.signing_session_id = session_id
    jobs.collect_signed(application_id=move.application.pk, session_id=session_id)
    return Done(subject=session_id)


def _waits(session_id: str, client: esigner.Client) -> bool:
    if not session_id:
        return False
    try:
        session = client.status(session_id)
    except ApiRefusedError:  # it is gone
        return False
    return session.status == "SIGNING" and bool(session.kept_url)


def collect_signed(*, application_id: uuid.UUID, act: PersonalAct, client: esigner.Client) -> Submission:
    """Download what was signed and submit it; SigningNotFinishedError while there is nothing to download.

    A signature that waited in vain for a timestamp is taken up again: the person has signed and wants it.
    """
    row = rows.find(application_id, by=act.by)
    permissions.check_can_edit_application(act.by, applicant_id=row.applicant_id)
    moves.check_start(row, "sign", act)
    if not row.signing_session_id:
        raise SigningNotStartedError
    session = client.status(row.signing_session_id)
    if session.status == "FAILED" and session.kept_url:
        session = client.complete(row.signing_session_id)
    if session.status != "SIGNED":
        raise SigningNotFinishedError(status=session.status)
    content = client.result(row.signing_session_id)
    return submit_signed(application_id=application_id, act=act, name=SIGNED_NAME, content=content)
