"""Idempotency-Key: a repeated POST gets the first answer and changes nothing."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeAlias

from django.http import HttpRequest, HttpResponse
from ninja import Status
from ninja.responses import NinjaJSONEncoder

from esigner.signing import idempotency_keys
from esigner.signing.idempotency_keys import Key, StoredAnswer
from esigner.web.api import calls
from esigner.web.api.errors import IdempotencyKeyInvalidError

HEADER: Final = "Idempotency-Key"
KEY_PATTERN: Final = r"^[\x21-\x7E]{1,255}$"
"""Of a key, as the description says it."""
_KEY = re.compile(KEY_PATTERN)

View: TypeAlias = Callable[..., Status[Any]]
Answered: TypeAlias = Status[Any] | HttpResponse


def once(view: View) -> Callable[..., Any]:
    """Let the view run once for a client's key: its effect and its answer, kept for a day, are one transaction."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> Answered:
        key = _key(request)
        if key is None:
            return view(request, *arguments, **named)
        with idempotency_keys.claimed(key, at=calls.of(request).at) as stored:
            if stored is not None:
                return _again(stored)
            answer = view(request, *arguments, **named)
            idempotency_keys.keep(key, _kept(answer))
        return answer

    return guarded


def once_in_steps(view: View) -> Callable[..., Any]:
    """Answer a client's key once, where the view commits its effect in steps that may be repeated."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> Answered:
        key = _key(request)
        if key is None:
            return view(request, *arguments, **named)
        stored = idempotency_keys.begin(key, at=calls.of(request).at)
        if stored is not None:
            return _again(stored)
        try:
            answer = view(request, *arguments, **named)
        except BaseException:
            idempotency_keys.release(key)
            raise
        own = _kept(answer)
        stands = idempotency_keys.keep(key, own)
        return answer if stands == own else _again(stands)

    return guarded


def _key(request: HttpRequest) -> Key | None:
    """Return the key of the call; None where it has none."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalidError
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
    return Key(client_id=calls.of(request).client_id, key=key, request_sha256=digest)


def _again(stored: StoredAnswer) -> HttpResponse:
    return HttpResponse(stored.body, status=stored.status, content_type="application/json; charset=utf-8")


def _kept(answer: Status[Any]) -> StoredAnswer:
    # As ninja writes the first answer: pydantic's own JSON has other moments, with microseconds.
    body = json.dumps(answer.value.model_dump(by_alias=True), cls=NinjaJSONEncoder)
    return StoredAnswer(status=answer.status_code, body=body)
