"""OCSP over HTTP: both forms of RFC 6960 appendix A."""

import binascii
from base64 import b64decode
from functools import partial
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from esigner.pki import ocsp
from esigner.registry import authorities, certificates
from esigner.web.trust.answers import binary, query_of, with_problems
from esigner.web.trust.kinds import Kind

_QUERY: Final = "application/ocsp-request"
_ANSWER: Final = "application/ocsp-response"


@csrf_exempt
@require_POST
@with_problems
def post(request: HttpRequest, *, kind: Kind, name: str) -> HttpResponse:
    """Answer a request in the body."""
    query = query_of(request, _QUERY)
    return query if isinstance(query, HttpResponse) else _answer(query, kind, name)


@require_safe
@with_problems
def get(_request: HttpRequest, *, kind: Kind, name: str, query: str) -> HttpResponse:
    """Answer a request in the path: base64, then percent-encoded (which Django has undone)."""
    try:
        decoded = b64decode(query, validate=True)
    except binascii.Error:
        decoded = b""  # The responder says malformedRequest.
    return _answer(decoded, kind, name)


def _answer(query: bytes, kind: Kind, name: str) -> HttpResponse:
    if not kind.issues(name):
        raise Http404
    now = timezone.now()
    content = ocsp.answer(
        query,
        responder=authorities.responder(name, at=now),
        statuses=partial(certificates.status, name),
        at=now,
    )
    return binary(content, _ANSWER)
