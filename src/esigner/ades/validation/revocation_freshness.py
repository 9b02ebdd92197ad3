"""Whether the revocation material shows that the certificate was not revoked when the signature was made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509

from esigner.ades.rules import Finding, Rule, trust_rules
from esigner.ades.trust.anchors import Trust
from esigner.ades.trust.revocation import Status, statuses
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.policies import Policy
from esigner.pkix import extensions

_FRESH: Final = timedelta(hours=24)
"""How long a status is valid if its source names no next update (EN 319 102-1, 5.2.5.4, leaves that to a policy)."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """Everything but the certificate in question."""

    evidence: ValidationData
    trust: Trust
    pool: Sequence[x509.Certificate]
    best_time: datetime
    stamped: bool
    """Whether best_time is proven by a timestamp."""
    at: datetime
    policy: Policy


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Findings against the certificate, and mere warnings."""

    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def judge_signer(certificate: x509.Certificate, issuer: x509.Certificate, question: Question) -> Outcome:
    """Judge the signer's certificate: a verified source must cover the time, none may report revocation before it."""
    known, problems = _statuses(certificate, issuer, question)
    revoked = [s.revoked_at for s in known if s.revoked_at is not None and s.revoked_at <= question.best_time]
    if revoked:
        return _only(trust_rules.CERTIFICATE_REVOKED, min(revoked).isoformat())
    if extensions.has_no_status(certificate):
        return Outcome()
    uncovered: list[Finding] = []
    for status in known:
        finding = _against(status, question)
        if finding is None:
            return Outcome(warnings=_late(status, question))
        uncovered.append(finding)
    telling = [p for p in problems if p.rule is not trust_rules.OCSP_OTHER_CERTIFICATE] or problems
    if uncovered or telling:
        return Outcome(findings=((uncovered or telling)[0],))
    return _only(trust_rules.REVOCATION_MISSING)


def judge_issuer(certificate: x509.Certificate, issuer: x509.Certificate, question: Question) -> list[Finding]:
    """Judge an authority below the anchor: it must not be known to be revoked; missing status is accepted."""
    known, _ = _statuses(certificate, issuer, question)
    revoked = [s.revoked_at for s in known if s.revoked_at is not None and s.revoked_at <= question.at]
    return [Finding(rule=trust_rules.ISSUER_REVOKED, detail=min(revoked).isoformat())] if revoked else []


def _statuses(
    certificate: x509.Certificate, issuer: x509.Certificate, question: Question
) -> tuple[list[Status], list[Finding]]:
    return statuses(
        certificate,
        issuer,
        evidence=question.evidence,
        trust=question.trust,
        pool=question.pool,
        at=question.at,
    )


def _against(status: Status, question: Question) -> Finding | None:
    """Return why a good status does not cover the time in question; None where it does."""
    if not question.stamped:
        fresh = status.this_update + _FRESH >= question.at
        valid = status.next_update is not None and status.next_update >= question.at
        return (
            None
            if fresh or valid
            else Finding(rule=trust_rules.REVOCATION_STALE, detail=status.this_update.isoformat())
        )
    if status.source == "CRL":
        covers = status.next_update is not None and question.best_time <= status.next_update
        later = status.this_update >= question.best_time
        return (
            None
            if covers or later
            else Finding(rule=trust_rules.REVOCATION_STALE, detail=status.this_update.isoformat())
        )
    if question.best_time > (status.next_update or status.this_update + _FRESH):
        # The time of the information, not of the answer (EN 319 102-1, 5.2.5.4, note 3).
        return Finding(rule=trust_rules.REVOCATION_STALE, detail=status.this_update.isoformat())
    policy = question.policy
    gap = status.produced_at - question.best_time
    detail = f"{status.produced_at.isoformat()} / {question.best_time.isoformat()}"
    if gap < -policy.ocsp_before_timestamp_at_most:
        return Finding(rule=trust_rules.OCSP_BEFORE_TIMESTAMP, detail=detail)
    if policy.ocsp_after_timestamp_at_most is not None and gap > policy.ocsp_after_timestamp_at_most:
        return Finding(rule=trust_rules.OCSP_TOO_LATE, detail=detail)
    return None


def _late(status: Status, question: Question) -> tuple[Finding, ...]:
    gap = status.produced_at - question.best_time
    if not question.stamped or status.source == "CRL" or gap <= question.policy.warn_when_ocsp_later_than:
        return ()
    return (Finding(rule=trust_rules.OCSP_TOO_LATE, detail=f"{gap} after the timestamp"),)


def _only(rule: Rule, detail: str = "") -> Outcome:
    return Outcome(findings=(Finding(rule=rule, detail=detail),))
