"""What a verification costs is paid before it is made, by what the stranger's key makes it cost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa
from cryptography.x509.oid import NameOID

from esigner import bounds
from esigner.pkix import signatures

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MODULUS = (1 << 3071) + 12345


def holding(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> x509.Certificate:
    signer = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(NAME, NAME, key, x509.random_serial_number())
    return builder.not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1)).sign(signer, hashes.SHA256())


def steps(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> int:
    issuer, certificate = holding(key), holding(ec.generate_private_key(ec.SECP256R1()).public_key())
    signatures.pair_of(certificate, issuer)  # both are read here: what is measured is the verification alone
    with bounds.allowance():
        assert not signatures.is_signed_by(certificate, issuer)
        return bounds.spent()


def test_long_exponents_and_long_curves_cost_more() -> None:
    usual = steps(rsa.RSAPublicNumbers(65537, MODULUS).public_key())
    assert steps(rsa.RSAPublicNumbers((1 << 3000) + 1, MODULUS).public_key()) > 50 * usual
    assert steps(ec.generate_private_key(ec.SECP521R1()).public_key()) > steps(
        ec.generate_private_key(ec.SECP256R1()).public_key()
    )


def test_what_cannot_be_paid_is_not_remembered_as_wrong() -> None:
    issuer = holding(rsa.RSAPublicNumbers((1 << 3000) + 1, MODULUS).public_key())
    certificate = holding(ec.generate_private_key(ec.SECP256R1()).public_key())
    known = len(signatures._known)
    with pytest.raises(bounds.WorkLimitExceededError), bounds.allowance(steps=10):
        signatures.is_signed_by(certificate, issuer)
    assert len(signatures._known) == known


KEYS: dict[str, Callable[[], Any]] = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "RSA-PSS": lambda: rsa.generate_private_key(65537, 2048),
    "ECDSA": lambda: ec.generate_private_key(ec.SECP384R1()),
    "DSA": lambda: dsa.generate_private_key(1024),  # noqa: S505 — quick to make, and told from another all the same
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
}


@pytest.mark.parametrize("kind", KEYS)
def test_signature_of_every_kind_of_key_is_told_from_another(kind: str) -> None:
    key, other = KEYS[kind](), KEYS[kind]()
    builder = x509.CertificateBuilder(NAME, NAME, key.public_key(), 7).not_valid_before(NOW).not_valid_after(NOW)
    digest = None if kind.startswith("Ed") else hashes.SHA256()
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32) if kind == "RSA-PSS" else None
    certificate = builder.sign(key, digest, rsa_padding=pss)
    impostor = x509.CertificateBuilder(NAME, NAME, other.public_key(), 8).not_valid_before(NOW).not_valid_after(NOW)

    assert signatures.is_signed_by(certificate, certificate)
    assert not signatures.is_signed_by(certificate, impostor.sign(other, digest, rsa_padding=pss))
