"""How easily an RSA modulus is factored: whether it is a prime, has a small factor, or factors close to each other.

Every search has a fixed number of steps, so any modulus of 4096 bits takes well under a second.
"""

from functools import cache, lru_cache
from math import gcd
from typing import Final

import gmpy2
from gmpy2 import mpz

from esigner.pki import curves

SMALL_PRIMES_UP_TO: Final = 2**20
FERMAT_ROUNDS: Final = 2**15
"""At 2048 bits these find primes that differ by less than 2^521."""
RATIO_ROUNDS: Final = 110
_RATIOS: Final = tuple((u, v) for v in range(2, 9) for u in range(1, v) if gcd(u, v) == 1)
_USUAL_BITS: Final = 2048
_USUAL_CURVES: Final = 16
"""Fewer for a larger modulus, so that it costs no more."""


def is_prime(modulus: int) -> bool:
    """Return whether it is a prime itself: then anyone can compute the private exponent."""
    return bool(gmpy2.is_prime(mpz(modulus)))


@lru_cache(maxsize=64)
def has_small_factor(modulus: int) -> bool:
    """Return whether a prime up to 2^20 divides it, or elliptic curves find a larger one.

    In tests with 2048 bits, the curves found every factor of 32 bits and two of three factors of 40 bits.
    The answer for a modulus is always the same; it is cached, since a key is checked before and when it is sent.
    """
    number = mpz(modulus)
    if number <= 1 or gmpy2.gcd(_small_primes() % number, number) != 1:
        return True
    share = (_USUAL_BITS / max(_USUAL_BITS, number.bit_length())) ** 2
    return curves.finds_factor(number, curves=round(_USUAL_CURVES * share))


def has_close_factors(modulus: int, *, rounds: int = FERMAT_ROUNDS) -> bool:
    """Return whether Fermat's method factors it within so many rounds, or Lehman's for factors near a simple ratio."""
    if _is_difference(mpz(modulus), rounds):
        return True
    return any(_is_difference(4 * u * v * mpz(modulus), RATIO_ROUNDS) for u, v in _RATIOS)


def _is_difference(number: mpz, rounds: int) -> bool:
    """Return whether it is the difference of two squares, the root of the larger among the first so many."""
    root = gmpy2.isqrt(number)
    if root * root < number:
        root += 1
    remainder = root * root - number
    for _ in range(rounds):
        if gmpy2.is_square(remainder):
            return True
        remainder += 2 * root + 1
        root += 1
    return False


@cache
def _small_primes() -> mpz:
    return gmpy2.primorial(SMALL_PRIMES_UP_TO)
