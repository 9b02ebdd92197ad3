"""Whether the service may connect to an address on someone else's behalf: the other direction of `networks`.

A stranger's address must not lead inside: not to this machine, not to its network, not to a cloud's metadata.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, TypeAlias

from esigner.pki.network_policy import RANGES

Address: TypeAlias = IPv4Address | IPv6Address

NAMES_OF_THE_HOUSE: Final = ("localhost", "local", "internal", "lan", "home.arpa", "intranet", "corp")
"""Suffixes of names that are not on the internet (RFC 6761, RFC 6762, RFC 8375, and those of internal networks)."""

_NAT64_BITS: Final = 0xFFFF_FFFF


def is_public(text: str, *, allowed_ranges: frozenset[str] = frozenset()) -> bool:
    """Return whether an IP address is reachable over the internet, or in a range allowed by this installation.

    Args:
        text: An address from a resolver; one with a zone (`fe80::1%eth0`) is not an internet address.
        allowed_ranges: Names of refused ranges that this installation allows, see `networks.RANGES`.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(_is_one_of_us(one, allowed_ranges) for one in (address, *_embedded(address)))


def is_public_host(host: str, *, allowed_ranges: frozenset[str] = frozenset()) -> bool:
    """Return whether a host as written can be reached over the internet, without using a resolver.

    A name is judged again by its addresses when connecting.
    """
    name = host.strip("[]").rstrip(".").lower()
    if ":" in name or name.rpartition(".")[2].isdigit() or name.rpartition(".")[2].startswith("0x"):
        # Numeric hosts are addresses; forms accepted by resolvers but not by standards are refused.
        return is_public(name, allowed_ranges=allowed_ranges)
    if name == "localhost" or name.endswith(".localhost"):
        return "loopback" in allowed_ranges
    in_house = "." not in name or any(name.endswith(f".{end}") for end in NAMES_OF_THE_HOUSE)
    return bool(name) and (not in_house or "private" in allowed_ranges)


def _is_one_of_us(address: Address, allowed_ranges: frozenset[str]) -> bool:
    for name, one in RANGES.items():
        if any(address.version == network.version and address in network for network in one.networks):
            # An embedded IPv4 address is judged as IPv4.
            return name == "mapped" or name in allowed_ranges
    return address.is_global and not address.is_multicast


def _embedded(address: Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address actually reaches (mapped, NAT64, 6to4, Teredo)."""
    if isinstance(address, IPv4Address):
        return ()
    nat64 = any(address in network for network in RANGES["mapped"].networks)
    found = (
        address.ipv4_mapped,
        IPv4Address(int(address) & _NAT64_BITS) if nat64 else None,
        address.sixtofour,
        *(address.teredo or ()),
    )
    return tuple(one for one in found if one is not None)
