"""Whom a validation trusts: anchors with the purpose and the time that each is trusted for."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from esigner.ades.encoding.extensions import extended_usages
from esigner.pkix import extensions
from esigner.pkix.errors import CertificatePartUnreadableError
from esigner.pkix.search import Pool


class Purpose(StrEnum):
    """What an anchor vouches for."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"
    OCSP = "ocsp"


ALL_PURPOSES = frozenset(Purpose)


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A certificate trusted without further proof.

    `periods` are (from, trusted?) in ascending order, as in the history of a trusted list; empty means always.
    """

    certificate: x509.Certificate
    purposes: frozenset[Purpose] = ALL_PURPOSES
    periods: tuple[tuple[datetime, bool], ...] = ()

    @cached_property
    def der(self) -> bytes:
        """The certificate's DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def row(self) -> str:
        """Everything about the anchor in one line, for the digest of the trust state."""
        periods = ";".join(f"{since.isoformat()}={trusted}" for since, trusted in self.periods)
        return "|".join((self.der.hex(), ",".join(sorted(self.purposes)), periods))

    def trusted_at(self, at: datetime) -> bool:
        """Return whether the list called it trustworthy at that time; its first entry also covers earlier times."""
        state = self.periods[0][1] if self.periods else True
        for since, trusted in self.periods:
            if since <= at:
                state = trusted
        return state


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The trust state of one validation.

    Certificates that are not authorities do not become anchors for signers: someone's signing certificate in a folder
    must not vouch for itself. They may be trusted responders or timestamp units by their extended key usage.
    """

    anchors: tuple[x509.Certificate, ...] = ()
    services: tuple[Anchor, ...] = ()
    """Anchors of trusted lists, with purpose and history."""
    warnings: tuple[str, ...] = ()
    """What was skipped while loading, and why."""

    @cached_property
    def all_anchors(self) -> tuple[Anchor, ...]:
        """Plain certificates and services of trusted lists, in one form."""
        plain = (Anchor(certificate=c, purposes=purposes_of(c)) for c in self.anchors)
        return tuple(a for a in (*plain, *self.services) if a.purposes)

    @cached_property
    def known(self) -> tuple[x509.Certificate, ...]:
        """Every certificate seen while loading: helps to build paths, proves nothing."""
        return (*self.anchors, *(a.certificate for a in self.services))

    @cached_property
    def known_pool(self) -> Pool:
        """The same, for the search of a path."""
        return Pool(self.known)

    @cached_property
    def _by_certificate(self) -> dict[x509.Certificate, list[Anchor]]:
        found: dict[x509.Certificate, list[Anchor]] = {}
        for anchor in self.all_anchors:
            found.setdefault(anchor.certificate, []).append(anchor)
        return found

    def anchor_of(self, certificate: x509.Certificate, *, purpose: Purpose, at: datetime) -> Anchor | None:
        """Return the anchor for the certificate, purpose and time, None where there is none."""
        anchors = self._by_certificate.get(certificate, [])
        return next((one for one in anchors if purpose in one.purposes and one.trusted_at(at)), None)

    def anchors_for(self, purpose: Purpose, at: datetime) -> list[Anchor]:
        """Return the anchors that count for this purpose at that time."""
        return [a for a in self.all_anchors if purpose in a.purposes and a.trusted_at(at)]

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) over the anchors, their purposes and periods: cites the state that was used."""
        rows = sorted(anchor.row for anchor in self.all_anchors)
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    @classmethod
    def of(cls, certificates: Sequence[x509.Certificate]) -> "Trust":
        """Trust these certificates for everything their own extensions allow."""
        return cls(anchors=tuple(certificates))


def purposes_of(certificate: x509.Certificate) -> frozenset[Purpose]:
    """Return what a plainly configured certificate may vouch for, by its own extensions."""
    if is_authority(certificate):
        return ALL_PURPOSES
    usage = extended_usages(certificate)
    purposes = set()
    if ExtendedKeyUsageOID.TIME_STAMPING in usage:
        purposes.add(Purpose.TIMESTAMP)
    if ExtendedKeyUsageOID.OCSP_SIGNING in usage:
        purposes.add(Purpose.OCSP)
    return frozenset(purposes)


def is_authority(certificate: x509.Certificate) -> bool:
    """Return whether this is a CA certificate; a self-issued one of version 1 counts, an unreadable one does not."""
    try:
        return extensions.is_authority(certificate)
    except CertificatePartUnreadableError:
        return False
