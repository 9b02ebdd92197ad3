"""Certificates of a signature that still need proof that they were good, and the new part of a delivery."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.ades.create.assembly import TOLERANCE
from esigner.ades.create.errors import RevocationBeforeTimestampError, RevocationUnreadableError
from esigner.ades.encoding import cms_reading
from esigner.ades.encoding.algorithms import BROKEN_CERTIFICATE
from esigner.ades.trust.path import issued
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import timestamp
from esigner.ades.validation.candidate import TIMESTAMP_FAMILY, Candidate, Stamp
from esigner.algorithms.verification import WrongSignatureError
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix import extensions, fields
from esigner.pkix.answers import Answer

_LENGTH_AT_MOST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A timestamp's unit and the certificates that came with the token."""

    certificate: x509.Certificate
    certificates: tuple[x509.Certificate, ...]
    generated_at: datetime
    is_archive: bool
    proves_signature: bool
    token: timestamp.Token


def units(candidate: Candidate) -> list[Unit]:
    """Return the units of all timestamps that can be read, the earliest first."""
    found = [unit for stamp in candidate.stamps if (unit := _unit(stamp, candidate.certificates)) is not None]
    return sorted(found, key=lambda unit: unit.generated_at)


def _unit(stamp: Stamp, pool: Sequence[x509.Certificate]) -> Unit | None:
    try:
        token = timestamp.read(stamp.token)
        signer = token.signed.signers[0]
        around = (*token.signed.certificates, *pool)
        certificate = next(
            (c for c in around if signer.identifier.names(c) and cms_reading.names_certificate(signer, c)), None
        )
    except (MalformedAsn1Error, WrongSignatureError):
        return None
    if certificate is None:
        return None
    return Unit(
        certificate=certificate,
        certificates=token.signed.certificates,
        generated_at=token.generated_at,
        is_archive=stamp.is_archive,
        proves_signature=stamp.proves_signature,
        token=token,
    )


def unproven(
    candidate: Candidate, *, renewing: bool, known: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Return the certificates below a root about which the signature holds no material, where there can be any.

    Args:
        candidate: The signature.
        renewing: Only the last archive timestamp counts, and older material about its unit is not enough.
        known: Issuers that may be missing from the signature.
    """
    stamped = units(candidate)
    pool = [*candidate.certificates, *(c for unit in stamped for c in unit.certificates), *known]
    if renewing:
        above = chain(stamped[-1].certificate, pool) if stamped else []
        return tuple(one for one in above if not extensions.has_no_status(one))
    first = [] if candidate.certificate is None else [candidate.certificate]
    wanted = dict.fromkeys(c for one in (*first, *(u.certificate for u in stamped)) for c in chain(one, pool))
    return tuple(c for c in wanted if not extensions.has_no_status(c) and not _spoken_of(c, candidate.evidence))


def chain(certificate: x509.Certificate, pool: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """Return the certificate and its issuers as far as they are available, without the root."""
    pool, found = list(pool), [certificate]
    while len(found) < _LENGTH_AT_MOST:
        last = found[-1]
        above = next((c for c in pool if c not in found and issued(last, c)), None)
        if above is None:
            break
        found.append(above)
    return [one for one in found if not fields.is_self_issued(one)]


def proves_signer(candidate: Candidate) -> bool:
    """Return whether the material covers the signer's certificate; where nobody signed there is nothing to prove.

    The same applies where the issuer declares that it publishes no status (RFC 9608).
    """
    if candidate.family == TIMESTAMP_FAMILY:
        return True
    signer = candidate.certificate
    return signer is not None and (extensions.has_no_status(signer) or _spoken_of(signer, candidate.evidence))


def _spoken_of(certificate: x509.Certificate, evidence: ValidationData) -> bool:
    issuer = fields.issuer(certificate).key
    if any(crl.issuer.key == issuer for crl in evidence.lists):
        return True
    serial = fields.of(certificate).serial
    return any(single.serial_number == serial for answer in evidence.answers for single in answer.singles)


def check(revocation: ValidationData, candidate: Candidate) -> None:
    """Refuse what cannot be read, and an answer on the signer from before the signature's first timestamp.

    Raises:
        RevocationUnreadableError: Not an answer or a list.
        RevocationBeforeTimestampError: The answer proves too little.
    """
    if len(revocation.answers) < len(revocation.ocsp_responses) or len(revocation.lists) < len(revocation.crls):
        raise RevocationUnreadableError(reason="not an answer")
    stamped = units(candidate)
    if not stamped or candidate.certificate is None:
        return
    for answer in revocation.answers:
        _check_time(answer, candidate.certificate, stamped[0].generated_at)


def _check_time(answer: Answer, certificate: x509.Certificate, stamped_at: datetime) -> None:
    about = any(single.serial_number == certificate.serial_number for single in answer.singles)
    if about and answer.produced_at < stamped_at - TOLERANCE:
        raise RevocationBeforeTimestampError(
            produced_at=answer.produced_at.isoformat(), timestamp_at=stamped_at.isoformat()
        )


def new_in(revocation: ValidationData, candidate: Candidate) -> ValidationData:
    """Return the material that the signature does not hold yet."""
    return ValidationData(
        ocsp_responses=tuple(o for o in revocation.ocsp_responses if o not in candidate.evidence.ocsp_responses),
        crls=tuple(c for c in revocation.crls if c not in candidate.evidence.crls),
        certificates=tuple(c for c in dict.fromkeys(revocation.certificates) if _is_new(c, candidate)),
    )


def _is_new(certificate: x509.Certificate, candidate: Candidate) -> bool:
    try:
        return certificate not in candidate.certificates
    except BROKEN_CERTIFICATE:
        return False
