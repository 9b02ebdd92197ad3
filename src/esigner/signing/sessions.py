"""The front of signing: everything a door may ask of a session.

view = sessions.open(NewSession(format=…, documents=…), client=…, act=…)      → 201, signing_url
sessions.add_document(…)                                                       OPEN → READY with the last document
start = sessions.prepare(…)                                                    READY → SIGNING
view = sessions.finalize(…)                                                    SIGNING → SIGNED
file = sessions.result(…)

While timestamp or status are outstanding: sessions.result_at_least(…); once they were given up: sessions.take_up(…).
"""

from typing import Final

from django.db import transaction

from esigner import audit
from esigner.signing import (
    completion,
    reasons,
    retention,
    rows,
    session_view,
    waiting_signatures,
)
from esigner.signing.downloads import ReachedResult, document, result, result_at_least, result_sent
from esigner.signing.errors import (
    SessionStateConflictError,
    SignatureUnderWayError,
)
from esigner.signing.new_session import Digest, ExpectedSigner, NewDocument, NewSession
from esigner.signing.opening import open  # noqa: A004 - the API's own word
from esigner.signing.session_view import DocumentView, SessionView, SignatureView, for_signer, view
from esigner.signing.signatures import Completion, SignatureStart, finalize, prepare
from esigner.signing.states import SignatureState, Status
from esigner.signing.uploads import add_document

__all__ = [
    "SIGNER",
    "Completion",
    "Digest",
    "DocumentView",
    "ExpectedSigner",
    "NewDocument",
    "NewSession",
    "ReachedResult",
    "SessionView",
    "SignatureStart",
    "SignatureView",
    "add_document",
    "cancel",
    "document",
    "finalize",
    "for_signer",
    "open",
    "prepare",
    "result",
    "result_at_least",
    "result_sent",
    "take_up",
    "view",
]

SIGNER: Final = audit.Actor(kind="person", id="signer", name="Parakstītājs")
"""The holder of the signing page's address; who they are is known only from the certificate."""


def cancel(*, session_id: str, client_id: str | None = None, act: audit.Act) -> SessionView:
    """End the session unsigned; not possible while a value is being completed."""
    with transaction.atomic():
        session = rows.lock(session_id=session_id, client_id=client_id)
        if session.status != Status.CANCELLED:
            rows.require(session, Status.OPEN, Status.READY, Status.SIGNING, at=act.at)
            if rows.in_state(session, SignatureState.VALUE_GIVEN):
                raise SignatureUnderWayError
            rows.abandon_signature(session, code=reasons.CANCELLED)
            rows.end(session, status=Status.CANCELLED, at=act.at)
            rows.record(session, event="session.cancelled", act=act)
    return session_view.of(session)


def take_up(*, session_id: str, client_id: str | None = None, act: audit.Act) -> SessionView:
    """Try at once to complete what is outstanding, and have the worker go on if it had given up; may be repeated.

    Raises:
        SessionStateConflictError: The session is not SIGNED, and no signature's value is here.
    """
    with transaction.atomic():
        session = rows.lock(session_id=session_id, client_id=client_id)
        retention.check_kept(session)
        signature = waiting_signatures.of(session)
        if signature is None and session.status != Status.SIGNED:
            raise SessionStateConflictError(status=session.status)
        if signature is not None:
            waiting_signatures.resume(session, signature, act=act)
    if signature is not None:
        completion.complete(signature_id=signature.id, act=act)
    return session_view.of(rows.read(session_id=session_id))
