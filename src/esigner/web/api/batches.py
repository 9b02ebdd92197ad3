"""Several sessions signed in one act with one certificate; each item tells how it went."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from esigner.signing import batches
from esigner.signing.states import Status as SessionStatus
from esigner.web.api import calls, render, waiting
from esigner.web.api.idempotency import once
from esigner.web.api.schemas import (
    BatchIn,
    BatchResultOut,
    BatchResultsOut,
    BatchStartOut,
    BatchStartsOut,
    BatchValuesIn,
)

router = Router(tags=["signatures"])


@router.post(
    "/signatures",
    response={200: BatchStartsOut},
    by_alias=True,
    operation_id="startSignatures",
    summary="Prepare signatures of several sessions",
)
@once
def start_signatures(request: HttpRequest, data: BatchIn) -> Status[BatchStartsOut]:
    """One certificate, one act. An item that fails stops no other: look at each."""
    call = calls.of(request)
    outcomes = batches.prepare(
        session_ids=[str(one) for one in data.sessions],
        signing_certificate=data.signing_certificate,
        client_id=call.client_id,
        level=data.signature_level,
        claims=data.claims(),
        act=call.act,
    )
    items = [
        BatchStartOut(
            session_id=one.session_id,
            signature=render.start(one.given) if one.given else None,
            failure=render.item_failure(one.error, language=call.language),
        )
        for one in outcomes
    ]
    return Status(200, BatchStartsOut(items=items))


@router.put(
    "/signatures",
    response={200: BatchResultsOut, 202: BatchResultsOut},
    by_alias=True,
    operation_id="finishSignatures",
    summary="Hand in the signature values of several sessions",
    openapi_extra={"parameters": [waiting.PARAMETER]},
)
def finish_signatures(request: HttpRequest, response: HttpResponse, data: BatchValuesIn) -> Status[BatchResultsOut]:
    """May be repeated, whole or for some. All values are kept before the first signature is finished.

    With `Prefer: respond-async` nothing is waited for: the values are kept, and 202 is the answer (RFC 7240, 4.1).
    """
    call = calls.of(request)
    outcomes = batches.finalize(
        values=[
            batches.Value(session_id=str(one.session_id), signature_id=one.signature_id, value=one.signature_value)
            for one in data.values
        ],
        client_id=call.client_id,
        finish=waiting.wish(request),
        act=call.act,
    )
    items = [
        BatchResultOut(
            session_id=one.session_id,
            session=render.session(one.given, language=call.language) if one.given else None,
            failure=render.item_failure(one.error, language=call.language),
        )
        for one in outcomes
    ]
    is_done = not any(one.given is not None and one.given.status is SessionStatus.SIGNING for one in outcomes)
    return Status(waiting.status(request, response, is_done=is_done), BatchResultsOut(items=items))
