"""Validation over the API."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from esigner.signing import validations
from esigner.web.api import body
from esigner.web.api import call as calls

router = Router(tags=["validations"])


class ReportKind(StrEnum):
    """How much the report tells."""

    SIMPLE = "simple"
    DETAILED = "detailed"


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
    policy: Annotated[str, Field(max_length=20)] = "lv",
    at: datetime | None = None,
    report: ReportKind = ReportKind.SIMPLE,
    name: Annotated[str, Field(max_length=200)] = "document",
) -> dict[str, object]:
    """The file as raw bytes; the verdict by the trust of this environment. A bad document is a report, not an error."""
    call = calls.of(request)
    verdict = validations.validate(
        body.read_whole(request),
        name=name,
        environment=call.environment,
        policy=policy,
        at=_aware(at) if at else call.at,
    )
    return dict(verdict.as_detailed_dict() if report is ReportKind.DETAILED else verdict.as_dict())


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
