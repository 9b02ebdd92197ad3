"""Sessions as the API's JSON."""

from base64 import b64encode

from esigner.errors import EsignerError, Language
from esigner.registry import links
from esigner.signing.reasons import GIVEN_UP, explain
from esigner.signing.sessions import DocumentView, SessionView, SignatureStart, SignatureView
from esigner.signing.states import Status
from esigner.web.api.schemas import (
    DocumentOut,
    FailureOut,
    ItemFailureOut,
    SessionOut,
    SignatureOut,
    SignatureStartOut,
)


def session(view: SessionView, *, language: Language) -> SessionOut:
    """Return the session with absolute addresses."""
    base = f"{links.of(view.environment).api_url}/v1/sessions/{view.id}"
    return SessionOut(
        id=view.id,
        status=view.status,
        format=view.format,
        packaging=view.shape.packaging,
        serialization=view.shape.serialization,
        level=view.level,
        documents=[_document(one, base=base) for one in view.documents],
        signatures=[_signature(one, language=language) for one in view.signatures],
        failure=_session_failure(view, language=language),
        signing_url=view.signing_url or None,
        return_url=view.return_url or None,
        result_url=f"{base}/result" if view.status is Status.SIGNED else None,
        kept_url=f"{base}/result?atLeast={view.kept.level_reached}" if view.kept else None,
        result_name=view.result_name or None,
        created_at=view.created_at,
        expires_at=view.expires_at,
    )


def start(started: SignatureStart) -> SignatureStartOut:
    """Return what the signing device needs."""
    return SignatureStartOut(
        signature_id=started.signature_id,
        data_to_sign=b64encode(started.data_to_sign).decode(),
        digest=b64encode(started.digest).decode(),
        digest_algorithm=started.digest_algorithm,
        signature_algorithm=started.signature_algorithm,
    )


def item_failure(error: EsignerError | None, *, language: Language) -> ItemFailureOut | None:
    """Return why an item of a batch failed; None where it did not."""
    if error is None:
        return None
    return ItemFailureOut(code=error.code, detail=error.detail().in_language(language), retryable=error.retryable)


def _document(view: DocumentView, *, base: str) -> DocumentOut:
    return DocumentOut(
        id=view.id,
        name=view.name,
        media_type=view.media_type,
        size=view.size_bytes,
        sha256=view.sha256 or None,
        uploaded=view.uploaded,
        by_digest=view.by_digest,
        upload_url=None if view.by_digest else f"{base}/documents/{view.id}",
    )


def _signature(view: SignatureView, *, language: Language) -> SignatureOut:
    return SignatureOut(
        id=view.id,
        state=view.state,
        level=view.level,
        means=view.means,
        signed_by=view.signed_by,
        level_reached=view.level_reached,
        outstanding=_failure(view.outstanding_code, language=language),
        next_try_at=view.next_try_at,
        failure=_failure(view.failure_code, language=language),
        created_at=view.created_at,
        finished_at=view.finished_at,
    )


def _session_failure(view: SessionView, *, language: Language) -> FailureOut | None:
    if view.failure_code and view.kept:
        return FailureOut(code=view.failure_code, detail=GIVEN_UP.in_language(language))
    return _failure(view.failure_code, language=language)


def _failure(code: str, *, language: Language) -> FailureOut | None:
    return FailureOut(code=code, detail=explain(code).in_language(language)) if code else None
