"""The table of dates against figures of ETSI TS 119 312 V1.5.1, written down here by hand."""

from datetime import date
from itertools import product

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from esigner.ades import algorithm_ends
from esigner.ades.reading.crypto import STRONG_DIGESTS, Scheme


@pytest.mark.parametrize(
    ("kind", "bits", "end"),
    [
        ("RSA", 1023, date(2010, 8, 1)),
        ("RSA", 1024, date(2019, 10, 1)),
        ("RSA", 1899, date(2019, 10, 1)),
        ("RSA", 2048, date(2029, 1, 1)),
        ("RSA", 4096, date(2029, 1, 1)),
        ("PSS", 1024, date(2019, 10, 1)),
        ("PSS", 2048, date(2029, 1, 1)),
        ("PSS", 3000, None),
        ("ECDSA", 192, date(2012, 8, 1)),
        ("ECDSA", 224, date(2021, 10, 1)),
        ("ECDSA", 256, None),
        ("EDDSA", 256, None),
    ],
)
def test_key_ends_by_its_length(kind: str, bits: int, end: date | None) -> None:
    assert [found.at.date() for found in algorithm_ends.of_key(kind, bits)] == ([] if end is None else [end])


@pytest.mark.parametrize(
    ("name", "end"), [("MD5", date(2004, 8, 1)), ("SHA1", date(2012, 8, 1)), ("SHA224", date(2029, 1, 1))]
)
def test_weak_digest_has_an_end(name: str, end: date) -> None:
    assert [(found.at.date(), found.algorithm) for found in algorithm_ends.of_digest(name)] == [(end, name)]


def test_digest_that_the_validator_calls_strong_has_none() -> None:
    assert not [found for name in STRONG_DIGESTS for found in algorithm_ends.of_digest(name)]


def test_signature_ends_with_its_digest_or_its_key() -> None:
    short, long = ec.generate_private_key(ec.SECP224R1()), ec.generate_private_key(ec.SECP256R1())
    found = {
        (digest, key.key_size): [end.algorithm for end in algorithm_ends.of_signature(_ecdsa(digest), key.public_key())]
        for digest, key in product(("SHA1", "SHA256"), (short, long))
    }
    assert found == {
        ("SHA1", 224): ["SHA1", "ECDSA 224"],
        ("SHA1", 256): ["SHA1"],
        ("SHA256", 224): ["ECDSA 224"],
        ("SHA256", 256): [],
    }


def test_edwards_curve_has_no_end() -> None:
    key = ed25519.Ed25519PrivateKey.generate().public_key()
    assert not list(algorithm_ends.of_signature(Scheme(kind="EDDSA", digest="SHA512"), key))


def _ecdsa(digest: str) -> Scheme:
    return Scheme(kind="ECDSA", digest=digest)
