"""The two steps of a signature: `prepare` returns the bytes to sign, `finalize` takes the value.

`finalize` has its sub-steps in this order, each stored before the next begins:
(1) the value is checked against the certificate's key, (2) stored, then `completion` goes on with
(3) timestamp, (4) revocation status, (5) assembly, (6) SIGNED.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction

from esigner import ades, audit
from esigner.signing import (
    completion,
    documents,
    forms,
    jobs,
    new_session,
    reasons,
    retention,
    rows,
    session_view,
    signers,
    waiting_signatures,
)
from esigner.signing.errors import SignatureNotFoundError, SignatureStateConflictError, SignatureUnderWayError
from esigner.signing.models import Session, Signature
from esigner.signing.session_view import SessionView
from esigner.signing.states import SignatureState, Status

TWO_STEP = "two-step"
"""Means of a value that was made outside the E-signer."""


class Completion(StrEnum):
    """Who finishes a signature whose value has come."""

    NOW = "now"
    """The call itself, which waits for the authorities; the worker only where that fails."""
    LATER = "later"
    """The worker, at once: the call does not wait."""

    @property
    def worker_after_seconds(self) -> int:
        """How long the worker leaves it to the call."""
        return jobs.SAFETY_NET_SECONDS if self is Completion.NOW else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureStart:
    """What a signing device needs: sign `data_to_sign` (or its `digest`) and send the value back."""

    signature_id: str
    data_to_sign: bytes
    digest: bytes
    digest_algorithm: str
    signature_algorithm: str


def prepare(
    *,
    session_id: str | UUID,
    signing_certificate: bytes,
    client_id: str | None = None,
    level: ades.Level | None = None,
    claims: ades.Claims = ades.NO_CLAIMS,
    means: str = TWO_STEP,
    act: audit.Act,
) -> SignatureStart:
    """Return the bytes to sign; a signature that was prepared before and got no value is abandoned.

    Args:
        session_id: READY, or SIGNING while it has no value.
        signing_certificate: DER of the signer's certificate.
        client_id: Refuse if the session is not this client's; None where the signing page calls.
        level: Overrides the level of the session.
        claims: What the signer claims.
        means: Name of the means of signing.
        act: Its time is the claimed signing time.
    """
    with transaction.atomic():
        session = rows.lock(session_id=session_id, client_id=client_id)
        rows.require(session, Status.READY, Status.SIGNING, at=act.at)
        if rows.in_state(session, SignatureState.VALUE_GIVEN):
            raise SignatureUnderWayError
        certificate = signers.read_certificate(signing_certificate)
        path = signers.trusted_path(certificate, environment=session.environment, at=act.at)
        signers.check_expected(certificate, expected=session.signers)
        prepared = ades.prepare(
            format=ades.Format(session.format),
            files=documents.data_files(session),
            signer=certificate,
            chain=path[1:],
            signed_at=act.at.replace(microsecond=0),
            claims=claims,
            shape=new_session.shape(session),
        )
        rows.abandon_signature(session, code=reasons.SUPERSEDED)
        signature = Signature(
            session=session,
            means=means,
            level=_level(session, level).value,
            certificate=certificate.public_bytes(Encoding.DER),
            prepared=prepared.to_json(),
            request_id=act.request_id,
            created_at=act.at,
        )
        rows.SIGNATURES.insert(signature)
        if session.status != Status.SIGNING:
            session.status = Status.SIGNING.value
            rows.SESSIONS.update(session, "status")
        rows.record(
            session,
            event="signature.prepared",
            act=act,
            data={"signature": str(signature.id), **completion.facts(session, signature)},
        )
    return SignatureStart(
        signature_id=str(signature.id),
        data_to_sign=prepared.to_be_signed,
        digest=prepared.digest,
        digest_algorithm=prepared.digest_algorithm,
        signature_algorithm=prepared.signature_algorithm,
    )


def _level(session: Session, asked: ades.Level | None) -> ades.Level:
    level = asked or ades.Level(session.level)
    by_digest = any(one.is_by_digest for one in session.documents.all())
    forms.check_level(level, shape=new_session.shape(session), by_digest=by_digest)
    return level


def finalize(
    *,
    session_id: str | UUID,
    signature_id: str | UUID,
    value: bytes,
    client_id: str | None = None,
    finish: Completion = Completion.NOW,
    act: audit.Act,
) -> SessionView:
    """Take the value and finish the signature; the same value may be given again and changes nothing.

    Where the TSA or the OCSP responder cannot be reached the value is kept and the worker finishes later: then the
    session stays SIGNING and its signature VALUE_GIVEN. One that was given up is taken up again.

    Raises:
        ades.SignatureValueMismatchError: Made by another key, or over other bytes; another try is possible.
        SignerCertificateRevokedError: The session is READY again.
    """
    taken = take_value(
        session_id=session_id, signature_id=signature_id, value=value, client_id=client_id, finish=finish, act=act
    )
    if finish is Completion.NOW:
        completion.complete(signature_id=taken, act=act)
    return session_view.of(rows.read(session_id=session_id))


def take_value(
    *,
    session_id: str | UUID,
    signature_id: str | UUID,
    value: bytes,
    client_id: str | None = None,
    finish: Completion = Completion.NOW,
    act: audit.Act,
) -> UUID:
    """Check and store the value, which is sure to be finished from now on; return the signature's id.

    The value of a signature that was given up takes it up again.

    Raises:
        ades.SignatureValueMismatchError: As for `finalize`.
    """
    with transaction.atomic():
        session = rows.lock(session_id=session_id, client_id=client_id)
        signature = _find(session, signature_id)
        if signature.state == SignatureState.FAILED.value:
            raise SignatureStateConflictError(state=signature.state)
        if signature.state == SignatureState.FINISHED.value:
            _check_same(signature, value)
            return signature.id
        retention.check_kept(session)
        prepared = ades.Prepared.from_json(signature.prepared)
        normalised = ades.check_value(prepared, value)  # (1)
        if signature.state == SignatureState.PREPARED.value:
            rows.require(session, Status.SIGNING, at=act.at)
            _store_value(signature, normalised, finish=finish, act=act)  # (2)
        elif signature.state == SignatureState.VALUE_GIVEN.value:
            waiting_signatures.resume(session, signature, act=act)
    return signature.id


def _find(session: Session, signature_id: str | UUID) -> Signature:
    signature_uuid = rows.uuid_or_not_found(signature_id, SignatureNotFoundError)
    signature = next((one for one in session.signatures.all() if one.id == signature_uuid), None)
    if signature is None:
        raise SignatureNotFoundError
    return signature


def _check_same(signature: Signature, value: bytes) -> None:
    """Refuse another value than the one that finished the signature: what was signed is no longer kept beside it."""
    signer = signers.read_certificate(bytes(signature.certificate))
    if not ades.is_same_value(value, bytes(signature.value or b""), signer=signer):
        raise ades.SignatureValueMismatchError


def _store_value(signature: Signature, value: bytes, *, finish: Completion, act: audit.Act) -> None:
    """Keep the value, and in the same transaction order the job that will finish the signature."""
    signature.state = SignatureState.VALUE_GIVEN.value
    signature.value = value
    signature.value_given_at = act.at
    signature.request_id = act.request_id or signature.request_id
    waiting_signatures.promise(signature, at=act.at, after_seconds=finish.worker_after_seconds)


def prepared_of(signature_id: str | UUID) -> ades.Prepared:
    """Return what was prepared, for a means whose key is in this process."""
    return ades.Prepared.from_json(Signature.objects.values_list("prepared", flat=True).get(id=signature_id))
