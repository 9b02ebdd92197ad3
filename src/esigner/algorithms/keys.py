"""Kinds of keys, and the digest for each curve."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes


class KeyKind(StrEnum):
    """How a key signs."""

    RSA = "RSA"
    RSA_PSS = "RSA-PSS"
    EC = "EC"
    ED25519 = "Ed25519"
    ED448 = "Ed448"
    ML_DSA_44 = "ML-DSA-44"
    ML_DSA_65 = "ML-DSA-65"
    ML_DSA_87 = "ML-DSA-87"
    DSA = "DSA"


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve that keys may be on."""

    name: str
    """The curve in `cryptography`."""
    type: type[ec.EllipticCurve]
    digest: str
    """The digest algorithm of equal strength; that of its `alg` in JOSE (RFC 7518, 3.4)."""


CURVES: Final = {
    one.name: one
    for one in (
        Curve("secp256r1", ec.SECP256R1, "SHA256"),
        Curve("secp384r1", ec.SECP384R1, "SHA384"),
        Curve("secp521r1", ec.SECP521R1, "SHA512"),
    )
}
CURVE_TYPES: Final = tuple(one.type for one in CURVES.values())
RSA_BITS_AT_LEAST: Final = 2048
RSA_EXPONENT_AT_LEAST: Final = 65537

WHOLE_MESSAGE: Final[dict[type[PublicKeyTypes], KeyKind]] = {
    ed25519.Ed25519PublicKey: KeyKind.ED25519,
    ed448.Ed448PublicKey: KeyKind.ED448,
    mldsa.MLDSA44PublicKey: KeyKind.ML_DSA_44,
    mldsa.MLDSA65PublicKey: KeyKind.ML_DSA_65,
    mldsa.MLDSA87PublicKey: KeyKind.ML_DSA_87,
}
"""Keys that sign the message itself and have one algorithm only."""
EXPERIMENTAL: Final = frozenset({KeyKind.ML_DSA_44, KeyKind.ML_DSA_65, KeyKind.ML_DSA_87})
"""Kinds whose use in the formats is not yet settled by an ETSI standard."""

_LEAST_STEPS: Final = 100
_RSA_BASE_STEPS: Final = 30
_RSA_WORK: Final = 5_000_000
"""Square of the modulus bits times the exponent bits, per step."""
_CURVE_WORK: Final = 120_000
"""Third power of the curve bits, per step; P-256 is faster."""


def steps_of(key: PublicKeyTypes) -> int:
    """Return the cost of one verification in steps: a stranger may choose long keys and exponents."""
    if isinstance(key, rsa.RSAPublicKey):
        return _RSA_BASE_STEPS + key.key_size**2 * key.public_numbers().e.bit_length() // _RSA_WORK
    if isinstance(key, ec.EllipticCurvePublicKey):
        return max(_LEAST_STEPS, key.curve.key_size**3 // _CURVE_WORK)
    return _LEAST_STEPS


def is_strong(key: PublicKeyTypes, *, rsa_bits_at_least: int, curve_bits_at_least: int = 0) -> bool:
    """Return whether the key is of an acceptable kind for signatures, and long enough."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= rsa_bits_at_least
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.curve.key_size >= curve_bits_at_least
    return whole_message_kind(key) is not None


def whole_message_kind(key: object) -> KeyKind | None:
    """Return the kind of a key that signs the message itself, None for any other."""
    return next((kind for type_, kind in WHOLE_MESSAGE.items() if isinstance(key, type_)), None)


def coordinate_bytes(key: ec.EllipticCurvePublicKey) -> int:
    """Return the length of each of r and s where they are concatenated."""
    return (key.curve.key_size + 7) // 8
