"""The authorities, as one table; a new one is a new row."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from esigner.pki import profiles
from esigner.registry.kinds import AnchorPurpose, Environment

SIMULATED_PREFIX: Final = "simulated-qtsp"


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

    @property
    def is_authority(self) -> bool:
        """Whether it issues certificates, and so has a CRL and a responder."""
        return self.profile.is_authority

    @property
    def sandbox_only(self) -> bool:
        """Whether it represents somebody else and so exists in a sandbox alone."""
        return self.name.startswith(SIMULATED_PREFIX) or self.issuer.startswith(SIMULATED_PREFIX)


def _ca(
    name: str, title: str, issuer: str = "", anchors: tuple[tuple[Environment, AnchorPurpose], ...] = ()
) -> Planned:
    profile = profiles.ISSUING if issuer else profiles.ROOT
    key = KeyKind.P256 if issuer else KeyKind.P384
    return Planned(name=name, title=title, profile=profile, issuer=issuer, key=key, years=15, anchors=anchors)


_TEST, _PRODUCTION = Environment.TEST, Environment.PRODUCTION
_CLIENT, _SIGNATURE, _TIMESTAMP = AnchorPurpose.CLIENT, AnchorPurpose.SIGNATURE, AnchorPurpose.TIMESTAMP

# The clients' authority, not the root, is the anchor for clients: a signer's certificate must not open the door.
_AUTHORITIES: Final = (
    _ca("test-root", "E-Signer TEST Root CA", anchors=((_TEST, _SIGNATURE), (_TEST, _TIMESTAMP))),
    _ca("test-clients", "E-Signer TEST Clients CA", "test-root", ((_TEST, _CLIENT),)),
    _ca("test-signers", "E-Signer TEST Signers CA", "test-root"),
    _ca("production-root", "E-Signer Root CA", anchors=((_PRODUCTION, _TIMESTAMP), (_TEST, _TIMESTAMP))),
    _ca("production-clients", "E-Signer Clients CA", "production-root", ((_PRODUCTION, _CLIENT),)),
    _ca("server-root", "E-Signer Server CA"),
    _ca(
        "simulated-qtsp-root", "SIMULATED Trust Service Provider Root CA",
        anchors=((_TEST, _SIGNATURE), (_PRODUCTION, _SIGNATURE)),
    ),
    _ca(
        "simulated-qtsp", "SIMULATED Trust Service Provider CA", "simulated-qtsp-root",
        anchors=((_TEST, _CLIENT), (_PRODUCTION, _CLIENT)),
    ),
)  # fmt: skip

_RESPONDERS: Final = tuple(
    Planned(name=f"{one.name}-ocsp", title=f"{one.title} OCSP", profile=profiles.OCSP, issuer=one.name)
    for one in _AUTHORITIES
)

_SERVICES: Final = (
    Planned(name="test-tsa", title="E-Signer TEST TSU 1", profile=profiles.TSA, issuer="test-root"),
    Planned(name="production-tsa", title="E-Signer TSU 1", profile=profiles.TSA, issuer="production-root"),
    # Names and addresses of the server are known at founding only.
    Planned(
        name="server", title="E-Signer", profile=profiles.server(names=("localhost",)), issuer="server-root", years=2
    ),
    Planned(name="agency-seal", title="", profile=profiles.SEAL, issuer="simulated-qtsp", years=3),
)

PLAN: Final[tuple[Planned, ...]] = (*_AUTHORITIES, *_RESPONDERS, *_SERVICES)
"""Every row comes after its issuer's."""


def names(*, sandbox: bool) -> tuple[str, ...]:
    """Return the names of what issues certificates: each has a CRL, a responder and a certificate to download."""
    return tuple(one.name for one in _AUTHORITIES if sandbox or not one.sandbox_only)
