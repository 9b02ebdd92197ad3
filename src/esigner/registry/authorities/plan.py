"""The authorities, as one table; a new one is a new row.

A row is founded once and then succeeded by generations of the same kind (ADR 0029): `test-clients`, `test-clients-2`.
The generation of an authority has a responder of its own, `test-clients-2-ocsp`, which is succeeded, too.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final

from esigner.pki import profiles
from esigner.registry.kinds import AnchorPurpose, Environment

SIMULATED_PREFIX: Final = "simulated-qtsp"
RESPONDER: Final = "-ocsp"
SERVER, SERVER_ROOT, SEAL = "server", "server-root", "agency-seal"
_NUMBERED: Final = re.compile(r"(?P<slot>.+)-(?P<number>[2-9]|[1-9][0-9]{1,2})")


class KeyKind(StrEnum):
    """The curve of an authority's key."""

    P256 = "P-256"
    P384 = "P-384"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One row: what it is called, who certifies it, and who trusts it for what."""

    name: str
    title: str
    """Common name in the certificate."""
    profile: profiles.Profile
    issuer: str = ""
    """Empty for a root."""
    key: KeyKind = KeyKind.P256
    years: int = 10
    anchors: tuple[tuple[Environment, AnchorPurpose], ...] = ()
    overlap: timedelta = timedelta(days=30)
    """How long before its end its successor is made: no less than what it certifies or stamps must still live."""
    announced: timedelta = timedelta(0)
    """How long others know of a successor before it takes over."""

    @property
    def needs_officers(self) -> bool:
        """Whether its successors take over only when two officers agree: they change whom production trusts."""
        return self.is_authority and self.name.startswith(Environment.PRODUCTION.value)

    def generation(self, number: int) -> "Planned":
        """Return the row of its successor of this number, from 2."""
        title = f"{self.title} G{number}" if self.title else ""
        return replace(self, name=f"{self.name}-{number}", title=title)

    @property
    def is_authority(self) -> bool:
        """Whether it issues certificates, and so has a CRL and a responder."""
        return self.profile.is_authority

    @property
    def sandbox_only(self) -> bool:
        """Whether it represents somebody else and so exists in a sandbox alone."""
        return self.name.startswith(SIMULATED_PREFIX) or self.issuer.startswith(SIMULATED_PREFIX)


_YEAR: Final = timedelta(days=365)


def _ca(
    name: str,
    title: str,
    issuer: str = "",
    anchors: tuple[tuple[Environment, AnchorPurpose], ...] = (),
    overlap: timedelta = 7 * _YEAR,
    announced: timedelta = timedelta(0),
) -> Planned:
    profile = profiles.ISSUING if issuer else profiles.ROOT
    key = KeyKind.P256 if issuer else KeyKind.P384
    return Planned(
        name=name, title=title, profile=profile, issuer=issuer, key=key, years=15, anchors=anchors, overlap=overlap,
        announced=announced,
    )  # fmt: skip


_TEST, _PRODUCTION = Environment.TEST, Environment.PRODUCTION
_CLIENT, _SIGNATURE, _TIMESTAMP = AnchorPurpose.CLIENT, AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP

# The clients' authority, not the root, is the anchor for clients: a signer's certificate must not open the door.
_AUTHORITIES: Final = (
    _ca("test-root", "E-Signer TEST Root CA", anchors=((_TEST, _SIGNATURE), (_TEST, _TIMESTAMP))),
    _ca("test-clients", "E-Signer TEST Clients CA", "test-root", ((_TEST, _CLIENT),), overlap=3 * _YEAR),
    # Its certificates live for five years.
    _ca("test-signers", "E-Signer TEST Signers CA", "test-root", overlap=6 * _YEAR),
    _ca("production-root", "E-Signer Root CA", anchors=((_PRODUCTION, _TIMESTAMP), (_TEST, _TIMESTAMP))),
    _ca(
        "production-clients", "E-Signer Clients CA", "production-root", ((_PRODUCTION, _CLIENT),), overlap=3 * _YEAR
    ),
    # Clients have a year to trust the next one before the doors show a certificate by it.
    _ca(SERVER_ROOT, "E-Signer Server CA", overlap=4 * _YEAR, announced=_YEAR),
    _ca(
        "simulated-qtsp-root", "SIMULATED Trust Service Provider Root CA",
        anchors=((_TEST, _SIGNATURE), (_PRODUCTION, _SIGNATURE)),
    ),
    _ca(
        "simulated-qtsp", "SIMULATED Trust Service Provider CA", "simulated-qtsp-root",
        anchors=((_TEST, _CLIENT), (_PRODUCTION, _CLIENT)), overlap=4 * _YEAR,
    ),
)  # fmt: skip


def responder_of(authority: Planned) -> Planned:
    """Return the row of the responder of an authority or of a generation of one."""
    name, title = f"{authority.name}{RESPONDER}", f"{authority.title} OCSP"
    return Planned(name=name, title=title, profile=profiles.OCSP, issuer=authority.name)


_RESPONDERS: Final = tuple(map(responder_of, _AUTHORITIES))
_STAMPS_LIVE: Final = 5 * _YEAR
"""How long a time-stamp is proved by its unit's certificate alone, at least."""

_SERVICES: Final = (
    Planned(
        name="test-tsa", title="E-Signer TEST TSU 1", profile=profiles.TSA, issuer="test-root", overlap=_STAMPS_LIVE
    ),
    Planned(
        name="production-tsa",
        title="E-Signer TSU 1",
        profile=profiles.TSA,
        issuer="production-root",
        overlap=_STAMPS_LIVE,
    ),
    # Names and addresses of the server are known at founding only.
    Planned(name=SERVER, title="E-Signer", profile=profiles.server(names=("localhost",)), issuer=SERVER_ROOT, years=2),
    Planned(name=SEAL, title="", profile=profiles.SEAL, issuer="simulated-qtsp", years=3),
)

PLAN: Final[tuple[Planned, ...]] = (*_AUTHORITIES, *_RESPONDERS, *_SERVICES)
"""Every row comes after its issuer's."""


def names(*, sandbox: bool) -> tuple[str, ...]:
    """Return the names of what issues certificates, first generations; each has a CRL, a responder, a certificate."""
    return tuple(one.name for one in _AUTHORITIES if sandbox or not one.sandbox_only)


def find(name: str) -> Planned | None:
    """Return the row of this name, a later generation's too; None where the plan has none."""
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    numbered = _NUMBERED.fullmatch(name)
    slot = find(numbered["slot"]) if numbered else None
    if numbered and slot is not None:
        return slot.generation(int(numbered["number"]))
    authority = find(name.removesuffix(RESPONDER)) if name.endswith(RESPONDER) else None
    return responder_of(authority) if authority is not None and authority.is_authority else None


_BY_NAME: Final = {one.name: one for one in PLAN}
