"""Timestamps from the first of several authorities that returns a right one; many at once.

A token counts only if it is over the digest, echoes the nonce, states the policy that was asked for, verifies, states
about the time of our clock, and its unit's path leads to an anchor; else the next authority is asked.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from cryptography import x509

from esigner.ades import timestamps
from esigner.pki.errors import PathError
from esigner.pki.path import Purpose, validate
from esigner.wire import breaker, failover, http, tsa
from esigner.wire.breaker import Tolerance
from esigner.wire.errors import AnswerInvalidError

_KIND: Final = "TSA"
_NONCE_BITS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorities:
    """The time-stamping authorities of an environment."""

    urls: tuple[str, ...]
    """In the order of preference."""
    anchors: tuple[x509.Certificate, ...] = ()
    """Whom to trust; empty: any authority that answers at the address, to be judged by the caller."""
    intermediates: tuple[x509.Certificate, ...] = ()
    """Issuers that tokens may not carry; not trusted by themselves."""
    policy: str | None = None
    """Dotted OID, asked for and insisted on."""
    timeout_seconds: float = http.DEFAULT_TIMEOUT_SECONDS
    """For each authority."""
    tolerance: Tolerance = breaker.DEFAULT


def stamp(data_digest: bytes, *, algorithm: str, authorities: Authorities) -> bytes:
    """Return the DER TimeStampToken over the digest.

    Raises:
        ServicePausedError: Every authority failed again and again and is left alone for a moment.
        WireError: The first answer after which a later try may help, else the first answer.
    """

    def ask(url: str, seconds: float) -> bytes:
        token = tsa.fetch(
            url,
            data_digest=data_digest,
            algorithm=algorithm,
            nonce=secrets.randbits(_NONCE_BITS),
            policy=authorities.policy,
            timeout_seconds=seconds,
        )
        _check_trusted(token, authorities, url=url)
        return token

    return failover.first(
        authorities.urls,
        ask,
        kind=_KIND,
        timeout_seconds=authorities.timeout_seconds,
        tolerance=authorities.tolerance,
    )


def _check_trusted(token: bytes, authorities: Authorities, *, url: str) -> None:
    read = timestamps.read(token)
    if not authorities.anchors or read.certificate is None:
        return
    around = (*read.certificates, *authorities.intermediates)
    try:
        _check_path(read.certificate, around, authorities.anchors, read.gen_time)
    except PathError as error:
        raise AnswerInvalidError(service=http.service_name(url), reason=error.code) from error


@lru_cache(maxsize=256)
def _check_path(
    certificate: x509.Certificate,
    intermediates: tuple[x509.Certificate, ...],
    anchors: tuple[x509.Certificate, ...],
    at: datetime,
) -> None:
    """Find the path; a unit stamps many times in one second, and verifying issuers' signatures is expensive."""
    validate(certificate, anchors=anchors, intermediates=intermediates, at=at, purpose=Purpose.TIMESTAMP)
