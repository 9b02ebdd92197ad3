"""The rules for the networks from which an institution's systems may call."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final, TypeAlias

from esigner.errors import Text
from esigner.pki.checks import Check, failed, none_failed, passed, warned

Network: TypeAlias = IPv4Network | IPv6Network

NAMES: Final = ("NETWORK_PARSE", "NETWORK_WIDTH", "NETWORK_RANGE", "NETWORK_CGNAT", "NETWORK_USED_BY_OTHERS")
"""Every check, in report order."""

_WIDEST: Final = {4: 24, 6: 64}
_CGNAT: Final = ip_network("100.64.0.0/10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Addresses that cannot call over the internet, or that are not a single caller."""

    title: Text
    networks: tuple[Network, ...]


def _range(lv: str, en: str, *networks: str | Network) -> Range:
    return Range(title=Text(lv, en), networks=tuple(ip_network(one) for one in networks))


_GLOBAL_UNICAST: Final = ip_network("2000::/3")
"""IPv6 space allocated by IANA; nothing outside it is routed on the internet."""
_SIX_TO_FOUR: Final = ip_network("2002::/16")
_IPV4_COMPATIBLE: Final = tuple(IPv6Network("::/96").address_exclude(IPv6Network("::/127")))
"""RFC 4291 2.5.5.1, without the unspecified address and loopback."""

