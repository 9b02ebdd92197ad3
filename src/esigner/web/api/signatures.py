"""Two-step signing over the API: the key stays outside, only its value comes in."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from esigner.signing import sessions
from esigner.signing.states import Status as SessionStatus
from esigner.web.api import calls, render, waiting
from esigner.web.api.idempotency import once
from esigner.web.api.schemas import SessionOut, SignatureIn, SignatureStartOut, SignatureValueIn

router = Router(tags=["signatures"])


@router.post(
    "/sessions/{session_id}/signatures",
    response={201: SignatureStartOut},
    by_alias=True,
    operation_id="startSignature",
    summary="Prepare a signature",
)
@once
def start_signature(request: HttpRequest, session_id: str, data: SignatureIn) -> Status[SignatureStartOut]:
    """Sign `dataToSign` (or its `digest`, by a device that takes one) with the certificate's key."""
    call = calls.of(request)
    start = sessions.prepare(
        session_id=session_id,
        signing_certificate=data.signing_certificate,
        client_id=call.client_id,
        level=data.signature_level,
        claims=data.claims(),
        act=call.act,
    )
    return Status(201, render.start(start))


@router.put(
    "/sessions/{session_id}/signatures/{signature_id}",
    response={200: SessionOut, 202: SessionOut},
    by_alias=True,
    operation_id="finishSignature",
    summary="Hand in the signature value",
    openapi_extra={"parameters": [waiting.PARAMETER]},
)
def finish_signature(
    request: HttpRequest, response: HttpResponse, session_id: str, signature_id: str, data: SignatureValueIn
) -> Status[SessionOut]:
    """May be repeated. Where a trust service cannot be reached the value is kept: look at the session again later.

    With `Prefer: respond-async` nothing is waited for: the value is kept, and 202 is the answer (RFC 7240, 4.1).
    """
    call = calls.of(request)
    view = sessions.finalize(
        session_id=session_id,
        signature_id=signature_id,
        value=data.signature_value,
        client_id=call.client_id,
        finish=waiting.wish(request),
        act=call.act,
    )
    status = waiting.status(request, response, is_done=view.status is not SessionStatus.SIGNING)
    if status == waiting.ACCEPTED:
        response.headers["Location"] = f"/v1/sessions/{session_id}"
    return Status(status, render.session(view, language=call.language))
