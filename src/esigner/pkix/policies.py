"""Certificate policies along a path (RFC 5280, 6.1): whether there is one that every authority vouches for.

The tree of the standard, kept as one level at a time. Nodes of one policy are merged, so that mappings cannot
make it grow beyond the content of the certificates; the origin of a node is kept as the policies below
anyPolicy that it descends from, which is all that the end of the procedure needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography import x509

from esigner import bounds
from esigner.asn1 import nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.pkix import extensions, fields
from esigner.pkix.errors import CertificatePartUnreadableError

ANY: Final = "2.5.29.32.0"
_POLICIES: Final = "2.5.29.32"
_MAPPINGS: Final = "2.5.29.33"
_CONSTRAINTS: Final = "2.5.29.36"
_INHIBIT_ANY: Final = "2.5.29.54"
_REQUIRE_EXPLICIT: Final = 0x80
_INHIBIT_MAPPING: Final = 0x81
_OF_ONE_CERTIFICATE_AT_MOST: Final = 256
_OCTETS_AT_MOST: Final = 4

_Level = dict[str, "_Node"]


@dataclass(frozen=True, slots=True)
class _Node:
    expected: frozenset[str]
    origins: frozenset[str]
    """Policies right below anyPolicy that it descends from; empty for anyPolicy itself."""


def are_valid(
    below_anchor: Sequence[x509.Certificate], *, acceptable: Iterable[str] = (ANY,), explicit: bool = False
) -> bool:
    """Return whether the policies of the path satisfy its authorities.

    Args:
        below_anchor: Certificates below the anchor, the one issued by the anchor first.
        acceptable: user-initial-policy-set.
        explicit: initial-explicit-policy: whether a policy is required even if no certificate requires one.

    Raises:
        CertificatePartUnreadableError: One of the policy extensions.
    """
    try:
        return _are_valid(below_anchor, frozenset(acceptable), explicit=explicit)
    except (MalformedAsn1Error, IndexError, ValueError) as error:
        raise CertificatePartUnreadableError(part="certificate policies") from error


def _are_valid(below_anchor: Sequence[x509.Certificate], acceptable: frozenset[str], *, explicit: bool) -> bool:
    state = _State(skip_explicit=0 if explicit else len(below_anchor) + 1, length=len(below_anchor))
    for certificate in below_anchor[:-1]:
        state.take(certificate, is_last=False)
        if not state.stands:
            return False
        state.prepare(certificate)
    if below_anchor:
        state.take(below_anchor[-1], is_last=True)
        state.finish(below_anchor[-1])
    return state.skip_explicit > 0 or _meets(state.level, acceptable)


@dataclass(slots=True)
class _State:
    """The state variables of 6.1.2."""

    skip_explicit: int
    length: int
    skip_mapping: int = field(init=False)
    skip_any: int = field(init=False)
    level: _Level = field(default_factory=lambda: {ANY: _Node(frozenset({ANY}), frozenset())})

    def __post_init__(self) -> None:
        self.skip_mapping = self.skip_any = self.length + 1

    @property
    def stands(self) -> bool:
        """Step (f) of 6.1.3."""
        return self.skip_explicit > 0 or bool(self.level)

    def take(self, certificate: x509.Certificate, *, is_last: bool) -> None:
        """Steps (d) and (e) of 6.1.3."""
        any_allowed = self.skip_any > 0 or (not is_last and fields.is_self_issued(certificate))
        self.level = _grown(self.level, _policies(certificate), any_allowed=any_allowed)

    def prepare(self, certificate: x509.Certificate) -> None:
        """Steps (a), (b) and (h) to (j) of 6.1.4."""
        self.level = _mapped(self.level, _mappings(certificate), is_allowed=self.skip_mapping > 0)
        if not fields.is_self_issued(certificate):
            self.skip_explicit, self.skip_mapping, self.skip_any = (
                max(one - 1, 0) for one in (self.skip_explicit, self.skip_mapping, self.skip_any)
            )
        constraints = _constraints(certificate)
        self.skip_explicit = min(self.skip_explicit, constraints.get(_REQUIRE_EXPLICIT, self.skip_explicit))
        self.skip_mapping = min(self.skip_mapping, constraints.get(_INHIBIT_MAPPING, self.skip_mapping))
        inhibited = _inhibited_any(certificate)
        self.skip_any = self.skip_any if inhibited is None else min(self.skip_any, inhibited)

    def finish(self, certificate: x509.Certificate) -> None:
        """Steps (a) and (b) of 6.1.5."""
        self.skip_explicit = max(self.skip_explicit - 1, 0)
        if _constraints(certificate).get(_REQUIRE_EXPLICIT) == 0:
            self.skip_explicit = 0


def _grown(level: _Level, policies: frozenset[str], *, any_allowed: bool) -> _Level:
    """Return the next level: the policies that the certificate asserts and the previous level expects."""
    expecting: dict[str, list[_Node]] = {}
    for node in level.values():
        bounds.spend(len(node.expected))
        for policy in node.expected:
            expecting.setdefault(policy, []).append(node)
    found: _Level = {}
    for policy in policies - {ANY}:
        parents = expecting.get(policy, [])
        if parents or ANY in level:
            found[policy] = _Node(frozenset({policy}), _origins(policy, parents or [level[ANY]]))
    if ANY in policies and any_allowed:
        for policy, parents in expecting.items():
            known = found[policy].origins if policy in found else frozenset()
            origins = frozenset() if policy == ANY else known | _origins(policy, parents)
            found[policy] = _Node(frozenset({policy}), origins)
    return found


def _origins(policy: str, parents: Sequence[_Node]) -> frozenset[str]:
    bounds.spend(sum(len(one.origins) for one in parents))
    return frozenset().union(*(one.origins or {policy} for one in parents))


def _mapped(level: _Level, mappings: Mapping[str, frozenset[str]], *, is_allowed: bool) -> _Level:
    """Return the level after the authority's mappings of its policies to its subject's (6.1.4 (b))."""
    if not is_allowed:
        return {policy: node for policy, node in level.items() if policy not in mappings}
    found = dict(level)
    for policy, expected in mappings.items():
        if policy in level:
            found[policy] = _Node(expected, level[policy].origins)
        elif ANY in level:
            found[policy] = _Node(expected, frozenset({policy}))
    return found


def _meets(level: _Level, acceptable: frozenset[str]) -> bool:
    """Return whether anything is left of the level within the user's policies (6.1.5 (g))."""
    if ANY in acceptable or ANY in level:
        return bool(level)
    return any(node.origins & acceptable for node in level.values())