RANGES: Final = {
    "unspecified": _range("nenorādīta adrese", "unspecified address", "0.0.0.0/8", "::/128"),
    "private": _range(
        "privāts tīkls", "private network",
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
        "fec0::/10",  # site-local, deprecated by RFC 3879
    ),
    "loopback": _range("pašas ierīces adrese", "loopback", "127.0.0.0/8", "::1/128"),
    "link-local": _range("vietējā posma adrese", "link-local", "169.254.0.0/16", "fe80::/10"),
    "multicast": _range("multiraides adrese", "multicast", "224.0.0.0/4", "ff00::/8"),
    "reserved": _range(
        "rezervēts apgabals", "reserved range",
        "240.0.0.0/4", "192.0.0.0/24", "198.18.0.0/15",
        # Anycast services, from which no institution calls: AS112, AMT, 6to4 relays
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24", "2620:4f:8000::/48",
        "2001::/23",  # IETF protocol assignments: Teredo, benchmarking, ORCHID, AMT, AS112, remote identification
        "64:ff9b:1::/48",  # translation for local use, RFC 8215
        "100::/64", "100:0:0:1::/64",  # discarded, RFC 6666; dummy, RFC 9780
        "5f00::/16",  # segment routing, RFC 9602
        "3ffe::/16",  # the experimental 6bone, returned by RFC 3701
    ),
    "documentation": _range(
        "dokumentācijas piemēru apgabals", "documentation range",
        "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20",
    ),
    "mapped": _range(
        "IPv6 formā ierakstīta IPv4 adrese", "IPv4 address written as IPv6",
        "::ffff:0:0/96", "64:ff9b::/96", "::ffff:0:0:0/96", *_IPV4_COMPATIBLE,
    ),
}  # fmt: skip
"""Refused ranges by name, after IANA's registries of special-purpose addresses (RFC 6890, as of November 2026).

An installation may allow each (`loopback` for a demo on one machine).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkReport:
    """All checks of one network."""

    checks: tuple[Check, ...]
    network: Network | None
    """The parsed network; None if the text is not an address or a CIDR."""
    passed: bool


def check(
    text: str, *, allowed_ranges: frozenset[str] = frozenset(), used_by_others: Sequence[Network] = ()
) -> NetworkReport:
    """Check an address or CIDR as written by a person; all rules, never first-fail.

    Args:
        text: For example `85.254.1.7`, `85.254.1.0/24`, `2a03:ec00::/64`; host bits must not be set.
        allowed_ranges: Names of refused ranges that this installation allows, see `RANGES`.
        used_by_others: Networks of other institutions; an overlap is a warning.
    """
    network = _parse(text)
    if network is None:
        checks = (_not_a_network(), *(_not_looked_at(name) for name in NAMES[1:]))
    else:
        checks = (
            passed("NETWORK_PARSE", Text(f"Tīkls: {network}.", f"Network: {network}.")),
            _width(network),
            _in_range(network, allowed_ranges),
            _cgnat(network),
            _used_by_others(network, used_by_others),
        )
    return NetworkReport(checks=checks, network=network, passed=none_failed(checks))


def _parse(text: str) -> Network | None:
    if "%" in text:  # A zone (RFC 4007 11) names a link of the machine where it was written.
        return None
    try:
        return ip_network(text.strip())
    except ValueError:
        return None


def _not_a_network() -> Check:
    return failed(
        "NETWORK_PARSE",
        Text(
            "Tā nav IP adrese vai tīkls. Ierakstiet IPv4 vai IPv6 adresi vai tīklu CIDR pierakstā, piemēram, "
            "85.254.1.7 vai 85.254.1.0/28; tīkla adresē aiz prefiksa jābūt tikai nullēm.",
            "This is not an IP address or a network. Write an IPv4 or IPv6 address or a network in CIDR notation, for "
            "example 85.254.1.7 or 85.254.1.0/28; behind the prefix the network's address has only zeros.",
        ),
    )


def _not_looked_at(name: str) -> Check:
    return warned(
        name,
        Text(
            "Nevar pārbaudīt, kamēr adrese nav nolasāma. Vispirms izlabojiet adresi.",
            "Cannot be checked until the address can be read. Correct the address first.",
        ),
    )


def _width(network: Network) -> Check:
    widest = _WIDEST[network.version]
    if network.prefixlen >= widest:
        return passed("NETWORK_WIDTH", Text("Tīkla lielums ir pieļaujams.", "The size of the network is acceptable."))
    return failed(
        "NETWORK_WIDTH",
        Text(
            f"Tīkls /{network.prefixlen} ir pārāk plašs. Norādiet tikai tās adreses, no kurām darbojas jūsu sistēma, "
            f"bet ne plašāk par /{widest}.",
            f"A /{network.prefixlen} network is too wide. Name only the addresses your system works from, "
            f"and nothing wider than /{widest}.",
        ),
    )


def _in_range(network: Network, allowed_ranges: frozenset[str]) -> Check:
    hits = [RANGES[name] for name in _ranges_of(network) if name not in allowed_ranges]
    if not hits:
        return passed(
            "NETWORK_RANGE", Text("Adrese ir izmantojama šajā vidē.", "The address can be used in this environment.")
        )
    lv, en = (", ".join(getattr(one.title, language) for one in hits) for language in ("lv", "en"))
    return failed(
        "NETWORK_RANGE",
        Text(
            f"Šādas adreses nevar atļaut ({lv}). Norādiet publisko adresi, ar kuru jūsu sistēma iziet internetā.",
            f"Such addresses cannot be allowed ({en}). Name the public address under which your system reaches the "
            "internet.",
        ),
    )


def _ranges_of(network: Network) -> list[str]:
    """Return the names of the ranges that the network overlaps; for 6to4, those of its IPv4 address (RFC 3056 2)."""
    found = [name for name, one in RANGES.items() if _overlaps(network, one.networks)]
    if isinstance(network, IPv4Network) or found:
        return found
    if network.overlaps(_SIX_TO_FOUR):
        embedded = network.network_address.sixtofour
        return _ranges_of(ip_network(embedded)) if embedded else ["reserved"]
    return [] if network.overlaps(_GLOBAL_UNICAST) else ["reserved"]


def _cgnat(network: Network) -> Check:
    if not _overlaps(network, (_CGNAT,)):
        return passed(
            "NETWORK_CGNAT",
            Text(
                "Adrese nav interneta pakalpojuma sniedzēja kopējā NAT adrese.", "Not a carrier's shared NAT address."
            ),
        )
    return warned(
        "NETWORK_CGNAT",
        Text(
            "Adrese ir no interneta pakalpojuma sniedzēja kopējās NAT telpas (100.64.0.0/10). Pārbaudiet, ar kādu "
            "publisko adresi jūsu sistēma patiesībā iziet internetā.",
            "The address is from a carrier's shared NAT space (100.64.0.0/10). Check under which public address your "
            "system really reaches the internet.",
        ),
    )


def _used_by_others(network: Network, used_by_others: Sequence[Network]) -> Check:
    if not _overlaps(network, used_by_others):
        return passed(
            "NETWORK_USED_BY_OTHERS",
            Text("Neviena cita iestāde šo adresi neizmanto.", "No other institution uses this address."),
        )
    return warned(
        "NETWORK_USED_BY_OTHERS",
        Text(
            "Šo adresi izmanto arī cita iestāde. Tas ir pieļaujams kopīgā datu centrā; citādi pārbaudiet adresi.",
            "Another institution uses this address as well. That is acceptable in a shared data centre; otherwise "
            "check the address.",
        ),
    )


def _overlaps(network: Network, others: Sequence[Network]) -> bool:
    return any(network.version == other.version and network.overlaps(other) for other in others)
