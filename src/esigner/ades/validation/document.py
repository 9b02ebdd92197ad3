"""One call from bytes to report, whatever the format."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from esigner.ades.containers import reading
from esigner.ades.containers.content import pieces
from esigner.ades.encoding.sniffing import Kind, sniff
from esigner.ades.encoding.work import steps_for
from esigner.ades.rules import Finding, Indication, RefusedError, Rule, container_rules
from esigner.ades.trust.anchors import Trust
from esigner.ades.validation import policies
from esigner.ades.validation.candidate import Candidate
from esigner.ades.validation.procedure import Context, judge
from esigner.ades.validation.report import Report, SignatureReport
from esigner.asn1.errors import MalformedAsn1Error
from esigner.bounds import WorkLimitExceededError, allowance, spend
from esigner.cms import signed_data
from esigner.cms.errors import OtherContentError

_SEVERITY: Final = (
    Indication.TOTAL_PASSED,
    Indication.INDETERMINATE,
    Indication.TOTAL_FAILED,
    Indication.REFUSED,
)
_NESTED_AT_MOST: Final = 3
_SIGNATURES_AT_MOST: Final = 10_000


class NamedContent(Protocol):
    """Anything like `esigner.ades.DataFile`."""

    @property
    def name(self) -> str:
        """File name."""
        ...

    @property
    def content(self) -> bytes:
        """The bytes."""
        ...


def validate(
    document: bytes,
    *,
    name: str,
    trust: Trust,
    at: datetime,
    policy: str = "lv",
    detached: Sequence[NamedContent] = (),
) -> Report:
    """Judge a signed document.

    Args:
        document: The bytes as received.
        name: File name; used only in the report.
        trust: Whom to trust.
        at: Time of validation, aware UTC.
        policy: `lv`, `ee` or `etsi`.
        detached: Files that a signature outside a container covers.

    Raises:
        UnknownPolicyError: There is no such policy. Anything wrong with the document is a report.
    """
    context = Context(trust=trust, at=at, policy=policies.named(policy))
    beside = {f.name: f.content for f in detached}
    try:
        with allowance(steps=steps_for(len(document) + sum(map(len, beside.values())))):
            report = _validate(document, name=name, context=context, detached=beside, depth=0)
            # Third-party code may have caught the refusal and continued: it remains a refusal.
            spend(0)
    except WorkLimitExceededError as error:
        finding = Finding(rule=container_rules.WORK_LIMIT_EXCEEDED, detail=f"{error.data.get('steps')} steps")
        return _stopped(finding, name=name, context=context)
    return report


def _validate(document: bytes, *, name: str, context: Context, detached: Mapping[str, bytes], depth: int) -> Report:
    try:
        if sniff(document) is Kind.ZIP:
            return _container(document, name=name, context=context, depth=depth)
        return _report(_alone(document, detached), name=name, context=context)
    except RefusedError as error:
        return _stopped(error.finding, name=name, context=context)


def _container(document: bytes, *, name: str, context: Context, depth: int) -> Report:
    from esigner.ades.validation import container  # noqa: PLC0415  loaded when needed

    held = reading.read(document)
    found = container.find(held, context.policy)
    if not found.candidates:
        rule = container_rules.NO_SIGNATURE if held.data_files else container_rules.CONTAINER_EMPTY
        return _stopped(Finding(rule=rule), name=name, context=context, data_files=held.data_files)
    for candidate in found.candidates:
        candidate.check("CONTAINER", *found.findings)
    report = _report(found.candidates, name=name, context=context, data_files=held.data_files)
    if container.is_timestamped_only(held) and depth < _NESTED_AT_MOST:
        return _with_nested(report, context=context, depth=depth)
    return report


def _with_nested(report: Report, *, context: Context, depth: int) -> Report:
    """Judge the signed container inside timestamps: the outer verdict cannot be better than the inner."""
    for name in report.data_files:
        if sniff(next(pieces(report.data_files, name), b"")) is not Kind.ZIP:
            continue
        inner = _validate(report.data_files[name], name=name, context=context, detached={}, depth=depth + 1)
        if inner.indication is not Indication.NO_SIGNATURE:
            signatures = (*report.signatures, *inner.signatures)
            return _assembled(signatures, name=report.name, context=context, data_files=report.data_files)
    return report


def _alone(document: bytes, detached: Mapping[str, bytes]) -> list[Candidate]:
    """Read a signature outside a container."""
    if not document.strip():
        raise RefusedError(container_rules.DOCUMENT_EMPTY)
    kind = sniff(document)
    if kind is Kind.PDF:
        from esigner.ades.validation import pades  # noqa: PLC0415  loaded when needed

        return pades.read_signatures(document)
    if kind is Kind.XML:
        from esigner.ades.validation import xades  # noqa: PLC0415  loaded when needed

        return xades.read_signatures(document, files=detached, in_container=False)
    if kind is Kind.CMS:
        return _cms(document, detached)
    if kind is Kind.JSON:
        from esigner.ades.validation import jades  # noqa: PLC0415  loaded when needed

        return jades.read_signatures(document, files=detached)
    if kind is Kind.PEM:
        raise RefusedError(container_rules.FORMAT_NOT_SUPPORTED, "PEM")
    raise RefusedError(container_rules.FORMAT_UNKNOWN)


def _cms(document: bytes, detached: Mapping[str, bytes]) -> list[Candidate]:
    from esigner.ades.validation import cades  # noqa: PLC0415  loaded when needed

    try:
        signed_data.read_ber(document, trailing=True)
    except OtherContentError as error:
        raise RefusedError(container_rules.FORMAT_UNKNOWN, f"CMS of type {error}") from error
    except MalformedAsn1Error:
        pass  # an unreadable signature still counts, and is reported
    content = next(iter(detached.values())) if len(detached) == 1 else None
    found = cades.read_signatures(document, content=content, family="CAdES", name="signature")
    for candidate in found:
        candidate.scope = tuple(detached)
    return found


def _report(
    candidates: Sequence[Candidate],
    *,
    name: str,
    context: Context,
    data_files: Mapping[str, bytes] = MappingProxyType({}),
) -> Report:
    if not candidates:
        return _stopped(Finding(rule=container_rules.NO_SIGNATURE), name=name, context=context)
    if len(candidates) > _SIGNATURES_AT_MOST:
        raise RefusedError(container_rules.SIGNATURES_TOO_MANY, str(len(candidates)))
    malformed = sum(c.malformed_certificates for c in candidates)
    warnings = [f"CERTIFICATE_MALFORMED: {malformed} left out"] if malformed else []
    for candidate in candidates:
        candidate.scope = candidate.scope or (name,)
    signatures = [judge(candidate, context) for candidate in candidates]
    return _assembled(signatures, name=name, context=context, data_files=data_files, warnings=warnings)


def _assembled(
    signatures: Iterable[SignatureReport],
    *,
    name: str,
    context: Context,
    data_files: Mapping[str, bytes],
    warnings: Sequence[str] = (),
) -> Report:
    """Return one verdict: that of the worst signature."""
    signatures = tuple(signatures)
    worst = max(signatures, key=lambda s: _SEVERITY.index(s.indication))
    return Report(
        name=name,
        indication=worst.indication,
        rule=worst.rule,
        detail=worst.detail,
        signatures=signatures,
        warnings=(*context.trust.warnings, *warnings, *dict.fromkeys(w for s in signatures for w in s.warnings)),
        data_files=data_files,
        policy=context.policy.name,
        validated_at=context.at,
        trust_digest=context.trust.digest,
    )


def _stopped(
    finding: Finding, *, name: str, context: Context, data_files: Mapping[str, bytes] = MappingProxyType({})
) -> Report:
    rule: Rule = finding.rule
    return Report(
        name=name,
        indication=rule.indication,
        rule=rule,
        detail=finding.detail,
        warnings=context.trust.warnings,
        data_files=data_files,
        policy=context.policy.name,
        validated_at=context.at,
        trust_digest=context.trust.digest,
    )
