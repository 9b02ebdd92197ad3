"""From a stored value to a signed document; each step is stored, so a second run asks for nothing twice.

(3) timestamp over the value, stored
(4) OCSP answers, fetched after the timestamp and never from a cache; a revoked certificate ends the signature
(5) the container or PDF is assembled and stored
(6) the session is SIGNED

Doors run it at once; the worker runs it again where something outside was unreachable, or a door died.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from esigner import ades, audit
from esigner.errors import EsignerError
from esigner.signing import by_digest, documents, proof, rows, signers
from esigner.signing.errors import AuthorityUnavailable
from esigner.signing.models import Session, Signature
from esigner.signing.states import SignatureState, Status

WITHOUT_PROOF = frozenset({ades.Level.B.value})
WITH_REVOCATION = frozenset({ades.Level.LT.value})


def complete(*, signature_id: str | UUID, actor: audit.Actor, at: datetime, request_id: str = "") -> SignatureState:
    """Finish the signature if its value waits, and give its state; VALUE_GIVEN means: try again later.

    Raises:
        EsignerError: What no second try will mend, such as SignerCertificateRevoked; recorded, the session is READY.
    """
    signature = Signature.objects.select_related("session").get(id=signature_id)
    if signature.state != SignatureState.VALUE_GIVEN.value:
        return SignatureState(signature.state)
    session = signature.session
    try:
        _stamp(signature)  # (3)
        revocation = proof.revocation(signature, environment=session.environment)  # (4)
        _assemble(signature.id, revocation, actor=actor, at=at, request_id=request_id)  # (5) (6)
    except EsignerError as error:
        if error.retryable:
            code = str(error.data.get("cause", error.code))
            Signature.objects.filter(id=signature.id).update(outstanding_code=code)
            return SignatureState.VALUE_GIVEN
        _fail(signature.id, error, actor=actor, at=at, request_id=request_id)
        raise
    return SignatureState.FINISHED


def facts(session: Session, signature: Signature) -> dict[str, str]:
    """Give what the audit tells about a signature."""
    return {"format": session.format, "level": signature.level, "means": signature.means}


def give_up(*, signature_id: str | UUID, at: datetime) -> None:
    """End the session as FAILED: the worker has tried for as long as it is allowed to."""
    with transaction.atomic():
        session, signature = _locked(signature_id)
        if signature.state != SignatureState.VALUE_GIVEN.value:
            return
        code = signature.outstanding_code or AuthorityUnavailable.code
        signature.state, signature.failure_code = SignatureState.FAILED.value, code
        signature.save()
        rows.end(session, status=Status.FAILED, at=at, failure_code=code)
        _record_failure(session, signature, code, actor=audit.SYSTEM, at=at, request_id=signature.request_id)


def _locked(signature_id: str | UUID) -> tuple[Session, Signature]:
    """Lock the session first, as every change does, then read the signature as it is now."""
    session_id = Signature.objects.values_list("session_id", flat=True).get(id=signature_id)
    session = rows.lock(session_id=session_id)
    return session, session.signatures.get(id=signature_id)


def _stamp(signature: Signature) -> None:
    if signature.level in WITHOUT_PROOF or signature.timestamp is not None:
        return
    token = proof.timestamp(signature, environment=signature.session.environment)
    Signature.objects.filter(id=signature.id, timestamp__isnull=True).update(timestamp=token)
    signature.refresh_from_db(fields=["timestamp"])


def _assemble(
    signature_id: UUID,
    revocation: ades.Revocation | None,
    *,
    actor: audit.Actor,
    at: datetime,
    request_id: str,
) -> None:
    written = ""
    try:
        with transaction.atomic():
            session, signature = _locked(signature_id)
            if signature.state != SignatureState.VALUE_GIVEN.value:
                return
            content = by_digest.finished(
                ades.Prepared.from_json(signature.prepared),
                bytes(signature.value or b""),
                files=documents.data_files(session),
                timestamp=bytes(signature.timestamp) if signature.timestamp is not None else None,
                revocation=revocation if signature.level in WITH_REVOCATION else None,
            )
            written = session.result_file = _write(session, signature, content)
            signature.state, signature.finished_at = SignatureState.FINISHED.value, at
            signature.outstanding_code = ""
            signature.save()
            rows.end(session, status=Status.SIGNED, at=at)
            rows.record(
                session,
                event="signature.finalized",
                actor=actor,
                at=at,
                request_id=request_id or signature.request_id,
                data={"signature": str(signature.id), "bytes": len(content), **facts(session, signature)},
            )
    except BaseException:
        if written:
            default_storage.delete(written)
        raise


def _write(session: Session, signature: Signature, content: bytes) -> str:
    """Store the result and give its name; what a process that was killed here had written is removed.

    The names differ each time, so that one whose connection to the database broke removes nothing but its own.
    """
    folder, stem = f"{session.environment}/sessions/{session.id}", f"result-{signature.id}"
    with suppress(FileNotFoundError):  # the first file makes the folder
        for leftover in default_storage.listdir(folder)[1]:
            if leftover.startswith(stem):
                default_storage.delete(f"{folder}/{leftover}")
    name = f"{folder}/{stem}-{secrets.token_hex(4)}.{session.format}"
    return str(default_storage.save(name, ContentFile(content)))


def _fail(signature_id: UUID, error: EsignerError, *, actor: audit.Actor, at: datetime, request_id: str) -> None:
    """The signature is lost, the session is not: the person may sign with another certificate."""
    with transaction.atomic():
        session, signature = _locked(signature_id)
        if signature.state != SignatureState.VALUE_GIVEN.value:
            return
        signature.state, signature.failure_code = SignatureState.FAILED.value, error.code
        signature.save()
        session.status = Status.READY.value
        session.save()
        _record_failure(session, signature, error.code, actor=actor, at=at, request_id=request_id)


def _record_failure(
    session: Session, signature: Signature, code: str, *, actor: audit.Actor, at: datetime, request_id: str
) -> None:
    rows.record(
        session,
        event="signature.failed",
        actor=actor,
        at=at,
        request_id=request_id or signature.request_id,
        outcome="failed",
        code=code,
        data={"signature": str(signature.id), **facts(session, signature)},
    )


def signer_name(signature: Signature) -> str:
    """Give the signer's name from the certificate."""
    return signers.name_of(signers.read_certificate(bytes(signature.certificate)))
