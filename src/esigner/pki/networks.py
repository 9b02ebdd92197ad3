"""The rules for the networks from which an institution's systems may call."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from typing import TypeAlias

from esigner.pki.checks import Check

Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """All checks of one network."""

    checks: tuple[Check, ...]
    network: Network | None
    """What was understood; None where the text is not an address or a CIDR."""
    passed: bool


def check(
    text: str,
    *,
    allowed_ranges: frozenset[str] = frozenset(),
    used_by_others: Sequence[Network] = (),
) -> NetworkReport:
    """Check an address or CIDR as written by a person; all rules, never first-fail.

    Args:
        text: `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/64`; host bits may be set and are cut off.
        allowed_ranges: Names of refused ranges that this installation allows, see `RANGES`, e.g. `loopback`.
        used_by_others: Networks of other institutions; an overlap is a warning.

    """
    raise NotImplementedError
