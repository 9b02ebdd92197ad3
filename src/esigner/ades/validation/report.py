"""The result of validation: one verdict for the document and one for each signature in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from cryptography import x509

from esigner.ades.rules import Finding, Indication, Rule
from esigner.pkix import fields

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One block of the procedure as carried out, in order."""

    block: str
    """Name of the block, such as `SIGNATURE_VALUE`."""
    passed: bool
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureReport:
    """The verdict on one signature, and what onboarding needs to know about it."""

    id: str
    indication: Indication
    rule: Rule | None
    """The rule that decided; None where the signature passed."""
    detail: str
    format: str
    """Such as `XAdES-B-LT`."""
    certificate: x509.Certificate | None
    """The signer's certificate."""
    signed_at: datetime | None
    """The time the signer claims."""
    timestamped_at: datetime | None
    """The earliest time proved by a good timestamp."""
    scope: tuple[str, ...]
    """Names of the files that this signature covers."""
    signed_bytes: int | None = None
    """PDF only: how many of the first bytes of the file were there when it was signed."""
    checks: tuple[Check, ...] = ()
    warnings: tuple[Finding, ...] = ()
    counter_signatures: tuple["SignatureReport", ...] = ()
    """Verdicts on the countersignatures; they do not affect the verdict on this signature."""

    @property
    def sub_indication(self) -> str | None:
        """Sub-indication of the rule that decided."""
        return self.rule.sub_indication if self.rule else None

    @property
    def signed_by(self) -> str:
        """Common name of the signer, or the whole subject where there is none."""
        if self.certificate is None:
            return ""
        return fields.subject(self.certificate).shown

    def as_dict(self) -> dict[str, Json]:
        """Return the row of `signatures` in the JSON of `esigner validate`."""
        counters: list[Json] = [one.as_dict() for one in self.counter_signatures]
        row: dict[str, Json] = {
            "id": self.id,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication,
            "rule": self.rule.code if self.rule else None,
            "format": self.format,
            "signed_by": self.signed_by,
            "signed_at": _iso(self.signed_at),
            "timestamped_at": _iso(self.timestamped_at),
            "scope": list(self.scope),
        }
        return row | {"counter_signatures": counters} if counters else row


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The verdict on a document under a policy, at a time, with a trust state."""

    name: str
    indication: Indication
    rule: Rule | None
    """The rule that decided; None where everything passed."""
    detail: str = ""
    signatures: tuple[SignatureReport, ...] = ()
    warnings: tuple[Finding | str, ...] = ()
    data_files: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    """The contents of a container other than signatures, by name."""
    policy: str
    validated_at: datetime
    trust_digest: str
    """SHA-256 (hex) of the trust state that was used."""

    @property
    def passed(self) -> bool:
        """Whether every signature is TOTAL-PASSED and there is no other finding against the document."""
        return self.indication is Indication.TOTAL_PASSED

    @property
    def sub_indication(self) -> str | None:
        """Sub-indication of the rule that decided."""
        return self.rule.sub_indication if self.rule else None

    def as_dict(self) -> dict[str, Json]:
        """Return the JSON of `esigner validate` except `seconds`, which only the caller knows."""
        return {
            "file": self.name,
            "indication": self.indication.value,
            "sub_indication": self.sub_indication,
            "rule": self.rule.code if self.rule else None,
            "explanation": _explanation(self.rule),
            "detail": self.detail,
            "signatures": [signature.as_dict() for signature in self.signatures],
            "warnings": [_line(warning) for warning in self.warnings],
            "policy": self.policy,
            "validated_at": _iso(self.validated_at),
            "trust_digest": self.trust_digest,
        }

    def as_detailed_dict(self) -> dict[str, Json]:
        """Return the same with every check of every signature, in the order it was made."""
        rows: list[Json] = []
        for signature in self.signatures:
            checks: list[Json] = [
                {"block": c.block, "passed": c.passed, "findings": [_line(f) for f in c.findings]}
                for c in signature.checks
            ]
            rows.append(signature.as_dict() | {"checks": checks})
        return self.as_dict() | {"signatures": rows}


def _explanation(rule: Rule | None) -> Json:
    if rule is None:
        return None
    return {
        "lv": rule.text.lv,
        "en": rule.text.en,
        "remedy_lv": rule.remedy.lv,
        "remedy_en": rule.remedy.en,
    }


def _line(finding: Finding | str) -> str:
    if isinstance(finding, str):
        return finding
    return f"{finding.rule.code}: {finding.detail or finding.rule.text.en}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
