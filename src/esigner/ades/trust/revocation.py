"""Certificate revocation: OCSP answers (RFC 6960) and CRLs (RFC 5280) verified, nothing fetched.

An answer counts only if an authorised responder signed it: the issuer itself, a certificate that the issuer issued
directly for OCSP signing, or a responder that the trust state names as such.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades.encoding import names
from esigner.ades.encoding.crypto import digest, verify
from esigner.ades.encoding.extensions import extended_usages
from esigner.ades.rules import Finding, RefusedError, trust_rules
from esigner.ades.trust.anchors import Purpose, Trust
from esigner.ades.trust.path import issued
from esigner.ades.trust.validation_data import ValidationData
from esigner.algorithms import digests
from esigner.algorithms.verification import WrongSignatureError
from esigner.bounds import spend
from esigner.pkix import fields, lists, path, purposes, schemes
from esigner.pkix.answers import Answer, Single, State
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.lists import RevocationList, Unfit
from esigner.pkix.path import AnchorRole, Requirements

_OF_RESPONDER: Final = Requirements(purpose=purposes.Purpose.OCSP, anchor=AnchorRole.AS_GIVEN, rsa_bits_at_least=1900)
_CLOCK_TOLERANCE: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Status:
    """What a verified source says about a certificate."""

    produced_at: datetime
    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None
    source: str
    """`OCSP` or `CRL`."""


def statuses(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    evidence: ValidationData,
    trust: Trust,
    pool: Sequence[x509.Certificate],
    at: datetime,
) -> tuple[list[Status], list[Finding]]:
    """Return what the verified sources say about this certificate, and why the others do not count."""
    found: list[Status] = []
    findings: list[Finding] = []
    if len(evidence.answers) < len(evidence.ocsp_responses):
        findings.append(Finding(rule=trust_rules.OCSP_MALFORMED))
    for answer in evidence.answers:
        spend(10)
        try:
            found.append(_from_ocsp(answer, certificate, issuer, trust=trust, pool=pool, at=at))
        except RefusedError as error:
            findings.append(error.finding)
    for revocation_list in evidence.lists:
        try:
            listed = _from_crl(revocation_list, certificate, issuer, at=at)
        except RefusedError as error:
            findings.append(error.finding)
        else:
            found += [listed] if listed else []
    return found, findings


def _from_ocsp(
    answer: Answer,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    trust: Trust,
    pool: Sequence[x509.Certificate],
    at: datetime,
) -> Status:
    single = next((s for s in answer.singles if _is_about(s, certificate, issuer)), None)
    if single is None:
        raise RefusedError(trust_rules.OCSP_OTHER_CERTIFICATE)
    produced_at = answer.produced_at
    if produced_at > at + _CLOCK_TOLERANCE or single.this_update > at + _CLOCK_TOLERANCE:
        raise RefusedError(trust_rules.OCSP_FROM_FUTURE, produced_at.isoformat())
    _check_responder(answer, issuer, trust=trust, pool=pool)
    if single.state is State.UNKNOWN:
        raise RefusedError(trust_rules.OCSP_UNKNOWN)
    return Status(
        produced_at=produced_at,
        this_update=single.this_update,
        next_update=single.next_update,
        revoked_at=single.revoked_at,
        source="OCSP",
    )


def _is_about(single: Single, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    spend(1)
    if single.digest not in digests.KNOWN:
        return False
    # By RFC 6960, 4.1.1 it is the name in the certificate; the issuer may encode its own differently; many hash that.
    written = dict.fromkeys((names.issuer_der(certificate), names.subject_der(issuer)))
    return (
        single.serial_number == fields.of(certificate).serial
        and any(hmac.compare_digest(single.issuer_name_hash, digest(single.digest, name)) for name in written)
        and hmac.compare_digest(single.issuer_key_hash, digest(single.digest, names.public_key_bits(issuer)))
    )


def _check_responder(
    answer: Answer, issuer: x509.Certificate, *, trust: Trust, pool: Sequence[x509.Certificate]
) -> None:
    """Find the signer of the answer, and verify its signature and authorisation (RFC 6960, 4.2.2.2)."""
    anchors = [a.certificate for a in trust.anchors_for(Purpose.OCSP, answer.produced_at)]
    sent = filter(names.is_readable, answer.certificates)
    around = dict.fromkeys((issuer, *sent, *pool, *anchors))
    spend(2 * len(around))
    candidates = [c for c in around if _is_named(answer, c)]
    signers = [c for c in candidates if _signed(answer, c)]
    if not signers:
        rule = trust_rules.OCSP_SIGNATURE if candidates else trust_rules.OCSP_RESPONDER_NOT_AUTHORISED
        raise RefusedError(rule, answer.produced_at.isoformat())
    if not any(_is_authorised(c, issuer, anchors, answer.produced_at) for c in signers):
        raise RefusedError(trust_rules.OCSP_RESPONDER_NOT_AUTHORISED, fields.subject(signers[0]).text)


def _is_named(answer: Answer, certificate: x509.Certificate) -> bool:
    if answer.responder_key_hash is not None:
        return digest("SHA1", names.public_key_bits(certificate)) == answer.responder_key_hash
    return answer.responder is not None and answer.responder.key == fields.subject(certificate).key


def _signed(answer: Answer, certificate: x509.Certificate) -> bool:
    try:
        scheme = schemes.read(answer.algorithm)
        if scheme.digest not in digests.STRONG:
            return False
        verify(certificate.public_key(), value=answer.signature, data=answer.signed, scheme=scheme)
    except WrongSignatureError:
        return False
    return True


def _is_authorised(
    signer: x509.Certificate, issuer: x509.Certificate, anchors: Sequence[x509.Certificate], at: datetime
) -> bool:
    if signer == issuer:
        return True
    if not _may_sign_ocsp(signer):
        return False
    if signer in anchors:
        return signer.not_valid_before_utc <= at <= signer.not_valid_after_utc
    return issued(signer, issuer) and path.judge((signer, issuer), requirements=_OF_RESPONDER, at=at) is None


def _may_sign_ocsp(certificate: x509.Certificate) -> bool:
    return ExtendedKeyUsageOID.OCSP_SIGNING in extended_usages(certificate)


def _from_crl(
    listed: RevocationList, certificate: x509.Certificate, issuer: x509.Certificate, *, at: datetime
) -> Status | None:
    """Return the status by a complete list of the same issuer; None where it is another's or does not cover it."""
    try:
        unfit = lists.unfit(listed, certificate, issuer)
        if unfit in (Unfit.ISSUER, Unfit.PARTIAL):
            return None
        if unfit is not None:
            raise RefusedError(trust_rules.CRL_SIGNATURE, "" if unfit is Unfit.SIGNATURE else unfit)
        revoked_at = listed.revoked_at(certificate)
    except CertificatePartUnreadableError:
        return None
    if listed.this_update > at + _CLOCK_TOLERANCE:
        raise RefusedError(trust_rules.OCSP_FROM_FUTURE, listed.this_update.isoformat())
    return Status(
        produced_at=listed.this_update,
        this_update=listed.this_update,
        next_update=listed.next_update,
        revoked_at=revoked_at,
        source="CRL",
    )