def _policies(certificate: x509.Certificate) -> frozenset[str]:
    return frozenset(one.children()[0].as_oid() for one in _listed(certificate, _POLICIES))


def _mappings(certificate: x509.Certificate) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one in _listed(certificate, _MAPPINGS):
        issuers, subjects = (part.as_oid() for part in one.children())
        if ANY in (issuers, subjects):  # 6.1.4 (a)
            raise CertificatePartUnreadableError(part="policy mappings")
        found.setdefault(issuers, set()).add(subjects)
    return {policy: frozenset(expected) for policy, expected in found.items()}


def _constraints(certificate: x509.Certificate) -> dict[int, int]:
    return {one.tag: _number(one) for one in _listed(certificate, _CONSTRAINTS)}


def _inhibited_any(certificate: x509.Certificate) -> int | None:
    found = extensions.raw(certificate, _INHIBIT_ANY)
    return None if found is None else _number(nodes.read_ber(found.value).expect(tags.INTEGER))


def _number(node: nodes.Node) -> int:
    """Return a SkipCerts: 0 or more; values beyond any path length are equivalent."""
    if not node.content or node.content[0] & 0x80:
        message = "a negative number of certificates"
        raise MalformedAsn1Error(message)
    return int.from_bytes(node.content[-_OCTETS_AT_MOST:]) if len(node.content) <= _OCTETS_AT_MOST else 1 << 32


def _listed(certificate: x509.Certificate, oid: str) -> list[nodes.Node]:
    found = extensions.raw(certificate, oid)
    if found is None:
        return []
    listed = nodes.read_ber(found.value).expect(tags.SEQUENCE).children()
    if len(listed) > _OF_ONE_CERTIFICATE_AT_MOST:
        raise CertificatePartUnreadableError(part=oid)
    return listed
