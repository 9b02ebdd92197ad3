"""Private keys that anybody would try first are known by their public halves."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from esigner.pki import scalars

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (SEC 2 2.4.2)."""
CURVES = (ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1())


def public(scalar: int, curve: ec.EllipticCurve) -> ec.EllipticCurvePublicNumbers:
    return ec.derive_private_key(scalar, curve).public_key().public_numbers()


@pytest.mark.parametrize("curve", CURVES, ids=lambda one: one.name)
@pytest.mark.parametrize("scalar", [1, 2, 3, 512, 513, 1_024, 1_025, 1_026, 65_537, 2**20, 2**200])
def test_guessable_keys_are_found(scalar: int, curve: ec.EllipticCurve) -> None:
    assert scalars.is_guessable(public(scalar, curve))


@pytest.mark.parametrize("scalar", [1, 2, 65_537, 2**100])
def test_their_negatives_are_found(scalar: int) -> None:
    assert scalars.is_guessable(public(ORDER - scalar, CURVES[0]))


def test_one_byte_repeated_is_found() -> None:
    assert scalars.is_guessable(public(int("42" * 32, 16), CURVES[0]))


@pytest.mark.parametrize("curve", CURVES, ids=lambda one: one.name)
def test_the_search_ends_where_it_says(curve: ec.EllipticCurve) -> None:
    assert scalars.is_guessable(public(scalars.SMALLEST_UNFOUND - 1, curve))
    assert not scalars.is_guessable(public(scalars.SMALLEST_UNFOUND, curve))
    assert not scalars.is_guessable(ec.generate_private_key(curve).public_key().public_numbers())


def test_other_curves_are_not_looked_at() -> None:
    assert not scalars.is_guessable(public(1, ec.SECP256K1()))
