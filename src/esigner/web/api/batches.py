"""Several sessions signed in one act with one certificate; each item tells how it went."""

from django.http import HttpRequest
from ninja import Router, Status

from esigner.signing import batches
from esigner.web.api import calls, render
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
    response=BatchResultsOut,
    by_alias=True,
    operation_id="finishSignatures",
    summary="Hand in the signature values of several sessions",
)
def finish_signatures(request: HttpRequest, data: BatchValuesIn) -> BatchResultsOut:
    """May be repeated, whole or for some. All values are kept before the first signature is finished."""
    call = calls.of(request)
    outcomes = batches.finalize(
        values=[
            batches.Value(session_id=str(one.session_id), signature_id=one.signature_id, value=one.signature_value)
            for one in data.values
        ],
        client_id=call.client_id,
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
    return BatchResultsOut(items=items)
