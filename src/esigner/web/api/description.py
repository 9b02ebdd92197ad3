"""The API as one object: routers, and errors mapped to problem documents once."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from esigner.errors import EsignerError
from esigner.web.api import batches, calls, probe, problems, sessions, signatures, validations
from esigner.web.api.errors import RequestInvalidError
from esigner.web.api.reading import BODY, EMPTY, NOT_JSON, StrictParser, refusal

_TOLD: Final = 20
"""Faults that an answer names; whoever mends these sees the next."""
_SHOWN: Final = 200

api = NinjaAPI(
    title="E-parakstītājs API",
    version="1",
    description="Signing sessions, two-step signing and validation. Every call: TLS with the client certificate "
    "registered for this environment, from an allowed address, with the header EPAK-Number. "
    "Errors are RFC 9457 problem documents; every answer carries Request-Id. "
    "Authorities are succeeded before they end: trustUrl of the connection pack lists all of them, and the pack holds "
    "those to trust, the next ones too.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="esigner-api-v1",
    parser=StrictParser(),
)
for _router in (probe.router, sessions.router, signatures.router, batches.router, validations.router):
    api.add_router("", _router)


@api.exception_handler(EsignerError)
def _refusal(request: HttpRequest, error: EsignerError) -> HttpResponse:
    call = calls.of(request)
    members = error.members() if isinstance(error, RequestInvalidError) else []
    more = {"errors": members} if members else None
    return problems.response(error, language=call.language, request_id=call.request_id, more=more)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which members are wrong and why, but never repeat a value: it may be a personal code."""
    if all(one["loc"][:1] == ("body",) for one in error.errors) and not request.body:
        return _refusal(request, refusal(BODY, EMPTY))
    errors = [
        {"member": ".".join(map(str, filter(_is_named, one["loc"][1:])))[:_SHOWN], "reason": one["type"]}
        for one in error.errors[:_TOLD]
    ]
    call = calls.of(request)
    fields = ", ".join(dict.fromkeys(str(one["member"]) for one in errors if one["member"])) or "body"
    return problems.response(
        RequestInvalidError(fields=fields[:300]),
        language=call.language,
        request_id=call.request_id,
        more={"errors": errors},
    )


def _is_named(step: str | int) -> bool:
    """Whether the client knows the step; the choices of a union have names that only pydantic knows."""
    return step != "data" and not str(step).startswith("function-")


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    # ninja's own sentence is English only; what our reader refused says which member it was.
    if isinstance(error.__context__, EsignerError):
        return _refusal(request, error.__context__)
    return _refusal(request, refusal(BODY, NOT_JSON))
