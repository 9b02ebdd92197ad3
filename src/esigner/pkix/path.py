"""Certification paths by RFC 5280, 6: found, and checked against everything in the certificates.

For each path with valid signatures (`search`), in this order:
    (1) algorithms and keys are strong enough; every critical extension is one that is evaluated here
    (2) every issuer is an authority that may sign certificates
    (3) lengths of paths, (4) names, (5) policies satisfy the authorities
    (6) every certificate is within its validity
    (7) the certificates allow the purpose
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum
from typing import Final

from cryptography import x509

from esigner.algorithms import digests, keys
from esigner.algorithms.verification import UnknownAlgorithmError
from esigner.pkix import constraints, extensions, fields, policies, purposes, qualified, schemes, search
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.purposes import Purpose
from esigner.pkix.search import Path, Pool

PATHS_AT_MOST: Final = 16
"""Paths judged before the search is abandoned."""


class Fault(StrEnum):
    """What is wrong with a path."""

    WEAK = "weak"
    EXTENSION = "extension"
    NOT_AUTHORITY = "not authority"
    LENGTH = "length"
    NAMES = "names"
    POLICIES = "policies"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    PURPOSE = "purpose"


class AnchorRole(Enum):
    """How the certificate of an anchor is treated."""

    AS_GIVEN = "as given"
    """By its name and key alone (RFC 5280, 6.1.1 (d)); its path length limit still applies."""
    JUDGED = "judged"
    """Like any authority of the path, where a certificate was chosen as anchor regardless of its content."""


class UsageScope(Enum):
    """How much of the usages is checked against the purpose."""

    EVERY = "every"
    CRITICAL = "critical"
    """Critical extendedKeyUsage alone; the caller has its own rules for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """The requirements of one kind of relying party on a path."""

    purpose: Purpose
    scope: UsageScope = UsageScope.EVERY
    anchor: AnchorRole = AnchorRole.JUDGED
    rsa_bits_at_least: int = 2048
    weak_digests: frozenset[str] = digests.BROKEN
    policies: frozenset[str] = frozenset({policies.ANY})
    """user-initial-policy-set."""
    explicit_policy: bool = False
    """initial-explicit-policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """The first thing that is wrong with a path."""

    fault: Fault
    certificate: x509.Certificate
    """The certificate at fault; the first of the path if the whole path is."""
    detail: str


@dataclass(frozen=True, slots=True)
class NoPath:
    """Why there is none: a flaw for each path to an anchor, the shortest path's first; empty if there are no paths."""

    flaws: tuple[Flaw, ...]


def find(
    certificate: x509.Certificate,
    *,
    pools: Sequence[Pool],
    is_anchor: Callable[[x509.Certificate], bool],
    requirements: Requirements,
    at: datetime,
) -> Path | NoPath:
    """Return the shortest path without a flaw, the certificate first and the anchor last, or why there is none.

    Args:
        certificate: Where the path begins.
        pools: Where issuers are searched for, anchors included.
        is_anchor: Whether a path may end there.
        requirements: The requirements of the relying party.
        at: The time of judgement.
    """
    found: list[Flaw] = []
    for path in search.paths(certificate, pools=pools, is_anchor=is_anchor):
        flaw = judge(path, requirements=requirements, at=at)
        if flaw is None:
            return path
        found.append(flaw)
        if len(found) >= PATHS_AT_MOST:
            break
    return NoPath(tuple(found))


def judge(path: Path, *, requirements: Requirements, at: datetime) -> Flaw | None:
    """Return the first flaw of a path with valid signatures, None if there is none."""
    try:
        return next(_flaws(path, requirements, at), None)
    except CertificatePartUnreadableError as error:
        return Flaw(fault=Fault.EXTENSION, certificate=path[0], detail=str(error.data["part"]))


def _flaws(path: Path, requirements: Requirements, at: datetime) -> Iterator[Flaw]:
    judged = path if requirements.anchor is AnchorRole.JUDGED else path[:-1]
    downwards = path[-2::-1]
    for certificate in path[:-1]:  # (1)
        yield from _of_strength(certificate, requirements)
        yield from _of_extensions(certificate)
    for authority in judged[1:]:  # (2)
        if authority is path[-1]:
            yield from _of_extensions(authority)
        yield from _of_authority(authority)
    yield from _of_lengths(path)  # (3)
    if not constraints.are_kept(judged[::-1]):  # (4)
        yield Flaw(fault=Fault.NAMES, certificate=path[0], detail="nameConstraints")
    explicit, acceptable = requirements.explicit_policy, requirements.policies
    if not policies.are_valid(downwards, acceptable=acceptable, explicit=explicit):  # (5)
        yield Flaw(fault=Fault.POLICIES, certificate=path[0], detail="certificatePolicies")
    for certificate in judged:  # (6)
        yield from _of_time(certificate, at)
    yield from _of_purpose(path, judged, requirements)  # (7)


