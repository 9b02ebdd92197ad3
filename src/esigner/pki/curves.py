"""Small factors by Lenstra's elliptic curves: Montgomery's form, Suyama's parameter, two steps.

A curve finds a prime factor where the number of its points modulo that prime has no prime above the first bound but
one up to the second. Montgomery, Speeding the Pollard and elliptic curve methods of factorization, 1987, 10.3.
"""

from functools import cache
from itertools import accumulate
from math import lcm
from typing import Final, NamedTuple

import gmpy2
from gmpy2 import mpz

FIRST_BOUND: Final = 500
SECOND_BOUND: Final = 42_000
_GIANT: Final = 210
"""The difference between points of the second step; an even number with many divisors."""
_FIRST_PARAMETER: Final = 6


class _Point(NamedTuple):
    x: mpz
    z: mpz


def finds_factor(number: mpz, *, curves: int) -> bool:
    """Return whether one of so many curves, always the same ones, finds a factor."""
    return any(_finds(number, parameter) for parameter in range(_FIRST_PARAMETER, _FIRST_PARAMETER + curves))


def _finds(number: mpz, parameter: int) -> bool:
    u, v = mpz(parameter * parameter - 5), mpz(4 * parameter)
    below = 16 * u**3 * v
    if gmpy2.gcd(below, number) != 1:
        return True
    curve = _Curve(number, (v - u) ** 3 * (3 * u + v) * gmpy2.invert(below, number) % number)
    point = curve.times(_first_multiple(), _Point(u**3 % number, v**3 % number))
    return any(gmpy2.gcd(found, number) != 1 for found in (point.z, _second_step(curve, point)))


def _second_step(curve: "_Curve", point: _Point) -> mpz:
    """Return a number that shares a factor if one more prime, up to the second bound, takes the point to zero."""
    giant = curve.times(_GIANT, point)
    twice = curve.double(point)
    odd = [point, curve.add(twice, point, point)]
    while len(odd) < _GIANT // 4 + 1:
        odd.append(curve.add(odd[-1], twice, odd[-2]))
    giants = [giant, curve.double(giant)]
    while len(giants) < SECOND_BOUND // _GIANT + 1:
        giants.append(curve.add(giants[-1], giant, giants[-2]))
    if (numbers := curve.quotients([*odd, *giants])) is None:
        return mpz(0)
    small, large = numbers[: len(odd)], numbers[len(odd) :]
    product = mpz(1)
    for nth, offset in _pairs():
        product = product * (large[nth] - small[offset]) % curve.number
    return product


class _Curve:
    """Points (x : z) of b*y^2 = x^3 + a*x^2 + x modulo a number."""

    def __init__(self, number: mpz, quarter: mpz) -> None:
        """Keep (a + 2) / 4."""
        self.number = number
        self._quarter = quarter

    def double(self, point: _Point) -> _Point:
        plus, minus = (point.x + point.z) ** 2 % self.number, (point.x - point.z) ** 2 % self.number
        between = plus - minus
        return _Point(plus * minus % self.number, between * (minus + self._quarter * between) % self.number)

    def add(self, one: _Point, two: _Point, difference: _Point) -> _Point:
        """Return the sum of two points whose difference is known."""
        left, right = (one.x - one.z) * (two.x + two.z), (one.x + one.z) * (two.x - two.z)
        plus, minus = (left + right) % self.number, (left - right) % self.number
        return _Point(
            difference.z * (plus * plus % self.number) % self.number,
            difference.x * (minus * minus % self.number) % self.number,
        )

    def times(self, factor: int, point: _Point) -> _Point:
        """Return the multiple by Montgomery's ladder; the factor is 1 or more."""
        low, high = point, self.double(point)
        for bit in f"{factor:b}"[1:]:
            if bit == "1":
                low, high = self.add(low, high, point), self.double(high)
            else:
                low, high = self.double(low), self.add(low, high, point)
        return low

    def quotients(self, points: list[_Point]) -> list[mpz] | None:
        """Return x / z of each by one inversion; None if a z shares a factor with the number."""
        products = list(accumulate((point.z for point in points), lambda one, other: one * other % self.number))
        if gmpy2.gcd(products[-1], self.number) != 1:
            return None
        inverse = gmpy2.invert(products[-1], self.number)
        found = []
        for point, before in zip(reversed(points), [*reversed(products[:-1]), mpz(1)], strict=True):
            found.append(point.x * (inverse * before % self.number) % self.number)
            inverse = inverse * point.z % self.number
        return found[::-1]


@cache
def _first_multiple() -> int:
    return lcm(*range(1, FIRST_BOUND + 1))


@cache
def _pairs() -> tuple[tuple[int, int], ...]:
    """Return the components of the primes between the bounds: nth giant, and nth odd number up or down from it."""
    primes = (one for one in range(FIRST_BOUND + 1, SECOND_BOUND) if gmpy2.is_prime(one))
    halves = ((round(prime / _GIANT), prime) for prime in primes)
    return tuple(sorted({(giant - 1, abs(prime - giant * _GIANT) // 2) for giant, prime in halves}))
