"""Validation over the API."""

from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from esigner.ades import DataFile
from esigner.ades.validation import Report
from esigner.signing import validations
from esigner.web.api import body, calls
from esigner.web.api.errors import BodyMissingError
from esigner.web.api.json_types import Moment, PolicyName
from esigner.web.api.schemas import DetachedValidationIn, ReportKind

router = Router(tags=["validations"])
_UNKNOWN: Final = "application/octet-stream"


@router.post(
    "/validations",
    response=dict[str, object],
    operation_id="validate",
    summary="Validate a signed document",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def validate(
    request: HttpRequest,
    policy: PolicyName = "lv",
    at: Moment | None = None,
    report: ReportKind = ReportKind.SIMPLE,
    name: Annotated[str, Field(max_length=200)] = "document",
) -> dict[str, object]:
    """The file as raw bytes; the verdict by the trust of this environment. A bad document is a report, not an error."""
    call = calls.of(request)
    content = body.read_whole(request)
    if not content:
        raise BodyMissingError
    verdict = validations.validate(
        content,
        name=name,
        environment=call.environment,
        client_id=call.client_id,
        policy=policy,
        at=at or call.at,
    )
    return _told(verdict, report)


@router.post(
    "/validations/detached",
    response=dict[str, object],
    operation_id="validateDetached",
    summary="Validate a signature with the files beside it",
)
def validate_detached(request: HttpRequest, data: DetachedValidationIn) -> dict[str, object]:
    """For what no container holds: signature and files in one JSON body of at most 12 MiB."""
    call = calls.of(request)
    verdict = validations.validate(
        data.signature,
        name=data.name,
        environment=call.environment,
        client_id=call.client_id,
        policy=data.policy,
        at=data.at or call.at,
        detached=[DataFile(one.name, _UNKNOWN, one.content) for one in data.files],
    )
    return _told(verdict, data.report)


def _told(verdict: Report, kind: ReportKind) -> dict[str, object]:
    return dict(verdict.as_detailed_dict() if kind is ReportKind.DETAILED else verdict.as_dict())
