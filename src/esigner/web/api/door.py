"""The one entrance of the API door.

(1) a fresh Request-Id, the language, the peer
(2) the API's description is open to everyone; everything else passes the gate, on every request
(3) the view, found in the inner table of addresses
(4) an audit event: `api.called` or `api.refused`
"""

import logging
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from esigner import audit
from esigner.errors import EsignerError
from esigner.registry import gate
from esigner.registry.gate_errors import GateRefusedError
from esigner.registry.kinds import Environment
from esigner.web import language, outages
from esigner.web.api import conformity, peer, probe, problems, trace
from esigner.web.api.calls import UNKNOWN_CALLER, Call, new_request_id
from esigner.web.api.errors import BodyTooLargeError, InternalError, MethodNotAllowedError, PathNotFoundError
from esigner.web.api.openapi import openapi_document

log = logging.getLogger(__name__)

OPENAPI_PATH: Final = "/v1/openapi.json"
ADDRESSES: Final = "esigner.web.api.addresses"
NOT_ALLOWED: Final = 405


@csrf_exempt
def enter(request: HttpRequest) -> HttpResponseBase:
    """Answer a request; the caller's certificate, not a cookie, says who it is, so there is no CSRF to fear."""
    call = _call(request)  # (1)
    try:
        return _sign_off(_answer(request, call), call)
    except Exception as error:  # noqa: BLE001 — told apart and logged there
        return _sign_off(_failed(error, call), call)


def _answer(request: HttpRequest, call: Call) -> HttpResponseBase:
    # As it came: for the view HEAD is GET, for the record it is not.
    method = str(request.META.get("REQUEST_METHOD", ""))
    if request.path == OPENAPI_PATH:
        return _description(request, call)
    try:
        caller = gate.admit(  # (2)
            environment=call.environment,
            certificate=call.peer.certificate,
            is_unreadable=call.peer.is_unreadable,
            chain=call.peer.chain,
            address=call.peer.address,
            epak_number=call.epak_number or None,
            at=call.at,
        )
    except GateRefusedError as error:
        trace.refused(call, error, method=method, path=request.path)
        more = probe.facts(call, client=error.client, admitted=False) if request.path == probe.PATH else None
        return problems.response(error, language=call.language, request_id=call.request_id, more=more)
    call = call.admit(caller)
    answer, route = _dispatch(request, call)  # (3)
    trace.called(call, method=method, route=route, answer=answer)  # (4)
    return answer


def _description(request: HttpRequest, call: Call) -> HttpResponseBase:
    if request.method in {"GET", "HEAD"}:
        return JsonResponse(openapi_document(), json_dumps_params={"ensure_ascii": False})
    return _not_allowed(HttpResponseNotAllowed(["GET"]), call, method=request.method or "")


def _call(request: HttpRequest) -> Call:
    return Call(
        act=audit.Act(actor=UNKNOWN_CALLER, at=timezone.now(), request_id=new_request_id()),
        language=language.chosen(request.headers.get("Accept-Language", "")),
        environment=Environment(getattr(settings, "ESIGNER_ENVIRONMENT", "")),
        peer=peer.of(request, source=settings.ESIGNER_TLS_SOURCE),
        epak_number=request.headers.get("EPAK-Number", "").strip(),
    )


def _dispatch(request: HttpRequest, call: Call) -> tuple[HttpResponseBase, str]:
    """Return the view's answer and the route template, such as v1/sessions/{session_id}."""
    request.esigner_call = call  # type: ignore[attr-defined] # read back by call.of
    route = ""
    try:
        match = resolve(request.path_info, urlconf=ADDRESSES)
        route = match.route
        conformity.check(request, route=route)
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Http404:
        # No such address; or ninja's own front page, which we have none of.
        return _problem(PathNotFoundError(), call), route
    except EsignerError as error:
        return _problem(error, call), route
    except RequestDataTooBig:
        return _problem(BodyTooLargeError(), call), route
    except Exception as error:  # noqa: BLE001 — told apart and logged there
        return _failed(error, call), route
    if answer.status_code == NOT_ALLOWED:
        return _not_allowed(answer, call, method=request.method or ""), route
    return answer, route


def _failed(error: Exception, call: Call) -> HttpResponseBase:
    """Answer an outage with 503, a bug with 500; both are in the log."""
    outage = outages.noted(error, reference=call.request_id)
    if outage is None:
        log.error("request %s failed", call.request_id, exc_info=error)
    return _problem(outage or InternalError(), call)


def _not_allowed(answer: HttpResponseBase, call: Call, *, method: str) -> HttpResponseBase:
    is_asking = method == "OPTIONS"
    told = HttpResponse(status=204) if is_asking else _problem(MethodNotAllowedError(method=method), call)
    told.headers["Allow"] = answer.headers.get("Allow", "")
    return told


def _problem(error: EsignerError, call: Call) -> HttpResponseBase:
    return problems.response(error, language=call.language, request_id=call.request_id)


def _sign_off(answer: HttpResponseBase, call: Call) -> HttpResponseBase:
    answer.headers["Request-Id"] = call.request_id
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer
