"""Is a timestamp valid: over these bytes, by an authorised unit, from a trusted authority (RFC 3161, EN 319 422)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades.encoding import cms_reading
from esigner.ades.encoding.extensions import extension_of
from esigner.ades.rules import Finding, RefusedError, signature_rules, trust_rules
from esigner.ades.trust import path
from esigner.ades.trust.anchors import Purpose, Trust
from esigner.ades.trust.revocation import statuses
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.candidate import Stamp
from esigner.ades.validation.policies import Policy
from esigner.algorithms import digests
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError
from esigner.asn1 import nodes
from esigner.asn1.errors import MalformedAsn1Error
from esigner.bounds import spend
from esigner.cms import oids, signed_data
from esigner.cms.signed_data import SignedData

_INFO_FIELDS = 5
"""Of TSTInfo, up to genTime (RFC 3161, 2.4.2)."""


@dataclass(frozen=True, kw_only=True)
class Token:
    """A time-stamp token as read."""

    signed: SignedData
    generated_at: datetime
    digest_algorithm: str
    imprint: bytes

    @property
    def content(self) -> bytes:
        """The TSTInfo."""
        return self.signed.content or b""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A timestamp and its findings; empty if it counts."""

    stamp: Stamp
    generated_at: datetime | None
    certificate: x509.Certificate | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it counts."""
        return not self.findings


def read(encoded: bytes) -> Token:
    """Return the token's parts.

    Raises:
        MalformedAsn1Error: It is malformed.
    """
    signed = signed_data.read_ber(encoded, trailing=True)
    if signed.content_type != oids.TST_INFO or signed.content is None or len(signed.signers) != 1:
        message = "not a time-stamp token"
        raise MalformedAsn1Error(message)
    info = nodes.read_ber(signed.content).at_least(_INFO_FIELDS)
    imprint, oid = info[2], info[2].child(0, 0).as_oid()
    return Token(
        signed=signed,
        generated_at=info[4].as_time(),
        digest_algorithm=digests.name_of(oid),
        imprint=imprint.child(1).as_octets(),
    )


def judge(
    stamp: Stamp,
    *,
    trust: Trust,
    at: datetime,
    pool: Sequence[x509.Certificate],
    evidence: ValidationData,
    policy: Policy,
) -> Judged:
    """Judge one timestamp; `at` is when its certificate must be valid: now, or the time a later timestamp proves."""
    try:
        token = read(stamp.token)
    except (MalformedAsn1Error, WrongSignatureError) as error:
        finding = Finding(rule=signature_rules.TIMESTAMP_MALFORMED, detail=str(error))
        return Judged(stamp=stamp, generated_at=None, findings=(finding,))
    findings = [*_imprint(token, stamp)]
    certificate = None
    try:
        certificate = _signer(token, pool, trust)
        _check_certificate(certificate, token)
        _check_path(certificate, token, trust=trust, at=at, pool=pool, evidence=evidence, policy=policy)
    except RefusedError as error:
        findings.append(error.finding)
    return Judged(stamp=stamp, generated_at=token.generated_at, certificate=certificate, findings=tuple(findings))


def is_over_data(stamp: Stamp) -> bool:
    """Return whether the token is readable and its imprint right, regardless of who made it."""
    try:
        token = read(stamp.token)
        return stamp.digest(token.digest_algorithm) == token.imprint
    except (MalformedAsn1Error, WrongSignatureError, ValueError):
        return False


def is_forged(stamp: Stamp, pool: Sequence[x509.Certificate]) -> bool:
    """Return whether the certificate that the token names is available and did not sign it."""
    try:
        token = read(stamp.token)
        signer = token.signed.signers[0]
        around = (*token.signed.certificates, *pool)
        named = next(
            (c for c in around if signer.identifier.names(c) and cms_reading.names_certificate(signer, c)), None
        )
        if named is not None:
            cms_reading.prove(signer, named, content=token.content, content_type=oids.TST_INFO)
    except UnknownAlgorithmError:
        return False
    except (MalformedAsn1Error, WrongSignatureError):
        return True
    return False


def _imprint(token: Token, stamp: Stamp) -> list[Finding]:
    if token.digest_algorithm not in digests.KNOWN:
        return [Finding(rule=signature_rules.ALGORITHM_UNKNOWN, detail=f"timestamp: {token.digest_algorithm}")]
    right = stamp.digest(token.digest_algorithm) == token.imprint
    findings = []
    if not right:
        rule = signature_rules.ARCHIVE_TIMESTAMP_IMPRINT if stamp.is_archive else signature_rules.TIMESTAMP_IMPRINT
        findings.append(Finding(rule=rule, detail=token.generated_at.isoformat()))
    if token.digest_algorithm not in digests.STRONG:
        findings.append(Finding(rule=signature_rules.TIMESTAMP_WEAK, detail=token.digest_algorithm))
    return findings


def _signer(token: Token, pool: Sequence[x509.Certificate], trust: Trust) -> x509.Certificate:
    """Find the unit's certificate and prove the token's signature with it."""
    signer = token.signed.signers[0]
    known = dict.fromkeys((*token.signed.certificates, *pool, *trust.known))
    spend(2 * len(known))
    candidates = [c for c in known if signer.identifier.names(c)]
    if not candidates:
        raise RefusedError(signature_rules.TIMESTAMP_SIGNATURE, "certificate of the unit is missing")
    try:
        certificate = next((c for c in candidates if cms_reading.names_certificate(signer, c)), None)
        if certificate is None:
            raise RefusedError(signature_rules.TIMESTAMP_SIGNATURE, "names another certificate")
        cms_reading.prove(signer, certificate, content=token.content, content_type=oids.TST_INFO)
        weak = cms_reading.weak_algorithms(signer)
    except UnknownAlgorithmError as error:
        raise RefusedError(signature_rules.ALGORITHM_UNKNOWN, f"timestamp: {error}") from error
    except cms_reading.SignedAsStoredError as error:
        raise RefusedError(
            signature_rules.SIGNED_ATTRIBUTES_NOT_DER, "timestamp: the value is over what is stored"
        ) from error
    except (WrongSignatureError, MalformedAsn1Error) as error:
        raise RefusedError(signature_rules.TIMESTAMP_SIGNATURE, str(error)) from error
    if weak:
        raise RefusedError(signature_rules.TIMESTAMP_WEAK, ", ".join(weak))
    return certificate


def _check_certificate(certificate: x509.Certificate, token: Token) -> None:
    usage = extension_of(certificate, x509.ExtendedKeyUsage)
    if usage is None or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING] or not usage.critical:
        raise RefusedError(trust_rules.TIMESTAMP_CERTIFICATE_UNFIT)
    path.check_time(certificate, token.generated_at)


def _check_path(
    certificate: x509.Certificate,
    token: Token,
    *,
    trust: Trust,
    at: datetime,
    pool: Sequence[x509.Certificate],
    evidence: ValidationData,
    policy: Policy,
) -> None:
    around = (*token.signed.certificates, *pool)
    try:
        found = path.find(
            certificate,
            trust=trust,
            purpose=Purpose.TIMESTAMP,
            at=at,
            pool=around,
            rsa_bits_at_least=policy.rsa_bits_at_least,
        )
    except RefusedError as error:
        if error.finding.rule is trust_rules.PATH_NOT_FOUND:
            raise RefusedError(trust_rules.TIMESTAMP_NOT_TRUSTED, error.finding.detail) from error
        raise
    for member, issuer in found.pairs:
        known, _ = statuses(member, issuer, evidence=evidence, trust=trust, pool=around, at=at)
        revoked = [s.revoked_at for s in known if s.revoked_at and s.revoked_at <= at]
        if revoked:
            raise RefusedError(trust_rules.CERTIFICATE_REVOKED, f"timestamp unit, {min(revoked).isoformat()}")
