"""Time stamps over HTTP (RFC 3161 3.4)."""

import secrets
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from esigner.pki import tsa
from esigner.registry import authorities
from esigner.registry.kinds import Environment
from esigner.web.trust.answers import binary, query_of, with_problems

_QUERY: Final = "application/timestamp-query"
_ANSWER: Final = "application/timestamp-reply"
_SERIAL_BYTES: Final = 16


@csrf_exempt
@require_POST
@with_problems
def post(request: HttpRequest, *, environment: str) -> HttpResponse:
    """Answer a query with a token of the environment's unit."""
    query = query_of(request, _QUERY)
    if isinstance(query, HttpResponse):
        return query
    now = timezone.now()
    content = tsa.answer(
        query,
        tsu=authorities.timestamp_unit(Environment(environment), at=now),
        serial=authorities.random_serial(secrets.token_bytes(_SERIAL_BYTES)),
        at=now,
    )
    return binary(content, _ANSWER)
