"""A value is verified by the key and the scheme alone, whatever notation they stood in."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from esigner import bounds
from esigner.algorithms import verification
from esigner.algorithms.signatures import Family, Scheme
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError

DATA = b"what was signed"
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
PSS = padding.PSS(padding.MGF1(hashes.SHA1()), 20)  # noqa: S303 — as the defaults of RFC 4055 have it
DSA = dsa.generate_private_key(2048)
MADE: dict[Scheme, tuple[Any, bytes]] = {
    Scheme(kind=Family.RSA, digest="SHA384"): (RSA, RSA.sign(DATA, padding.PKCS1v15(), hashes.SHA384())),
    Scheme(kind=Family.PSS, digest="SHA256", salt_bytes=20, mask_digest="SHA1"): (
        RSA,
        RSA.sign(DATA, PSS, hashes.SHA256()),
    ),
    Scheme(kind=Family.ECDSA, digest="SHA3-256"): (EC, EC.sign(DATA, ec.ECDSA(hashes.SHA3_256()))),
    Scheme(kind=Family.DSA, digest="SHA256"): (DSA, DSA.sign(DATA, hashes.SHA256())),
    **{
        Scheme(kind=kind, digest="SHA512"): (key, key.sign(DATA))
        for kind, key in (
            (Family.EDDSA, ed25519.Ed25519PrivateKey.generate()),
            (Family.ML_DSA, mldsa.MLDSA65PrivateKey.generate()),
        )
    },
}


@pytest.mark.parametrize("scheme", MADE, ids=lambda one: one.kind)
def test_right_value_passes_and_nothing_else(scheme: Scheme) -> None:
    key, value = MADE[scheme]
    public = key.public_key()
    verification.verify(public, value=value, data=DATA, scheme=scheme)
    with pytest.raises(WrongSignatureError):
        verification.verify(public, value=value, data=DATA + b"!", scheme=scheme)
    with pytest.raises(WrongSignatureError):
        verification.verify(public, value=b"", data=DATA, scheme=scheme)
    for kind in set(Family) - {scheme.kind}:
        with pytest.raises(WrongSignatureError):
            verification.verify(public, value=value, data=DATA, scheme=replace(scheme, kind=kind))


def test_value_is_read_as_the_scheme_says() -> None:
    value = EC.sign(DATA, ec.ECDSA(hashes.SHA256()))
    raw = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(value))
    scheme = Scheme(kind=Family.ECDSA, digest="SHA256", raw_ecdsa=True)
    verification.verify(EC.public_key(), value=raw, data=DATA, scheme=scheme)
    for wrong in (value, raw + b"\0\0", raw[:-1]):
        with pytest.raises(WrongSignatureError):
            verification.verify(EC.public_key(), value=wrong, data=DATA, scheme=scheme)


def test_unknown_digest_and_another_kind_of_key_are_unknown() -> None:
    with pytest.raises(UnknownAlgorithmError):
        verification.verify(RSA.public_key(), value=b"", data=DATA, scheme=Scheme(kind=Family.RSA, digest="1.2.3"))
    key = ed448.Ed448PrivateKey.generate()
    verification.verify(
        key.public_key(), value=key.sign(DATA), data=DATA, scheme=Scheme(kind=Family.EDDSA, digest="SHA512")
    )
    with pytest.raises(UnknownAlgorithmError):
        verification.verify(
            key.public_key(), value=b"", data=DATA, scheme=Scheme(kind=Family.ECDSA, digest="SHA512")
        )  # fmt: skip


def test_what_is_verified_within_an_allowance_is_paid_for() -> None:
    scheme = Scheme(kind=Family.ECDSA, digest="SHA256")
    value = EC.sign(DATA, ec.ECDSA(hashes.SHA256()))
    assert not bounds.is_bounded()
    with bounds.allowance():
        assert bounds.is_bounded()
        verification.verify(EC.public_key(), value=value, data=DATA, scheme=scheme)
        assert bounds.spent() >= 100
    with pytest.raises(bounds.WorkLimitExceededError), bounds.allowance(steps=10):
        verification.verify(EC.public_key(), value=value, data=DATA, scheme=scheme)
