"""Several sessions signed in one act with one certificate; each has its own outcome, and none stops the others.

1. `prepare` returns the bytes to sign for every session.
2. The device signs them in one act; `finalize` takes the values.
   (1) Each value is checked and stored; from here on a session is finished even if this process dies.
   (2) Each signature is completed: timestamp, revocation, document.

Every session keeps its own state, evidence and result, as if it had been signed alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar
from uuid import UUID

from django.db import transaction

from esigner import audit
from esigner.ades import NO_CLAIMS, Claims, Level
from esigner.errors import EsignerError
from esigner.signing import completion, rows, session_view, signatures
from esigner.signing.errors import SessionRepeatedError
from esigner.signing.session_view import SessionView
from esigner.signing.signatures import Completion, SignatureStart

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[_T]):
    """How it went with one session: the result of the step, or an error."""

    session_id: str
    given: _T | None = None
    error: EsignerError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The value of one prepared signature."""

    session_id: str
    signature_id: str
    value: bytes


def prepare(
    *,
    session_ids: Sequence[str],
    signing_certificate: bytes,
    client_id: str,
    level: Level | None = None,
    claims: Claims = NO_CLAIMS,
    act: audit.Act,
) -> list[Outcome[SignatureStart]]:
    """Return the bytes to sign for each session, in their order; the arguments are those of `signatures.prepare`.

    All are prepared in one transaction, and what fails of one is undone alone.

    Raises:
        SessionRepeatedError: One session is named twice.
    """
    _check_once(session_ids)

    def one(session_id: str) -> SignatureStart:
        return signatures.prepare(
            session_id=session_id,
            signing_certificate=signing_certificate,
            client_id=client_id,
            level=level,
            claims=claims,
            act=act,
        )

    with transaction.atomic():
        rows.lock_in_order(session_ids, client_id=client_id)
        return [_outcome(session_id, partial(one, session_id)) for session_id in session_ids]


def finalize(
    *, values: Sequence[Value], client_id: str, finish: Completion = Completion.NOW, act: audit.Act
) -> list[Outcome[SessionView]]:
    """Return each session as it is once its value was taken; may be repeated, as `signatures.finalize` may.

    Raises:
        SessionRepeatedError: One session is named twice.
    """
    _check_once([one.session_id for one in values])

    def take(one: Value) -> UUID:
        return signatures.take_value(
            session_id=one.session_id,
            signature_id=one.signature_id,
            value=one.value,
            client_id=client_id,
            finish=finish,
            act=act,
        )

    def complete(one: Value, taken: UUID) -> SessionView:
        if finish is Completion.NOW:
            completion.complete(signature_id=taken, act=act)
        return session_view.view(session_id=one.session_id, client_id=client_id, at=act.at)

    taken = [_outcome(one.session_id, partial(take, one)) for one in values]  # (1)
    return [  # (2)
        Outcome(session_id=one.session_id, error=first.error)
        if first.given is None
        else _outcome(one.session_id, partial(complete, one, first.given))
        for one, first in zip(values, taken, strict=True)
    ]


def _outcome(session_id: str, step: Callable[[], _T]) -> Outcome[_T]:
    try:
        return Outcome(session_id=session_id, given=step())
    except EsignerError as error:
        return Outcome(session_id=session_id, error=error)


def _check_once(session_ids: Sequence[str]) -> None:
    """Refuse a session that is named twice: its second signature would replace the first."""
    seen: set[str] = set()
    for session_id in session_ids:
        if session_id in seen:
            raise SessionRepeatedError(session=session_id)
        seen.add(session_id)
