"""A signature as a format's reader passes it to the procedure: the same shape for XAdES, CAdES, PAdES, JAdES."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from cryptography import x509

from esigner.ades.encoding.crypto import Oddity, digest_of
from esigner.ades.rules import Finding, RefusedError, Rule, signature_rules
from esigner.ades.trust.validation_data import ValidationData
from esigner.ades.validation.report import Check
from esigner.algorithms.signatures import Scheme

TIMESTAMP_FAMILY: Final = "Timestamp"
"""Family of an ASiC-S that holds timestamps and no signature."""


Pieces: TypeAlias = Callable[[], Iterable[bytes | memoryview]]
"""Returns bytes piece by piece, anew at each call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A timestamp found with a signature, and the bytes it must cover."""

    token: bytes
    data: bytes | Pieces | None
    """The bytes that must have been stamped; None where they cannot be assembled.

    In pieces if they are many: a hundred archive timestamps over a large document must not be a hundred copies.
    """
    is_archive: bool = False
    proves_signature: bool = True
    """Whether it proves that the signature value existed."""

    def digest(self, algorithm: str) -> bytes | None:
        """Return the digest of what must have been stamped; None where it cannot be assembled."""
        if self.data is None:
            return None
        try:
            return digest_of((self.data,) if isinstance(self.data, bytes) else self.data(), algorithm)
        except RefusedError:
            return None


@dataclass(kw_only=True)
class Candidate:
    """One signature: what its reader found, and what the procedure still has to judge."""

    id: str
    family: str
    """`XAdES`, `CAdES`, `PAdES`, `JAdES`, or TIMESTAMP_FAMILY."""
    checks: list[Check] = field(default_factory=list)
    """Blocks the reader carried out, in order: format, identification, references, value, attributes."""
    certificate: x509.Certificate | None = None
    certificates: Sequence[x509.Certificate] = ()
    signed_at: datetime | None = None
    stamps: list[Stamp] = field(default_factory=list)
    evidence: ValidationData = field(default_factory=ValidationData)
    scope: tuple[str, ...] = ()
    signed_bytes: int | None = None
    """PDF only: how many of the first bytes of the file were there when it was signed."""
    signature_value: bytes = b""
    scheme: Scheme | None = None
    """How the value was made, once checked."""
    timemark: bool = False
    """Whether it claims the Estonian time-mark profile, where the OCSP answer's nonce proves the time."""
    warnings: list[Finding] = field(default_factory=list)
    media_types: dict[str, str] = field(default_factory=dict)
    """Signed media types by file name."""
    malformed_certificates: int = 0
    counters: list["Candidate"] = field(default_factory=list)
    """Countersignatures: over the value of this signature, judged separately."""

    def check(self, block: str, *findings: Finding) -> None:
        """Note that a block was carried out; without findings it passed."""
        self.checks.append(Check(block=block, passed=not findings, findings=findings))

    def broken(self, block: str, rule: Rule, detail: str = "") -> None:
        """Note that a block failed by one rule."""
        self.check(block, Finding(rule=rule, detail=detail))


def odd(oddity: Oddity) -> Finding:
    """Return the warning for a correct value in a form that deviates from the standard."""
    is_about_attributes = oddity is Oddity.ATTRIBUTES_NOT_DER
    rule = signature_rules.SIGNED_ATTRIBUTES_NOT_DER if is_about_attributes else signature_rules.SIGNATURE_VALUE_FORM
    return Finding(rule=rule, detail=oddity.value)
