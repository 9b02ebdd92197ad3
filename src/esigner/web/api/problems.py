"""Errors as RFC 9457 problem documents: one table from status to title, everything else stands in the error."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse

from esigner.errors import EsignerError, Language, Text

MEDIA_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:esigner:problem:"

TITLES: Final[Mapping[int, Text]] = {
    400: Text("Nepareizs pieprasījums", "Bad request"),
    401: Text("Izsaucējs nav atpazīts", "The caller is not recognised"),
    403: Text("Nav atļauts", "Not allowed"),
    404: Text("Nav atrasts", "Not found"),
    405: Text("Metode nav atļauta", "Method not allowed"),
    408: Text("Pieprasījums pienāca pārāk lēni", "Request timeout"),
    409: Text("Pretruna ar pašreizējo stāvokli", "Conflict with the current state"),
    410: Text("Vairs nav pieejams", "No longer available"),
    411: Text("Nav norādīts garums", "Length required"),
    413: Text("Saturs ir pārāk liels", "Content too large"),
    415: Text("Šāds saturs nav paredzēts", "Unsupported media type"),
    421: Text("Nepareizs serveris", "Misdirected request"),
    422: Text("Saturu nevar apstrādāt", "Content cannot be processed"),
    429: Text("Pārāk daudz pieprasījumu", "Too many requests"),
    431: Text("Galvenes ir pārāk garas", "Request header fields too large"),
    500: Text("Iekšēja kļūda", "Internal error"),
    501: Text("Nav paredzēts", "Not implemented"),
    502: Text("Kļūda ārējā pakalpojumā", "Error in an outside service"),
    503: Text("Pakalpojums pašlaik nav pieejams", "Service unavailable at the moment"),
}


def problem(
    error: EsignerError, *, language: Language, request_id: str, more: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return the members of the problem document."""
    return {
        "type": f"{TYPE_PREFIX}{error.code}",
        "title": TITLES.get(error.status, TITLES[HTTPStatus.BAD_REQUEST]).in_language(language),
        "status": error.status,
        "detail": error.detail().in_language(language),
        "code": error.code,
        "retryable": error.retryable,
        "requestId": request_id,
        **(more or {}),
    }


def response(
    error: EsignerError, *, language: Language, request_id: str, more: Mapping[str, object] | None = None
) -> HttpResponse:
    """Return the answer; its code is kept on it so that the audit need not read the body."""
    members = problem(error, language=language, request_id=request_id, more=more)
    answer = HttpResponse(json.dumps(members, ensure_ascii=False), status=error.status, content_type=MEDIA_TYPE)
    answer.headers["Content-Language"] = language
    if error.retry_after_seconds is not None:
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
    answer.problem_code = error.code  # type: ignore[attr-defined] # our own mark on Django's object
    return answer
