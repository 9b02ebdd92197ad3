"""Certificate revocation lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from esigner.pki.authority import Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoked:
    """One entry of a list."""

    serial: int
    revoked_at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


def build(
    authority: Authority,
    *,
    revoked: Iterable[Revoked],
    number: int,
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """Give the authority's full CRL, DER."""
    raise NotImplementedError
