"""Is a certificate revoked: OCSP answers (RFC 6960) and CRLs (RFC 5280) verified, nothing fetched.

An answer counts only if an authorised responder signed it: the issuer itself, a certificate that the issuer issued
directly for OCSP signing, or a responder that the trust state names as such.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from cryptography import x509
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades.encoding import names
from esigner.ades.encoding.crypto import STRONG_DIGESTS, Scheme, WrongSignatureError, digest, scheme_of_oid, verify
from esigner.ades.encoding.extensions import extended_usages
from esigner.ades.rules import Finding, RefusedError, trust_rules
from esigner.ades.trust.anchors import Purpose, Trust
from esigner.ades.trust.path import issued
from esigner.bounds import spend
from esigner.pkix import fields, status

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


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Revocation material as it was found; unverified."""

    ocsp_responses: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.ocsp_responses or self.crls)

    @cached_property
    def answers(self) -> tuple[ocsp.OCSPResponse, ...]:
        """The OCSP answers that can be read."""
        return tuple(a for a in map(_load_ocsp, self.ocsp_responses) if a is not None)

    @cached_property
    def lists(self) -> tuple[x509.CertificateRevocationList, ...]:
        """The CRLs that can be read."""
        return tuple(c for c in map(_load_crl, self.crls) if c is not None)


def statuses(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    evidence: Evidence,
    trust: Trust,
    pool: Sequence[x509.Certificate],
    at: datetime,
) -> tuple[list[Status], list[Finding]]:
    """Return what the verified sources say of this certificate, and why the others do not count."""
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