def _of_strength(certificate: x509.Certificate, requirements: Requirements) -> Iterator[Flaw]:
    try:
        digest = schemes.read(fields.of(certificate).algorithm).digest
    except UnknownAlgorithmError:
        yield Flaw(fault=Fault.WEAK, certificate=certificate, detail="unknown algorithm")
        return
    if digest in requirements.weak_digests:
        yield Flaw(fault=Fault.WEAK, certificate=certificate, detail=f"{digest}: {_shown(certificate)}")
    if not keys.is_strong(fields.public_key(certificate), rsa_bits_at_least=requirements.rsa_bits_at_least):
        yield Flaw(fault=Fault.WEAK, certificate=certificate, detail=f"key: {_shown(certificate)}")


def _of_extensions(certificate: x509.Certificate) -> Iterator[Flaw]:
    """Every critical one is evaluated; none occurs twice (RFC 5280, 4.2)."""
    seen: set[str] = set()
    for extension in fields.of(certificate).extensions:
        is_evaluated = extension.oid in _EVALUATED or (
            extension.oid == qualified.STATEMENTS and qualified.are_understood(extension.value)
        )
        if extension.oid in seen or (extension.critical and not is_evaluated):
            yield Flaw(fault=Fault.EXTENSION, certificate=certificate, detail=extension.oid)
        seen.add(extension.oid)
    for kind in _ALWAYS_READ:
        extensions.find(certificate, kind)


_ALWAYS_READ: Final = (x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage, x509.NameConstraints)
"""Read for every certificate of a path: an unreadable one might have excluded it."""
_EVALUATED: Final = frozenset(
    {
        "2.5.29.19",  # basicConstraints: (2), (3)
        "2.5.29.15",  # keyUsage: (2), (7)
        "2.5.29.37",  # extendedKeyUsage: (7)
        "2.5.29.30",  # nameConstraints: (4)
        "2.5.29.17",  # subjectAltName: (4)
        "2.5.29.32",  # certificatePolicies: (5)
        "2.5.29.33",  # policyMappings: (5)
        "2.5.29.36",  # policyConstraints: (5)
        "2.5.29.54",  # inhibitAnyPolicy: (5)
        "2.5.29.35",  # authorityKeyIdentifier: order of the search
        "2.5.29.14",  # subjectKeyIdentifier: as above
        "2.5.29.31",  # cRLDistributionPoints: where status is requested
        "1.3.6.1.5.5.7.1.1",  # authorityInfoAccess: as above
        extensions.NO_REVOCATION_AVAILABLE,  # whether it is requested
    }
)


def _of_authority(authority: x509.Certificate) -> Iterator[Flaw]:
    usage = extensions.find(authority, x509.KeyUsage)
    if not extensions.is_authority(authority) or (usage is not None and not usage.value.key_cert_sign):
        yield Flaw(fault=Fault.NOT_AUTHORITY, certificate=authority, detail=_shown(authority))


def _of_lengths(path: Path) -> Iterator[Flaw]:
    """Count the authorities below each that are not self-issued (6.1.4 (l), (m))."""
    below = 0
    for authority in path[1:]:
        found = extensions.find(authority, x509.BasicConstraints)
        limit = found.value.path_length if found else None
        if limit is not None and below > limit:
            yield Flaw(fault=Fault.LENGTH, certificate=authority, detail=_shown(authority))
        below += not fields.is_self_issued(authority)


def _of_time(certificate: x509.Certificate, at: datetime) -> Iterator[Flaw]:
    begins_at, ends_at = fields.validity(certificate)
    if at > ends_at:
        yield Flaw(fault=Fault.EXPIRED, certificate=certificate, detail=ends_at.isoformat())
    if at < begins_at:
        yield Flaw(fault=Fault.NOT_YET_VALID, certificate=certificate, detail=begins_at.isoformat())


def _of_purpose(path: Path, judged: Path, requirements: Requirements) -> Iterator[Flaw]:
    allow = purposes.allow if requirements.scope is UsageScope.EVERY else purposes.critical_usages_allow
    if judged and not allow(judged, requirements.purpose):
        yield Flaw(fault=Fault.PURPOSE, certificate=path[0], detail=requirements.purpose.value)


def _shown(certificate: x509.Certificate) -> str:
    return fields.subject(certificate).text
