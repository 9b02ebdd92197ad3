"""Sessions over the API: open, upload, look, cancel, download."""

from typing import IO, Final

from django.http import FileResponse, HttpRequest
from ninja import Query, Router, Status

from esigner.ades import Level
from esigner.ades.encoding.format_table import MEDIA_TYPES, facts_of
from esigner.signing import sessions
from esigner.web.api import body, calls, render, sending
from esigner.web.api.calls import Call
from esigner.web.api.idempotency import once, once_in_steps
from esigner.web.api.schemas import ResultQuery, SessionIn, SessionOut

router = Router(tags=["sessions"])

_RAW_BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
PARTS: Final = "application/zip"
"""A container that still lacks its documents."""
_SIGNED_DOCUMENT = {
    "responses": {
        200: {
            "description": "The signed document. Where documents were given by digest: application/zip, the "
            "container without them. Put them into it under their names (`esigner assemble`, or any zip "
            "library), and it is whole.",
            "headers": {
                "Signature-Level": {
                    "description": "The level of the document; where `atLeast` was given.",
                    "schema": {"type": "string", "enum": ["B", "T", "LT", "LTA"]},
                },
                "Signature-Outstanding": {
                    "description": "The code of why it has no higher level yet.",
                    "schema": {"type": "string"},
                },
            },
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in (*MEDIA_TYPES, PARTS)
            },
        }
    }
}


@router.post(
    "/sessions",
    response={201: SessionOut},
    by_alias=True,
    operation_id="openSession",
    summary="Open a signing session",
)
@once
def open_session(request: HttpRequest, data: SessionIn) -> Status[SessionOut]:
    """Upload documents that have no `content` or `digest`; send the person to `signingUrl`, or sign in two steps."""
    call = calls.of(request)
    view = sessions.open(data.new_session(), client=call.admitted, act=call.act)
    return Status(201, render.session(view, language=call.language))


@router.put(
    "/sessions/{session_id}/documents/{document_id}",
    response=SessionOut,
    by_alias=True,
    operation_id="uploadDocument",
    summary="Upload a document",
    openapi_extra=_RAW_BYTES,
)
def upload_document(request: HttpRequest, session_id: str, document_id: str) -> SessionOut:
    """The raw bytes, streamed; the session is READY with the last document."""
    call = calls.of(request)
    view = sessions.add_document(
        session_id=session_id,
        document_id=document_id,
        content=body.pieces(request),
        client_id=call.client_id,
        act=call.act,
    )
    return render.session(view, language=call.language)


@router.get(
    "/sessions/{session_id}",
    response=SessionOut,
    by_alias=True,
    operation_id="getSession",
    summary="How far a session has come",
)
def get_session(request: HttpRequest, session_id: str) -> SessionOut:
    """Status, signatures, what failed and why."""
    call = calls.of(request)
    view = sessions.view(session_id=session_id, client_id=call.client_id, at=call.at)
    return render.session(view, language=call.language)


@router.delete(
    "/sessions/{session_id}",
    response=SessionOut,
    by_alias=True,
    operation_id="cancelSession",
    summary="Cancel a session",
)
def cancel_session(request: HttpRequest, session_id: str) -> SessionOut:
    """Ends the session unsigned; may be repeated."""
    call = calls.of(request)
    view = sessions.cancel(
        session_id=session_id,
        client_id=call.client_id,
        act=call.act,
    )
    return render.session(view, language=call.language)


@router.get(
    "/sessions/{session_id}/result",
    operation_id="getResult",
    summary="Download the signed document",
    openapi_extra=_SIGNED_DOCUMENT,
)
def get_result(request: HttpRequest, session_id: str, query: Query[ResultQuery]) -> FileResponse:
    """The signed document, streamed; without the documents where they were given by digest.

    Without `atLeast` there is an answer only once the session is SIGNED, at the level that was asked for. With it the
    document is given as it is now, if it has at least that level: `Signature-Level` says which,
    `Signature-Outstanding` what is missing.
    """
    call = calls.of(request)
    if query.at_least is None:
        view, file = sessions.result(session_id=session_id, client_id=call.client_id)
        return _file(file, view=view, name=view.result_name, level=view.level, call=call)
    found = sessions.result_at_least(session_id=session_id, level=query.at_least, client_id=call.client_id)
    answer = _file(found.file, view=found.session, name=found.name, level=found.level, call=call)
    answer.headers["Signature-Level"] = found.level.value
    if found.outstanding_code:
        answer.headers["Signature-Outstanding"] = found.outstanding_code
    return answer


def _file(file: IO[bytes], *, view: sessions.SessionView, name: str, level: Level, call: Call) -> FileResponse:
    def sent(size_bytes: int) -> None:
        sessions.result_sent(view, level=level, size_bytes=size_bytes, act=call.act)

    return FileResponse(
        sending.Watched(file, at_end=sent),
        as_attachment=True,
        filename=name,
        content_type=_media_type(view),
    )


def _media_type(view: sessions.SessionView) -> str:
    return PARTS if view.by_digest else facts_of(view.format, view.shape).media_type


@router.post(
    "/sessions/{session_id}/completion",
    response={200: SessionOut},
    by_alias=True,
    operation_id="completeSession",
    summary="Try again to finish a signature",
)
@once_in_steps
def complete_session(request: HttpRequest, session_id: str) -> Status[SessionOut]:
    """Asks for the timestamp and the status that are outstanding; takes a FAILED signature that is kept up again."""
    call = calls.of(request)
    view = sessions.take_up(
        session_id=session_id,
        client_id=call.client_id,
        act=call.act,
    )
    return Status(200, render.session(view, language=call.language))
