"""Until when an algorithm may be relied on, as data.

The dates are those of ETSI TS 119 312 V1.5.1, from its machine-readable form (RFC 5698; issued 2024-10-13):
the validator of the European Commission, DSS 6.4, judges by the same table. A row without a date has no end in it.
Edwards curves and ML-DSA are not in it: no end is known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from esigner.algorithms.signatures import Family, Scheme

_2029: Final = datetime(2029, 1, 1, tzinfo=UTC)
DIGESTS: Final[dict[str, datetime]] = {
    "MD5": datetime(2004, 8, 1, tzinfo=UTC),
    "SHA1": datetime(2012, 8, 1, tzinfo=UTC),
    "SHA224": _2029,
}
"""Digest algorithms that have an end; SHA-2 with 256 bits or more and SHA-3 have none."""
_RSA_SHORT: Final = ((1024, datetime(2010, 8, 1, tzinfo=UTC)), (1900, datetime(2019, 10, 1, tzinfo=UTC)))
KEYS: Final[dict[str, tuple[tuple[float, datetime], ...]]] = {
    "RSA": (*_RSA_SHORT, (float("inf"), _2029)),
    "PSS": (*_RSA_SHORT, (3000, _2029)),
    "ECDSA": ((224, datetime(2012, 8, 1, tzinfo=UTC)), (256, datetime(2021, 10, 1, tzinfo=UTC))),
}
"""For each kind of scheme, its keys of fewer than so many bits and when they end. PKCS#1 v1.5 ends at every length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """When an algorithm ends."""

    at: datetime
    algorithm: str
    """Such as SHA1, RSA 2048, PSS 2048, ECDSA 224."""


def of_digest(name: str) -> Iterator[End]:
    """Return the end of a digest algorithm, if it has one."""
    if name in DIGESTS:
        yield End(at=DIGESTS[name], algorithm=name)


def of_key(kind: str, bits: int) -> Iterator[End]:
    """Return the end of a kind of signature (as `Scheme.kind`) with a key of so many bits, if it has one."""
    for below, at in KEYS.get(kind, ()):
        if bits < below:
            yield End(at=at, algorithm=f"{kind} {bits}")
            return


def of_signature(scheme: Scheme, key: PublicKeyTypes) -> Iterator[End]:
    """Return the ends of everything that a signature value depends on."""
    if scheme.kind is not Family.EDDSA:  # its digest is an inseparable part of it
        yield from of_digest(scheme.digest)
    if isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        yield from of_key(scheme.kind, key.key_size)
