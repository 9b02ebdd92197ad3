"""Idempotency: the answer to a client's first call with a key is the answer to every repetition.

`claimed` is the one transaction of a call: key, effect and answer are committed together, so a process that dies leaves
all three or none. A second call with the key waits for the first one's end, by the row it inserts too.

`begin` and `keep` are for a call whose effect is stored in steps, each of which changes nothing when it is repeated
(asking a trust service inside a transaction would keep its locks as long). One that died is run again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, OperationalError, connection, transaction

from esigner.signing.errors import IdempotencyKeyInUseError, IdempotencyKeyMismatchError
from esigner.signing.models import Answer

WAIT: Final = "2s"
"""How long a second call waits for the end of the first, as PostgreSQL writes it."""
RUNNING_AT_MOST: Final = timedelta(minutes=5)
"""Earlier code committed a key before its effect: such a one without an answer, claimed longer ago, is free again."""
_LOCK_NOT_AVAILABLE: Final = "55P03"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A client's key, and what it was sent with."""

    client_id: str
    key: str
    request_sha256: str
    """Of method, path and body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """What was answered the first time."""

    status: int
    body: str


@contextmanager
def claimed(one: Key, *, at: datetime) -> Iterator[StoredAnswer | None]:
    """Return the transaction of a call, and the answer to an earlier one; None: its own is to be kept.

    Raises:
        IdempotencyKeyMismatchError: The key was used for another request.
        IdempotencyKeyInUseError: The first call is still running.
    """
    with transaction.atomic():
        row, is_ours = _claim(one, at=at)
        if not is_ours and row.status is None:
            raise IdempotencyKeyInUseError
        yield _stored(row)


def begin(one: Key, *, at: datetime) -> StoredAnswer | None:
    """Claim the key of a call in steps; return the answer to an earlier one that got that far. Raises as `claimed`."""
    with transaction.atomic():
        row, _ = _claim(one, at=at)
    return _stored(row)


def keep(one: Key, answer: StoredAnswer) -> StoredAnswer:
    """Store the answer under the claimed key, and return the one that stands: of two calls in steps the first one's."""
    rows = Answer.objects.filter(client_id=one.client_id, key=one.key)
    rows.filter(status=None).update(status=answer.status, body=answer.body)
    row = rows.first()
    return (row and _stored(row)) or answer


def release(one: Key) -> None:
    """Release the key of a call in steps that failed: it may be tried again."""
    Answer.objects.filter(client_id=one.client_id, key=one.key, status=None).delete()


def _claim(one: Key, *, at: datetime) -> tuple[Answer, bool]:
    """Return the row of the key and whether it is ours; wait where another transaction has inserted it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [WAIT])
        (usual, _) = cursor.fetchone()
        try:
            row, is_ours = _inserted(one, at=at)
        except IntegrityError as error:  # released between our two looks
            raise IdempotencyKeyInUseError from error
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            raise IdempotencyKeyInUseError from error
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])
    if row.request_sha256 != one.request_sha256:
        raise IdempotencyKeyMismatchError
    return row, is_ours


def _inserted(one: Key, *, at: datetime) -> tuple[Answer, bool]:
    rows = Answer.objects.filter(client_id=one.client_id, key=one.key)
    rows.filter(status=None, created_at__lt=at - RUNNING_AT_MOST).delete()
    return Answer.objects.get_or_create(
        client_id=one.client_id, key=one.key, defaults={"request_sha256": one.request_sha256, "created_at": at}
    )


def _stored(row: Answer) -> StoredAnswer | None:
    return None if row.status is None else StoredAnswer(status=row.status, body=row.body)
