"""Idempotency: the answer to a client's first call with a key is the answer to every repetition."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from esigner.signing.errors import IdempotencyKeyInUseError, IdempotencyKeyMismatchError
from esigner.signing.models import Answer

RUNNING_AT_MOST: Final = timedelta(minutes=5)
"""A key claimed longer ago without an answer belonged to a process that died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """What was answered the first time."""

    status: int
    body: str


def claim(*, client_id: str, key: str, request_sha256: str, at: datetime) -> StoredAnswer | None:
    """Return the stored answer, or None: then the key is ours and `keep` or `release` must follow.

    Raises:
        IdempotencyKeyMismatchError: The key was used for another request.
        IdempotencyKeyInUseError: The first call is still running.
    """
    Answer.objects.filter(client_id=client_id, key=key, status=None, created_at__lt=at - RUNNING_AT_MOST).delete()
    try:
        with transaction.atomic():
            Answer.objects.create(client_id=client_id, key=key, request_sha256=request_sha256, created_at=at)
    except IntegrityError:
        return _stored(client_id=client_id, key=key, request_sha256=request_sha256)
    return None


def _stored(*, client_id: str, key: str, request_sha256: str) -> StoredAnswer:
    answer = Answer.objects.filter(client_id=client_id, key=key).first()
    if answer is None or (answer.status is None and answer.request_sha256 == request_sha256):
        raise IdempotencyKeyInUseError
    if answer.request_sha256 != request_sha256:
        raise IdempotencyKeyMismatchError
    return StoredAnswer(status=answer.status or 0, body=answer.body)


def keep(*, client_id: str, key: str, status: int, body: str) -> None:
    """Store the answer under the claimed key."""
    Answer.objects.filter(client_id=client_id, key=key).update(status=status, body=body)


def release(*, client_id: str, key: str) -> None:
    """Release the key: the call changed nothing, so it may be tried again."""
    Answer.objects.filter(client_id=client_id, key=key, status__isnull=True).delete()