def _load_ocsp(der: bytes) -> ocsp.OCSPResponse | None:
    spend(50 + len(der) // 64)
    try:
        answer = ocsp.load_der_ocsp_response(der)
        if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        _ = answer.produced_at_utc, answer.certificates, answer.signature_hash_algorithm
        _ = answer.responder_key_hash or status.responder_of(answer)
        _ = [(s.serial_number, s.hash_algorithm, s.this_update_utc, s.next_update_utc) for s in answer.responses]
    except Exception:  # noqa: BLE001 - a stranger's bytes; whatever is wrong with them, they are no answer
        return None
    return answer


def _load_crl(der: bytes) -> x509.CertificateRevocationList | None:
    spend(50 + len(der) // 1024)
    try:
        revocation_list = x509.load_der_x509_crl(der)
        _ = revocation_list.extensions, status.issuer_of(revocation_list), revocation_list.signature_hash_algorithm
        _ = revocation_list.last_update_utc, revocation_list.next_update_utc
    except Exception:  # noqa: BLE001 - as above
        return None
    return revocation_list


def _from_ocsp(
    answer: ocsp.OCSPResponse,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    trust: Trust,
    pool: Sequence[x509.Certificate],
    at: datetime,
) -> Status:
    single = next((s for s in answer.responses if _is_about(s, certificate, issuer)), None)
    if single is None:
        raise RefusedError(trust_rules.OCSP_OTHER_CERTIFICATE)
    produced_at = answer.produced_at_utc
    if produced_at > at + _CLOCK_TOLERANCE or single.this_update_utc > at + _CLOCK_TOLERANCE:
        raise RefusedError(trust_rules.OCSP_FROM_FUTURE, produced_at.isoformat())
    _check_responder(answer, issuer, trust=trust, pool=pool)
    if single.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        raise RefusedError(trust_rules.OCSP_UNKNOWN)
    return Status(
        produced_at=produced_at,
        this_update=single.this_update_utc,
        next_update=single.next_update_utc,
        revoked_at=single.revocation_time_utc,
        source="OCSP",
    )


def _is_about(single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    spend(1)
    algorithm = single.hash_algorithm.name.upper()
    # By RFC 6960, 4.1.1 it is the name in the certificate; the issuer may write its own otherwise, and many hash that.
    written = dict.fromkeys((names.issuer_der(certificate), names.subject_der(issuer)))
    return (
        single.serial_number == certificate.serial_number
        and any(hmac.compare_digest(single.issuer_name_hash, digest(algorithm, name)) for name in written)
        and hmac.compare_digest(single.issuer_key_hash, digest(algorithm, names.public_key_bits(issuer)))
    )


def _check_responder(
    answer: ocsp.OCSPResponse, issuer: x509.Certificate, *, trust: Trust, pool: Sequence[x509.Certificate]
) -> None:
    """Find who signed the answer, prove it, and that he may (RFC 6960, 4.2.2.2)."""
    anchors = [a.certificate for a in trust.anchors_for(Purpose.OCSP, answer.produced_at_utc)]
    sent = filter(names.is_readable, answer.certificates)
    around = dict.fromkeys((issuer, *sent, *pool, *anchors))
    spend(2 * len(around))
    candidates = [c for c in around if _is_named(answer, c)]
    signers = [c for c in candidates if _signed(answer, c)]
    if not signers:
        rule = trust_rules.OCSP_SIGNATURE if candidates else trust_rules.OCSP_RESPONDER_NOT_AUTHORISED
        raise RefusedError(rule, answer.produced_at_utc.isoformat())
    if not any(_is_authorised(c, issuer, anchors, answer.produced_at_utc) for c in signers):
        raise RefusedError(trust_rules.OCSP_RESPONDER_NOT_AUTHORISED, fields.subject(signers[0]).text)


def _is_named(answer: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    if answer.responder_key_hash is not None:
        return digest("SHA1", names.public_key_bits(certificate)) == answer.responder_key_hash
    named = status.responder_of(answer)
    return named is not None and named.key == fields.subject(certificate).key


def _signed(answer: ocsp.OCSPResponse, certificate: x509.Certificate) -> bool:
    hash_algorithm = answer.signature_hash_algorithm
    name = hash_algorithm.name.upper() if hash_algorithm else "SHA512"
    if name not in STRONG_DIGESTS:
        return False
    try:
        oid = answer.signature_algorithm_oid.dotted_string
        scheme = Scheme(kind="PSS", digest=name) if oid == "1.2.840.113549.1.1.10" else scheme_of_oid(oid, name)
        verify(certificate.public_key(), value=answer.signature, data=answer.tbs_response_bytes, scheme=scheme)
    except WrongSignatureError:
        return False
    return True


def _is_authorised(
    signer: x509.Certificate, issuer: x509.Certificate, anchors: Sequence[x509.Certificate], at: datetime
) -> bool:
    if signer == issuer:
        return True
    in_time = signer.not_valid_before_utc <= at <= signer.not_valid_after_utc
    if not in_time or not _may_sign_ocsp(signer):
        return False
    return signer in anchors or issued(signer, issuer)


def _may_sign_ocsp(certificate: x509.Certificate) -> bool:
    return ExtendedKeyUsageOID.OCSP_SIGNING in extended_usages(certificate)


def _from_crl(
    revocation_list: x509.CertificateRevocationList,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    *,
    at: datetime,
) -> Status | None:
    """Return the status by a complete CRL of the same issuer; None where the list is another's or a partial one."""
    if not status.issuer_of(revocation_list).key == fields.issuer(certificate).key == fields.subject(issuer).key:
        return None
    if _is_partial(revocation_list):
        return None
    # Its signature is over all of it, and its entries are looked through one by one.
    spend(100 + len(revocation_list.tbs_certlist_bytes) // 256)
    algorithm = revocation_list.signature_hash_algorithm
    if algorithm is not None and algorithm.name.upper() not in STRONG_DIGESTS:
        raise RefusedError(trust_rules.CRL_SIGNATURE, algorithm.name)
    try:
        right = revocation_list.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # other kinds raise
    except Exception:  # noqa: BLE001 - an unknown kind of key or algorithm proves nothing
        right = False
    if not right:
        raise RefusedError(trust_rules.CRL_SIGNATURE)
    this_update = revocation_list.last_update_utc
    if this_update > at + _CLOCK_TOLERANCE:
        raise RefusedError(trust_rules.OCSP_FROM_FUTURE, this_update.isoformat())
    entry = revocation_list.get_revoked_certificate_by_serial_number(certificate.serial_number)
    return Status(
        produced_at=this_update,
        this_update=this_update,
        next_update=revocation_list.next_update_utc,
        revoked_at=entry.revocation_date_utc if entry else None,
        source="CRL",
    )


def _is_partial(revocation_list: x509.CertificateRevocationList) -> bool:
    """Whether the list is a delta, indirect, or only for some reasons or kinds of certificates."""
    for extension in revocation_list.extensions:
        value = extension.value
        if isinstance(value, x509.DeltaCRLIndicator):
            return True
        if isinstance(value, x509.IssuingDistributionPoint):
            kinds = (value.indirect_crl, value.only_some_reasons, value.only_contains_attribute_certs)
            return any(kinds) or value.only_contains_ca_certs
        if extension.critical and not isinstance(value, x509.CRLNumber | x509.AuthorityKeyIdentifier):
            return True
    return False
