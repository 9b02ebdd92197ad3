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
from esigner.web.api import calls
from esigner.web.api.errors import IdempotencyKeyInvalidError

HEADER: Final = "Idempotency-Key"
KEY_PATTERN: Final = r"^[\x21-\x7E]{1,255}$"
"""Of a key, as the description says it."""
_KEY = re.compile(KEY_PATTERN)

View: TypeAlias = Callable[..., Status[Any]]


def once(view: View) -> Callable[..., Any]:
    """Let the view run once for a client's key; its answer, if it succeeded, is kept for a day."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> Status[Any] | HttpResponse:
        key = request.headers.get(HEADER)
        if key is None:
            return view(request, *arguments, **named)
        if not _KEY.fullmatch(key):
            raise IdempotencyKeyInvalidError
        call = calls.of(request)
        digest = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        stored = idempotency_keys.claim(client_id=call.client_id, key=key, request_sha256=digest, at=call.at)
        if stored is not None:
            return HttpResponse(stored.body, status=stored.status, content_type="application/json; charset=utf-8")
        return _run(view, request, arguments, named, client_id=call.client_id, key=key)

    return guarded


def _run(
    view: View,
    request: HttpRequest,
    arguments: tuple[object, ...],
    named: dict[str, object],
    *,
    client_id: str,
    key: str,
) -> Status[Any]:
    try:
        answer = view(request, *arguments, **named)
    except BaseException:
        idempotency_keys.release(client_id=client_id, key=key)
        raise
    # As ninja writes the first answer: pydantic's own JSON has other moments, with microseconds.
    body = json.dumps(answer.value.model_dump(by_alias=True), cls=NinjaJSONEncoder)
    idempotency_keys.keep(client_id=client_id, key=key, status=answer.status_code, body=body)
    return answer
