"""Two-step signing over the API: the key stays outside, only its value comes in."""

from django.http import HttpRequest
from ninja import Router, Status

from esigner.signing import sessions
from esigner.web.api import calls, render
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
    response=SessionOut,
    by_alias=True,
    operation_id="finishSignature",
    summary="Hand in the signature value",
)
def finish_signature(request: HttpRequest, session_id: str, signature_id: str, data: SignatureValueIn) -> SessionOut:
    """May be repeated. Where a trust service cannot be reached the value is kept: look at the session again later."""
    call = calls.of(request)
    view = sessions.finalize(
        session_id=session_id,
        signature_id=signature_id,
        value=data.signature_value,
        client_id=call.client_id,
        act=call.act,
    )
    return render.session(view, language=call.language)
