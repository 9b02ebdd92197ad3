"""Public and private keys as accepted by this package, and the identifier of a public key."""

import hashlib
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esigner.algorithms import digests, keys
from esigner.algorithms.digests import DigestAlgorithm

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


def spki_sha256(public_key: CertificatePublicKeyTypes) -> str:
    """Return the SHA-256 of the SubjectPublicKeyInfo, lower-case hex: the identifier of a key."""
    return hashlib.sha256(public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def digest_for(key: PrivateKey | PublicKey) -> DigestAlgorithm:
    """Return the digest algorithm that matches the strength of the key (SHA-384/512 for the larger curves)."""
    if isinstance(key, (ec.EllipticCurvePrivateKey, ec.EllipticCurvePublicKey)):
        return digests.WRITTEN[keys.CURVES[key.curve.name].digest]
    return digests.WRITTEN["SHA256"]


def hash_for(key: PrivateKey | PublicKey) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512:
    """Return the same as an object of `cryptography`."""
    primitive = digest_for(key).hash
    assert isinstance(primitive, (hashes.SHA256, hashes.SHA384, hashes.SHA512))  # noqa: S101 — no other is written
    return primitive
