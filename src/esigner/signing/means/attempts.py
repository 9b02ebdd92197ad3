"""A person's attempt to sign with a means: begun, resumed as often as needed, and ended with a value, or without.

1. `begin` prepares the signature and lets the means take its first step. A value is finished at once.
2. Where the person has to go elsewhere or confirm on another device, the attempt is stored; no thread waits.
3. `come_back` stores what the browser brought, `ask` checks for an answer: both then `_resume`.
   The page asks while it is open, the worker where it is not (`take_up`); it goes on after a restart.
4. An attempt lives as long as its signature is PREPARED: a new one, which prepares anew, takes the place of the last.
   A value, `give_up`, a refusal or the end of its time end it. Ending it twice changes nothing.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.db.models import Q, QuerySet

from esigner import ades, audit
from esigner.errors import Text
from esigner.registry import links
from esigner.registry.kinds import Environment
from esigner.signing import completion, jobs, reasons, rows, sessions
from esigner.signing.errors import MeansNotAvailableError
from esigner.signing.means import offered
from esigner.signing.means.port import Done, Means, Redirect, Step, Task, Wait
from esigner.signing.means_errors import AttemptNotFoundError, MeansDeclinedError, MeansExpiredError, MeansFailedError
from esigner.signing.models import Attempt, Signature
from esigner.signing.sessions import SessionView
from esigner.signing.states import SignatureState, Status
from esigner.wire.errors import WireError

log = logging.getLogger(__name__)

LEFT_ALONE: Final = timedelta(minutes=1)
"""How long the process that asks now has for it before another may."""
_CORRELATION_BYTES: Final = 32
_OVER: Final = (MeansDeclinedError, MeansFailedError, MeansNotAvailableError, ades.SignatureValueMismatchError)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """An attempt as the person who waits may see it."""

    means: Text
    url: str
    """Where the person is to go; empty where they wait."""
    message: Text
    verification_code: str
    ends_at: datetime


def begin(*, session: SessionView, means_name: str, choice_id: str, act: audit.Act) -> None:
    """Prepare the session's signature and let the means take its first step.

    Raises:
        MeansNotAvailableError: Not in this environment, or no such choice.
        EsignerError: As `sessions.prepare` and `sessions.finalize`, or the means cannot begin.
    """
    means = offered.named(means_name, environment=session.environment)
    start = sessions.prepare(
        session_id=session.id,
        signing_certificate=means.certificate(choice_id, at=act.at).public_bytes(Encoding.DER),
        means=means.name,
        act=act,
    )
    attempt = Attempt(
        signature=Signature.objects.select_related("session").get(id=start.signature_id),
        correlation=secrets.token_urlsafe(_CORRELATION_BYTES),
        choice=choice_id,
        begun_at=act.at,
        ends_at=act.at + means.lifetime,
    )
    try:
        step = means.begin(_task(attempt))
    except (*_OVER, WireError) as error:
        _end(attempt, code=error.code, act=act)
        raise
    _follow(attempt, step, act=act)


def current(*, session_id: str, at: datetime) -> AttemptView | None:
    """Return the attempt that is under way in a session; None where there is none."""
    attempt = _alive().filter(signature__session_id=session_id, ends_at__gt=at).first()
    if attempt is None:
        return None
    try:
        means = _means(attempt)
    except MeansNotAvailableError:  # the installation no longer offers it
        return None
    return AttemptView(
        means=means.title,
        url=attempt.url,
        message=Text(attempt.message_lv, attempt.message_en),
        verification_code=attempt.verification_code,
        ends_at=attempt.ends_at,
    )


def come_back(*, session_id: str, correlation: str, came: Mapping[str, str], act: audit.Act) -> None:
    """Go on with what the browser brought back; may be repeated, and changes nothing once the attempt is over.

    Raises:
        AttemptNotFoundError: Not of this session.
        EsignerError: The attempt is over, and why; the person may choose again.
    """
    attempt = _rows().filter(signature__session_id=session_id, correlation=correlation).first()
    if attempt is None:
        raise AttemptNotFoundError
    if attempt.signature.state != SignatureState.PREPARED.value:
        return
    # Stored before anything is done with it: if this process dies now, the worker goes on.
    attempt.came, attempt.ask_at = dict(came), act.at + LEFT_ALONE
    attempt.save(update_fields=["came", "ask_at"])
    _resume(attempt, act=act)


def ask(*, session_id: str, act: audit.Act) -> None:
    """Ask the means, if it is time to, whether there is an answer. Raises as `come_back`."""
    attempt = _alive().filter(signature__session_id=session_id).first()
    if attempt is None:
        return
    is_time = attempt.ends_at <= act.at or (attempt.ask_at is not None and attempt.ask_at <= act.at)
    if is_time and _claim(attempt, at=act.at):
        _resume(attempt, act=act)


def give_up(*, session_id: str, act: audit.Act) -> None:
    """End the attempt that is under way, so that the person may choose again."""
    attempt = _alive().filter(signature__session_id=session_id).first()
    if attempt is not None:
        _end(attempt, code=reasons.MEANS_GIVEN_UP, act=act)


def take_up(*, at: datetime) -> int:
    """Have the worker go on with every attempt whose page is not open, or whose time is over; return how many."""
    due = _alive().filter(Q(ask_at__lte=at) | Q(ask_at=None, ends_at__lte=at))
    claimed = [attempt for attempt in due if _claim(attempt, at=at)]
    for attempt in claimed:
        jobs.resume_attempt(attempt_id=str(attempt.id))
    return len(claimed)


def resume(*, attempt_id: str | UUID, act: audit.Act) -> None:
    """Take the next step of an attempt, as the worker does; nothing to do once it is over. Raises as `come_back`."""
    attempt = _alive().filter(id=attempt_id).first()
    if attempt is not None:
        _resume(attempt, act=act)


def _resume(attempt: Attempt, *, act: audit.Act) -> None:
    if attempt.ends_at <= act.at:
        _end(attempt, code=MeansExpiredError.code, act=act)
        return
    try:
        step = _means(attempt).resume(_task(attempt), state=attempt.state, came=attempt.came)
    except WireError as error:
        log.info("attempt %s: %s, to be asked again", attempt.id, error.code)
        return
    except _OVER as error:
        _end(attempt, code=error.code, act=act)
        raise
    _follow(attempt, step, act=act)


def _follow(attempt: Attempt, step: Step, *, act: audit.Act) -> None:
    """Finish with the value, or store what is to be waited for."""
    if not isinstance(step, Done):
        _store(attempt, step, at=act.at)
        return
    try:
        value = ades.check_value(_prepared(attempt), step.value, form=step.form)
    except ades.SignatureValueMismatchError as error:
        _end(attempt, code=error.code, act=act)
        raise
    sessions.finalize(
        session_id=str(attempt.signature.session_id),
        signature_id=str(attempt.signature_id),
        value=value,
        act=act,
    )


def _store(attempt: Attempt, step: Redirect | Wait, *, at: datetime) -> None:
    """Keep what the step left, unless another process has gone further meanwhile."""
    if attempt.step and not Attempt.objects.filter(id=attempt.id, step=attempt.step).update(step=attempt.step + 1):
        return
    attempt.step, attempt.state, attempt.came = attempt.step + 1, dict(step.state), {}
    attempt.url = attempt.message_lv = attempt.message_en = attempt.verification_code = ""
    attempt.ask_at = None
    if isinstance(step, Redirect):
        attempt.url = step.url
    else:
        attempt.message_lv, attempt.message_en = step.message.lv, step.message.en
        attempt.verification_code, attempt.ask_at = step.verification_code, at + step.ask_after
    attempt.save()


def _end(attempt: Attempt, *, code: str, act: audit.Act) -> None:
    """End an attempt without a value; the session is READY for another one."""
    with transaction.atomic():
        session, signature = completion.locked(attempt.signature_id)
        if signature.state != SignatureState.PREPARED.value:
            return
        rows.abandon_signature(session, code=code)
        if session.status == Status.SIGNING.value:
            session.status = Status.READY.value
            session.save()
        rows.record(
            session,
            event="signature.failed",
            act=act.answering(signature.request_id),
            outcome="failed",
            code=code,
            data={"signature": str(signature.id), **completion.facts(session, signature)},
        )


def _claim(attempt: Attempt, *, at: datetime) -> bool:
    """Return whether it is for us to ask; of two who see that it is time, one does."""
    same = Attempt.objects.filter(id=attempt.id, step=attempt.step, ask_at=attempt.ask_at)
    return bool(same.update(ask_at=at + LEFT_ALONE))


def _rows() -> "QuerySet[Attempt]":
    return Attempt.objects.select_related("signature__session")


def _alive() -> "QuerySet[Attempt]":
    return _rows().filter(
        signature__state=SignatureState.PREPARED.value, signature__session__status=Status.SIGNING.value
    )


def _means(attempt: Attempt) -> Means:
    session = attempt.signature.session
    return offered.named(attempt.signature.means, environment=Environment(session.environment))


def _prepared(attempt: Attempt) -> ades.Prepared:
    return ades.Prepared.from_json(attempt.signature.prepared)


def _task(attempt: Attempt) -> Task:
    session = attempt.signature.session
    page = f"{links.of(Environment(session.environment)).sign_url}/s/{session.token}"
    return Task(
        choice_id=attempt.choice,
        prepared=_prepared(attempt),
        back_url=f"{page}/lidzeklis/{attempt.correlation}/",
        language="en" if session.language == "en" else "lv",
    )
