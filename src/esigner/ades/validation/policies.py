"""Validation policies as data."""

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from esigner.ades.validation.errors import UnknownPolicyError
from esigner.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Requirements on a signature in addition to being valid."""

    name: str
    title: Text
    timestamp_required: bool
    """Whether a signature without a trusted time is INDETERMINATE."""
    ocsp_before_timestamp_at_most: timedelta
    """How much earlier than the timestamp the status answer may have been produced."""
    ocsp_after_timestamp_at_most: timedelta | None
    """How much later than the timestamp the status answer may come; None: no limit."""
    warn_when_ocsp_later_than: timedelta
    commitment_key_usage_required: bool
    """Whether the signer's key usage must say contentCommitment (nonRepudiation)."""
    timemark_accepted: bool
    """Whether the Estonian time-mark counts as a proof of time."""
    foreign_containers_accepted: bool
    """Whether signed containers of another media type than ASiC's (such as ADOC) are judged by their signatures."""
    asic_s_with_cades_accepted: bool
    """Whether CAdES counts in ASiC-S. EN 319 162-1 allows it; digidoc4j opens no such container, and those
    that it refuses have no known fault."""
    rsa_bits_at_least: int = 1900
    curve_bits_at_least: int = 256


_LV: Final = Policy(
    name="lv",
    title=Text("Latvijas politika", "Latvian policy"),
    timestamp_required=True,
    ocsp_before_timestamp_at_most=timedelta(seconds=1),
    ocsp_after_timestamp_at_most=None,
    warn_when_ocsp_later_than=timedelta(hours=24),
    commitment_key_usage_required=True,
    timemark_accepted=False,
    foreign_containers_accepted=False,
    asic_s_with_cades_accepted=True,
)
_EE: Final = Policy(
    name="ee",
    title=Text("Igaunijas politika", "Estonian policy"),
    timestamp_required=True,
    ocsp_before_timestamp_at_most=timedelta(0),
    ocsp_after_timestamp_at_most=timedelta(hours=24),
    warn_when_ocsp_later_than=timedelta(minutes=15),
    commitment_key_usage_required=True,
    timemark_accepted=True,
    foreign_containers_accepted=False,
    asic_s_with_cades_accepted=False,
)
_ETSI: Final = Policy(
    name="etsi",
    title=Text("ETSI pamatpolitika", "ETSI baseline policy"),
    timestamp_required=False,
    ocsp_before_timestamp_at_most=timedelta(0),
    ocsp_after_timestamp_at_most=None,
    warn_when_ocsp_later_than=timedelta(hours=24),
    commitment_key_usage_required=True,
    timemark_accepted=True,
    foreign_containers_accepted=True,
    asic_s_with_cades_accepted=False,
)

POLICIES: Final = MappingProxyType({policy.name: policy for policy in (_LV, _EE, _ETSI)})


def named(name: str) -> Policy:
    """Return the policy of that name.

    Raises:
        UnknownPolicyError: There is none.
    """
    if name not in POLICIES:
        raise UnknownPolicyError(policy=name)
    return POLICIES[name]
