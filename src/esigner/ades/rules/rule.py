"""What a rule is: a stable code, the verdict it leads to, what is wrong and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from esigner.errors import Text


class Indication(StrEnum):
    """The verdicts, spelled as in EN 319 102-1, and two for input without a verdict."""

    TOTAL_PASSED = "TOTAL-PASSED"
    TOTAL_FAILED = "TOTAL-FAILED"
    INDETERMINATE = "INDETERMINATE"
    NO_SIGNATURE = "NO-SIGNATURE"
    REFUSED = "REFUSED"


class SubIndication(StrEnum):
    """The sub-indications of EN 319 102-1 that our rules lead to."""

    FORMAT_FAILURE = "FORMAT_FAILURE"
    HASH_FAILURE = "HASH_FAILURE"
    SIG_CRYPTO_FAILURE = "SIG_CRYPTO_FAILURE"
    REVOKED = "REVOKED"
    SIG_CONSTRAINTS_FAILURE = "SIG_CONSTRAINTS_FAILURE"
    CHAIN_CONSTRAINTS_FAILURE = "CHAIN_CONSTRAINTS_FAILURE"
    CERTIFICATE_CHAIN_GENERAL_FAILURE = "CERTIFICATE_CHAIN_GENERAL_FAILURE"
    CRYPTO_CONSTRAINTS_FAILURE_NO_POE = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
    NOT_YET_VALID = "NOT_YET_VALID"
    OUT_OF_BOUNDS_NO_POE = "OUT_OF_BOUNDS_NO_POE"
    TIMESTAMP_ORDER_FAILURE = "TIMESTAMP_ORDER_FAILURE"
    NO_SIGNING_CERTIFICATE_FOUND = "NO_SIGNING_CERTIFICATE_FOUND"
    NO_CERTIFICATE_CHAIN_FOUND = "NO_CERTIFICATE_CHAIN_FOUND"
    REVOKED_NO_POE = "REVOKED_NO_POE"
    TRY_LATER = "TRY_LATER"
    SIGNED_DATA_NOT_FOUND = "SIGNED_DATA_NOT_FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One named reason why a document or a signature does not pass."""

    code: str
    indication: Indication
    sub_indication: SubIndication | None
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A broken rule, and what broke it; `detail` names files, Ids, times; never a personal code."""

    rule: Rule
    detail: str = ""


RULES: Final[dict[str, Rule]] = {}
"""Every rule by its code."""


def failed(code: str, sub_indication: SubIndication, text: Text, remedy: Text) -> Rule:
    """Register a rule that proves the signature wrong."""
    return _register(code, Indication.TOTAL_FAILED, sub_indication, text, remedy)


def indeterminate(code: str, sub_indication: SubIndication, text: Text, remedy: Text) -> Rule:
    """Register a rule that leaves the signature unproven."""
    return _register(code, Indication.INDETERMINATE, sub_indication, text, remedy)


def refused(code: str, text: Text, remedy: Text) -> Rule:
    """Register a rule that makes the input unacceptable as a signed document."""
    return _register(code, Indication.REFUSED, SubIndication.FORMAT_FAILURE, text, remedy)


def unsigned(code: str, text: Text, remedy: Text) -> Rule:
    """Register a rule that means there is no signature to judge."""
    return _register(code, Indication.NO_SIGNATURE, None, text, remedy)


def _register(code: str, indication: Indication, sub: SubIndication | None, text: Text, remedy: Text) -> Rule:
    rule = Rule(code=code, indication=indication, sub_indication=sub, text=text, remedy=remedy)
    if code in RULES:
        message = f"rule {code} is there twice"
        raise ValueError(message)
    RULES[code] = rule
    return rule
