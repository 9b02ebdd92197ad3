"""A signature whose completion waits: what is available of it, when the tries end, how they begin again.

A person's act is never lost. While timestamp or status are outstanding the document is available at the level that
it has, on explicit request alone. When the tries end, that document is kept as the session's result and the session has
FAILED: SIGNED always means the level that was asked for, so a B is never taken for an LT (ADR 0013). The signature
stays VALUE_GIVEN; `resume` begins the tries anew.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from esigner import audit
from esigner.ades import Level
from esigner.signing import archiving, completion, jobs, results, retries, rows
from esigner.signing.errors import AuthorityUnavailableError
from esigner.signing.models import Session, Signature
from esigner.signing.states import SignatureState, Status

LEVELS: Final = tuple(Level)
"""In rising order."""


def level_of(signature: Signature) -> Level | None:
    """Return the level that a document with this signature has now; None where it has no value."""
    if signature.state == SignatureState.FINISHED.value:
        return Level(signature.level)
    if signature.state != SignatureState.VALUE_GIVEN.value:
        return None
    if archiving.is_kept(signature.session):
        return Level.LT
    return Level.T if signature.timestamp is not None else Level.B


def reaches(level: Level, *, at_least: Level) -> bool:
    """Return whether the level is the other or above it."""
    return LEVELS.index(level) >= LEVELS.index(at_least)


def of(session: Session) -> Signature | None:
    """Return the signature whose value is here and whose completion is outstanding."""
    return next(iter(rows.in_state(session, SignatureState.VALUE_GIVEN)), None)


def ends_at(signature: Signature) -> datetime:
    """Return until when the worker tries."""
    return signature.give_up_at or (signature.value_given_at or signature.created_at) + retries.TRY_FOR


def goes_on(*, signature_id: str | UUID, tries: int, act: audit.Act) -> bool:
    """Return whether there will be another try after one in vain, and note when; the last one ends the session."""
    signature = Signature.objects.select_related("session").get(id=signature_id)
    if signature.session.status != Status.SIGNING.value:
        return False
    if ends_at(signature) <= act.at:
        give_up(signature_id=signature_id, act=act)
        return False
    wait = retries.wait_seconds(tries, key=str(signature_id))
    Signature.objects.filter(id=signature_id).update(next_try_at=act.at + timedelta(seconds=wait))
    return True


def give_up(*, signature_id: str | UUID, act: audit.Act) -> None:
    """End the session as FAILED, with the document at the level that was reached as its result."""
    with results.writing() as write:
        session, signature = completion.locked(signature_id)
        level = level_of(signature)
        if session.status != Status.SIGNING.value or signature.state != SignatureState.VALUE_GIVEN.value or not level:
            return
        if not archiving.is_kept(session):
            with completion.assembled(session, signature) as document:
                write(session, signature, document, level)
        _end(session, signature, act=act)


def give_up_unassembled(*, signature_id: str | UUID, act: audit.Act) -> None:
    """End the session as FAILED without making its document, where making it kills the process; it can be later."""
    with results.writing():
        session, signature = completion.locked(signature_id)
        if session.status == Status.SIGNING.value and signature.state == SignatureState.VALUE_GIVEN.value:
            _end(session, signature, act=act)


def _end(session: Session, signature: Signature, *, act: audit.Act) -> None:
    code = signature.outstanding_code or AuthorityUnavailableError.code
    signature.outstanding_code, signature.next_try_at = code, None
    rows.SIGNATURES.update(signature, "outstanding_code", "next_try_at")
    rows.end(session, status=Status.FAILED, at=act.at, failure_code=code)
    rows.record(
        session,
        event="signature.kept",
        act=act.answering(signature.request_id),
        outcome="failed",
        code=code,
        data={
            "signature": str(signature.id),
            "reached": str(level_of(signature)),
            **completion.facts(session, signature),
        },
    )


def promise(signature: Signature, *, at: datetime, after_seconds: int = jobs.SAFETY_NET_SECONDS) -> None:
    """Have the worker try from then on; runs in the transaction that stores the value, or takes it up again."""
    signature.next_try_at = at + timedelta(seconds=after_seconds)
    signature.give_up_at = at + retries.TRY_FOR
    rows.SIGNATURES.update(signature, "state", "value", "value_given_at", "request_id", "next_try_at", "give_up_at")
    jobs.complete_later(signature_id=str(signature.id), after_seconds=after_seconds)


def resume(session: Session, signature: Signature, *, act: audit.Act) -> None:
    """Take the signature of a FAILED session up again, whose row is locked; nothing to do while the tries go on."""
    if session.status != Status.FAILED.value:
        return
    session.status, session.failure_code, session.ended_at = Status.SIGNING.value, "", None
    rows.SESSIONS.update(session, "status", "failure_code", "ended_at")
    promise(signature, at=act.at)
    rows.record(
        session,
        event="signature.taken_up",
        act=act,
        data={"signature": str(signature.id), **completion.facts(session, signature)},
    )
