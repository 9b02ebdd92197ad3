"""Private keys on elliptic curves that an attacker would try first: small numbers, powers of two, one byte repeated."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import gmpy2
from cryptography.hazmat.primitives.asymmetric import ec
from gmpy2 import mpz

_BABY: Final = 512
_GIANTS: Final = 1_024
SMALLEST_UNFOUND: Final = (2 * _BABY + 1) * _GIANTS + _BABY + 1
"""All smaller numbers, and the curve's order minus each of them, are found: a little over 2^20."""
_LAST_BYTE: Final = 255
"""Repeated, it exceeds the order of P-256 and P-384."""
_Point = tuple[mpz, mpz]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A curve y^2 = x^3 - 3x + b (SEC 2 2.4, 2.5, 2.6: a is -3 on all three)."""

    curve: ec.EllipticCurve
    prime: mpz
    bits: int

    def generator_times(self, scalar: int) -> _Point:
        numbers = ec.derive_private_key(scalar, self.curve).public_key().public_numbers()
        return mpz(numbers.x), mpz(numbers.y)

    def add(self, one: _Point, two: _Point) -> _Point | None:
        """Return the sum; None if the two are equal or inverse to each other."""
        run = (two[0] - one[0]) % self.prime
        if run == 0:
            return None
        slope = (two[1] - one[1]) * gmpy2.invert(run, self.prime) % self.prime
        x = (slope * slope - one[0] - two[0]) % self.prime
        return x, (slope * (one[0] - x) - one[1]) % self.prime


_FIELDS: Final = {
    curve.name: _Field(curve=curve, prime=mpz(prime), bits=curve.key_size)
    for curve, prime in (
        (ec.SECP256R1(), 2**256 - 2**224 + 2**192 + 2**96 - 1),
        (ec.SECP384R1(), 2**384 - 2**128 - 2**96 + 2**32 - 1),
        (ec.SECP521R1(), 2**521 - 1),
    )
}


def is_guessable(key: ec.EllipticCurvePublicNumbers) -> bool:
    """Check for a private half below `SMALLEST_UNFOUND`, a power of two or one byte repeated, or the negative of one.

    Shanks' baby steps and giant steps: a few thousand additions. A curve other than P-256, P-384 and P-521: False.
    """
    field = _FIELDS.get(key.curve.name)
    if field is None:
        return False
    return mpz(key.x) in _patterns(key.curve.name) or _is_small(field, (mpz(key.x), mpz(key.y)))


def _is_small(field: _Field, key: _Point) -> bool:
    """Check for the key, or its sum with a multiple of the giant step, among baby steps; a negative has the same x."""
    babies, giants = _steps(field.curve.name)
    if key[0] in babies:
        return True
    for giant in giants:
        for step in (giant, (giant[0], field.prime - giant[1])):
            found = field.add(key, step)
            if found is None or found[0] in babies:
                return True
    return False


@cache
def _steps(curve: str) -> tuple[frozenset[mpz], tuple[_Point, ...]]:
    """Return x of 1 to `_BABY` times the generator, and the multiples of the step one more than twice as long."""
    field = _FIELDS[curve]
    babies = _multiples(field, 1, _BABY)
    giants = _multiples(field, 2 * _BABY + 1, _GIANTS)
    return frozenset(x for x, _ in babies), tuple(giants)


def _multiples(field: _Field, scalar: int, count: int) -> list[_Point]:
    """Return 1, 2, 3 … times scalar times the generator."""
    first, second = field.generator_times(scalar), field.generator_times(2 * scalar)
    found = [first, second]
    while len(found) < count and (following := field.add(found[-1], first)):
        found.append(following)
    return found


@cache
def _patterns(curve: str) -> frozenset[mpz]:
    field = _FIELDS[curve]
    powers = (2**power for power in range(field.bits - 1))
    octets = field.bits // 8
    repeated = (int.from_bytes(bytes([octet]) * octets, "big") for octet in range(1, _LAST_BYTE))
    return frozenset(field.generator_times(scalar)[0] for scalar in (*powers, *repeated))
