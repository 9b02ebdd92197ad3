"""From a stored value to a signed document; each step is stored, so a second run asks for nothing twice.

(3) timestamp over the value, stored as soon as it is there
(4) status of certificates, fetched after the timestamp; a revoked signer's ends the signature
(5) the document is assembled and stored; for level LTA at level LT first, and again with its archive timestamp
(6) the session is SIGNED

Doors run it at once; the worker runs it again where something outside was unreachable, or a door died. Only an
answer about the signer, such as a revoked certificate, ends a signature; whatever else goes wrong, the value waits, and
`waiting_signatures` says what is available meanwhile.
"""

from functools import partial
from io import SEEK_END, BytesIO
from typing import IO, Final
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection, transaction

from esigner import ades, audit
from esigner.errors import EsignerError
from esigner.signing import archiving, by_digest, documents, proof, results, rows, signers
from esigner.signing.errors import SigningError
from esigner.signing.models import Session, Signature
from esigner.signing.states import SignatureState, Status

_KEEP_TIMESTAMP: Final = (
    'UPDATE "signing_signature" SET "timestamp" = coalesce("timestamp", %s) WHERE id = %s RETURNING "timestamp"'
)


def complete(*, signature_id: str | UUID, act: audit.Act) -> SignatureState:
    """Finish the signature if its value waits, and return its state; VALUE_GIVEN means: try again later, or given up.

    Raises:
        EsignerError: What no second try will repair, such as SignerCertificateRevokedError; recorded, the session is
            READY.
    """
    signature = _one(signature_id)
    if signature.state != SignatureState.VALUE_GIVEN.value:
        return SignatureState(signature.state)
    session = rows.SESSIONS.select("id = %s", signature.session_id)[0]
    if session.status != Status.SIGNING.value:
        return SignatureState.VALUE_GIVEN  # given up, until it is taken up again
    try:
        revocation = None
        if not archiving.is_kept(session):
            keep = partial(_keep_timestamp, signature.id)
            found = proof.fetch(signature, environment=session.environment, keep=keep)  # (3) (4)
            if found.missing is not None:
                return _outstanding(signature.id, found.missing)
            revocation = found.revocation
        archived = None
        if signature.level == ades.Level.LTA.value:
            kept = _kept(signature.id, revocation)
            archived = archiving.archived(kept, session=session, at=act.at) if kept else None
        _assemble(signature.id, revocation, archived, act=act)  # (5) (6)
    except EsignerError as error:
        if error.retryable or not isinstance(error, SigningError):
            return _outstanding(signature.id, error)
        _fail(signature.id, error, act=act)
        raise
    return SignatureState.FINISHED


def facts(session: Session, signature: Signature) -> dict[str, str]:
    """Return what the audit says about a signature."""
    return {"format": session.format, "level": signature.level, "means": signature.means}


def locked(signature_id: str | UUID) -> tuple[Session, Signature]:
    """Lock the session first, as every change does, then read the signature as it is now."""
    session = rows.lock(session_id=_one(signature_id).session_id)
    return session, next(one for one in session.signatures.all() if str(one.id) == str(signature_id))


def _one(signature_id: UUID | str) -> Signature:
    found = rows.SIGNATURES.select("id = %s", UUID(str(signature_id)))
    if not found:
        raise Signature.DoesNotExist
    return found[0]


def _outstanding(signature_id: UUID, error: EsignerError) -> SignatureState:
    """Note why the completion waits; the value and what proves it already are kept."""
    code = str(error.data.get("cause", error.code))
    Signature.objects.filter(id=signature_id).update(outstanding_code=code)
    return SignatureState.VALUE_GIVEN


def _keep_timestamp(signature_id: UUID, timestamp: bytes) -> bytes:
    """Store the token, and return the one that is stored: another process may have been first."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_TIMESTAMP, [timestamp, signature_id])
        return bytes(cursor.fetchone()[0])


def _kept(signature_id: UUID, revocation: ades.ValidationData | None) -> bytes | None:
    """Keep the document of level LT and return it; None where somebody else has finished it meanwhile.

    It is read while the row is locked, because finishing it removes it.
    """
    with results.writing() as write:
        session, signature = locked(signature_id)
        if signature.state != SignatureState.VALUE_GIVEN.value:
            return None
        if archiving.is_kept(session):
            with default_storage.open(session.result_file) as file:
                return bytes(file.read())
        with assembled(session, signature, revocation) as document:
            write(session, signature, document, ades.Level.LT)
            rows.SESSIONS.update(session, "result_file", "result_level")
            document.seek(0)
            return document.read()


def _assemble(
    signature_id: UUID,
    revocation: ades.ValidationData | None,
    archived: bytes | None,
    *,
    act: audit.Act,
) -> None:
    with results.writing() as write:
        session, signature = locked(signature_id)
        if signature.state != SignatureState.VALUE_GIVEN.value:
            return
        with BytesIO(archived) if archived else assembled(session, signature, revocation) as content:
            write(session, signature, content, ades.Level(signature.level))
            size_bytes = content.seek(0, SEEK_END)
        signature.state, signature.finished_at = SignatureState.FINISHED.value, act.at
        signature.outstanding_code, signature.next_try_at = "", None
        # The document has it; what is evidence, the value, its timestamp and the certificate, stays.
        signature.prepared = ""
        rows.SIGNATURES.update(signature, "state", "finished_at", "outstanding_code", "next_try_at", "prepared")
        rows.end(session, status=Status.SIGNED, at=act.at)
        rows.record(
            session,
            event="signature.finalized",
            act=act.answering(signature.request_id),
            data={"signature": str(signature.id), "bytes": size_bytes, **facts(session, signature)},
        )


def assembled(session: Session, signature: Signature, revocation: ades.ValidationData | None = None) -> IO[bytes]:
    """Return the document, to be read, with what is known of the signature: value, timestamp if it has one, proof."""
    return by_digest.finished(
        ades.Prepared.from_json(signature.prepared),
        bytes(signature.value or b""),
        files=documents.data_files(session),
        timestamp=bytes(signature.timestamp) if signature.timestamp is not None else None,
        revocation=revocation,
    )


def _fail(signature_id: UUID, error: EsignerError, *, act: audit.Act) -> None:
    """Give up the signature but not the session: the person may sign with another certificate."""
    with transaction.atomic():
        session, signature = locked(signature_id)
        if signature.state != SignatureState.VALUE_GIVEN.value:
            return
        signature.state, signature.failure_code = SignatureState.FAILED.value, error.code
        signature.next_try_at, signature.prepared = None, ""
        rows.SIGNATURES.update(signature, "state", "failure_code", "next_try_at", "prepared")
        session.status, session.failure_code, session.ended_at = Status.READY.value, "", None
        rows.SESSIONS.update(session, "status", "failure_code", "ended_at")
        rows.record(
            session,
            event="signature.failed",
            act=act.answering(signature.request_id),
            outcome="failed",
            code=error.code,
            data={"signature": str(signature.id), **facts(session, signature)},
        )


def signer_name(signature: Signature) -> str:
    """Return the signer's name from the certificate."""
    return signers.name_of(signers.read_certificate(bytes(signature.certificate)))
