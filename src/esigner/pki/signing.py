"""Raw signatures with their algorithm identifiers."""

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esigner.algorithms import signatures
from esigner.pki.keys import PrivateKey, digest_for


def signature_algorithm(key: PrivateKey) -> bytes:
    """Return the AlgorithmIdentifier of `sign` with this key."""
    family = "RSA" if isinstance(key, rsa.RSAPrivateKey) else "ECDSA"
    return signatures.WRITTEN[f"{family}_{digest_for(key).name}"].identifier_der


def sign(key: PrivateKey, data: bytes) -> bytes:
    """Return the signature: RSA PKCS#1 v1.5 or DER-encoded ECDSA, with the digest that matches the key."""
    digest = digest_for(key).hash
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), digest)
    return key.sign(data, ec.ECDSA(digest))
