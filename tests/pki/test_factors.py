"""Moduli that come apart are told from those that do not, in a bounded number of steps."""

from math import isqrt

import pytest
from gmpy2 import mpz

from esigner.pki import curves, factors
from tests.world import openssl, weak_rsa


def test_a_good_modulus_has_no_such_weakness() -> None:
    good = openssl.prime(1024) * openssl.prime(1024, nth=1)

    assert not factors.is_prime(good)
    assert not factors.has_small_factor(good)
    assert not factors.has_close_factors(good)


def test_a_prime_is_found() -> None:
    assert factors.is_prime(openssl.prime(2048))


@pytest.mark.parametrize("small", [2, 3, 65_521, 65_537, 1_048_573, 16_777_213, 4_294_967_291])
def test_small_factors_are_found(small: int) -> None:
    assert factors.has_small_factor(small * openssl.prime(1024))


@pytest.mark.parametrize("bits", [34, 36, 38, 40])
def test_curves_find_factors_beyond_all_lists(bits: int) -> None:
    small = weak_rsa.next_prime(2 ** (bits - 1) + 12_345)

    assert curves.finds_factor(mpz(small * openssl.prime(512)), curves=100)


def test_curves_leave_alone_what_has_no_small_factor() -> None:
    assert not curves.finds_factor(mpz(openssl.prime(512) * openssl.prime(512, nth=1)), curves=4)


@pytest.mark.parametrize("number", [0, 1])
def test_what_is_no_product_is_weak(number: int) -> None:
    assert factors.has_small_factor(number)


@pytest.mark.parametrize("bits_apart", [2, 500, 515, 519])
def test_close_primes_are_found(bits_apart: int) -> None:
    p = openssl.prime(1024)

    assert factors.has_close_factors(p * weak_rsa.next_prime(p + 2**bits_apart))


def test_primes_near_a_simple_ratio_are_found() -> None:
    p = openssl.prime(1023)

    assert factors.has_close_factors(p * weak_rsa.next_prime(2 * p + 1))


def test_a_square_is_found() -> None:
    assert factors.has_close_factors(openssl.prime(1024) ** 2)


def test_fermat_stops_after_its_rounds() -> None:
    p = openssl.prime(256)
    q = weak_rsa.next_prime(p + 60 * 2**127)
    rounds = (p + q) // 2 - isqrt(p * q)  # From the first root above the square root up to the middle.
    assert rounds > 100
    assert not factors.has_close_factors(p * q, rounds=rounds - 1)
    assert factors.has_close_factors(p * q, rounds=rounds)
