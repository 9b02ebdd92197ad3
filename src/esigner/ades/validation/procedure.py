"""The procedure of EN 319 102-1 for one signature, whatever its format.

Done before by the format's reader: (1) format checking, (2) identification of the signing certificate,
(3) cryptographic verification, (4) signed attributes. Here:

(5) timestamps, the latest first: each later one proves the time at which the next earlier one is judged;
(6) best signature time: the earliest good timestamp, else the time of validation;
(7) certificate path at that time;
(8) key usage and strength;
(9) revocation of the signer, and of the authorities above where there is material;
(10) level, and the verdict: the first finding, failures before doubts.

Standard: EN 319 102-1, 5.2 to 5.6.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cryptography import x509

from esigner.ades.encoding.extensions import extension_of
from esigner.ades.rules import Finding, Indication, RefusedError, signature_rules
from esigner.ades.trust import path
from esigner.ades.trust.anchors import Purpose, Trust
from esigner.ades.trust.path import Path
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation import revocation_freshness, timemark, timestamp
from esigner.ades.validation.candidate import TIMESTAMP_FAMILY, Candidate, Stamp
from esigner.ades.validation.policies import Policy
from esigner.ades.validation.report import SignatureReport
from esigner.algorithms.keys import is_strong
from esigner.algorithms.verification import WrongSignatureError
from esigner.asn1.errors import MalformedAsn1Error

_WRONG: Final = {
    signature_rules.TIMESTAMP_IMPRINT: signature_rules.TIMESTAMPED_DATA_CHANGED,
    signature_rules.ARCHIVE_TIMESTAMP_IMPRINT: signature_rules.TIMESTAMPED_DATA_CHANGED,
    signature_rules.TIMESTAMP_SIGNATURE: signature_rules.TIMESTAMP_FORGED,
    signature_rules.TIMESTAMP_MALFORMED: signature_rules.TIMESTAMP_FORGED,
}
"""Rules that prove a timestamp wrong, never ignored; and their meaning where there is only the timestamp."""


@dataclass(frozen=True, kw_only=True)
class Context:
    """The conditions of a validation."""

    trust: Trust
    at: datetime
    policy: Policy


@dataclass(frozen=True, kw_only=True)
class _Proof:
    """The best signature time, and whether it is proven or only the time of validation."""

    time: datetime
    stamped: bool


def judge(candidate: Candidate, context: Context) -> SignatureReport:
    """Return the verdict on one signature."""
    stamps = judge_stamps(candidate, context)  # (5)
    candidate.check("TIMESTAMPS", *_stamp_findings(candidate, stamps, context.policy))
    proven = [s.generated_at for s in stamps if s.passed and s.stamp.proves_signature and s.generated_at]
    if candidate.timemark and not stamps:
        marked_at = timemark.settle(candidate)
        proven += [marked_at] if marked_at else []
    best_time = min(proven, default=context.at)  # (6)
    if candidate.certificate is not None:
        _judge_certificate(candidate, candidate.certificate, _Proof(time=best_time, stamped=bool(proven)), context)
    counters = tuple(judge(counter, context) for counter in candidate.counters)
    candidate.warnings += [
        Finding(
            rule=signature_rules.COUNTERSIGNATURE_NOT_VALID, detail=f"{c.id} {c.rule.code if c.rule else ''}".strip()
        )
        for c in counters
        if c.indication is not Indication.TOTAL_PASSED
    ]
    return replace(_report(candidate, stamps, min(proven, default=None)), counter_signatures=counters)


def judge_stamps(candidate: Candidate, context: Context) -> list[timestamp.Judged]:
    """Judge all timestamps, the latest first."""
    judged: list[timestamp.Judged] = []
    at = context.at
    for stamp in sorted(candidate.stamps, key=_claimed_time, reverse=True):
        result = timestamp.judge(
            stamp,
            trust=context.trust,
            at=at,
            pool=candidate.certificates,
            evidence=candidate.evidence,
            policy=context.policy,
        )
        if result.generated_at is not None and result.generated_at > context.at:
            finding = Finding(rule=signature_rules.TIMESTAMP_ORDER, detail="after the time of validation")
            result = timestamp.Judged(stamp=stamp, generated_at=None, findings=(*result.findings, finding))
        if result.passed and result.generated_at and stamp.is_archive:
            at = result.generated_at
        judged.append(result)
    return judged


def _claimed_time(stamp: Stamp) -> float:
    try:
        return timestamp.read(stamp.token).generated_at.timestamp()
    except (MalformedAsn1Error, WrongSignatureError):
        return 0.0


def _stamp_findings(candidate: Candidate, stamps: Iterable[timestamp.Judged], policy: Policy) -> list[Finding]:
    """Return the findings for the timestamps; one that is merely untrusted does not matter if another is good."""
    stamps = list(stamps)
    good = any(s.passed and s.stamp.proves_signature for s in stamps)
    findings = []
    for finding in (f for s in stamps for f in s.findings):
        if good and finding.rule not in _WRONG:
            candidate.warnings.append(finding)
        elif candidate.family == TIMESTAMP_FAMILY:
            findings.append(replace(finding, rule=_WRONG.get(finding.rule, finding.rule)))
        else:
            findings.append(finding)
    marked = candidate.timemark and policy.timemark_accepted
    if not stamps and policy.timestamp_required and not marked:
        findings.append(Finding(rule=signature_rules.TIMESTAMP_MISSING))
    return findings


def _judge_certificate(candidate: Candidate, certificate: x509.Certificate, proof: _Proof, context: Context) -> None:
    try:
        found = path.find(  # (7)
            certificate,
            trust=context.trust,
            purpose=Purpose.SIGNATURE,
            at=proof.time,
            pool=candidate.certificates,
            rsa_bits_at_least=context.policy.rsa_bits_at_least,
        )
    except RefusedError as error:
        candidate.check("CERTIFICATE_PATH", error.finding)
        return
    candidate.check("CERTIFICATE_PATH")
    candidate.check("KEY", *_key_findings(certificate, context.policy))  # (8)
    _judge_revocation(candidate, found, proof, context)  # (9)


def _key_findings(certificate: x509.Certificate, policy: Policy) -> list[Finding]:
    findings = []
    strong = is_strong(
        certificate.public_key(),
        rsa_bits_at_least=policy.rsa_bits_at_least,
        curve_bits_at_least=policy.curve_bits_at_least,
    )
    if not strong:
        findings.append(Finding(rule=signature_rules.ALGORITHM_WEAK, detail="key"))
    extension = extension_of(certificate, x509.KeyUsage)
    if extension is None:
        return findings
    usage = extension.value
    fit = usage.content_commitment or (usage.digital_signature and not policy.commitment_key_usage_required)
    if not fit:
        findings.append(Finding(rule=signature_rules.KEY_USAGE_UNFIT))
    return findings


def _judge_revocation(candidate: Candidate, found: Path, proof: _Proof, context: Context) -> None:
    question = revocation_freshness.Question(
        evidence=candidate.evidence,
        trust=context.trust,
        pool=candidate.certificates,
        best_time=proof.time,
        stamped=proof.stamped,
        at=context.at,
        policy=context.policy,
    )
    for place, (certificate, issuer) in enumerate(found.pairs):
        if place == 0:
            outcome = revocation_freshness.judge_signer(certificate, issuer, question)
            candidate.check("REVOCATION", *outcome.findings)
            candidate.warnings.extend(outcome.warnings)
        else:
            candidate.check("REVOCATION_OF_ISSUER", *revocation_freshness.judge_issuer(certificate, issuer, question))


def _report(candidate: Candidate, stamps: list[timestamp.Judged], timestamped_at: datetime | None) -> SignatureReport:
    findings = [f for check in candidate.checks for f in check.findings]  # (10)
    findings.sort(key=lambda f: f.rule.indication is not Indication.TOTAL_FAILED)
    decisive = findings[0] if findings else None
    return SignatureReport(
        id=candidate.id,
        indication=decisive.rule.indication if decisive else Indication.TOTAL_PASSED,
        rule=decisive.rule if decisive else None,
        detail=decisive.detail if decisive else "",
        format=_format(candidate, stamps),
        certificate=candidate.certificate,
        signed_at=candidate.signed_at,
        timestamped_at=timestamped_at,
        scope=candidate.scope,
        signed_bytes=candidate.signed_bytes,
        checks=tuple(candidate.checks),
        warnings=tuple(candidate.warnings),
    )


def _format(candidate: Candidate, stamps: list[timestamp.Judged]) -> str:
    if candidate.timemark:
        return f"{candidate.family}-BASELINE-LT-TM"
    return f"{candidate.family}-{_level(candidate.evidence, stamps)}"


def _level(evidence: ValidationData, stamps: list[timestamp.Judged]) -> str:
    if not any(s.stamp.proves_signature for s in stamps):
        return "B-B"
    if not evidence.has_status:
        return "B-T"
    return "B-LTA" if any(s.stamp.is_archive for s in stamps) else "B-LT"
