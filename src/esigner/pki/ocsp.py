"""OCSP answers (RFC 6960): good, revoked or unknown, signed by a delegated responder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from cryptography import x509

from esigner.pki.keys import PrivateKey


class State(StrEnum):
    """What a responder knows of a certificate."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A certificate's state; `revoked_at` and `reason` only where it is REVOKED."""

    state: State
    revoked_at: datetime | None = None
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


GOOD: Final = Status(state=State.GOOD)
UNKNOWN: Final = Status(state=State.UNKNOWN)

Statuses: TypeAlias = Callable[[int], Status]
"""From a serial of the responder's issuer to its status."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Responder:
    """Who answers for one issuer: the issuer itself or a certificate it delegated to."""

    issuer: x509.Certificate
    certificate: x509.Certificate
    key: PrivateKey


def answer(
    request_der: bytes, *, responder: Responder, statuses: Statuses, at: datetime
) -> bytes:
    """Give the DER OCSPResponse to a DER OCSPRequest; never raises for what a stranger sent.

    Standard: RFC 6960 4.2; RFC 8954 (nonce).
    """
    raise NotImplementedError
