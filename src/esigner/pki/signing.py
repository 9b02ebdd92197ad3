"""Raw signatures with the algorithm identifiers that belong to them."""

from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from esigner.asn1 import der
from esigner.pki.keys import PrivateKey, digest_for

DIGEST_OIDS: Final = {
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "sha512": "2.16.840.1.101.3.4.2.3",
}
_RSA_OIDS: Final = {
    "sha256": "1.2.840.113549.1.1.11",
    "sha384": "1.2.840.113549.1.1.12",
    "sha512": "1.2.840.113549.1.1.13",
}
_ECDSA_OIDS: Final = {
    "sha256": "1.2.840.10045.4.3.2",
    "sha384": "1.2.840.10045.4.3.3",
    "sha512": "1.2.840.10045.4.3.4",
}


def digest_algorithm(algorithm: hashes.HashAlgorithm) -> bytes:
    """Return the AlgorithmIdentifier of a digest; parameters absent (RFC 5754 2)."""
    return der.sequence(der.oid(DIGEST_OIDS[algorithm.name]))


def signature_algorithm(key: PrivateKey) -> bytes:
    """Return the AlgorithmIdentifier of `sign` with this key."""
    name = digest_for(key).name
    if isinstance(key, rsa.RSAPrivateKey):
        return der.sequence(der.oid(_RSA_OIDS[name]), der.NULL)
    return der.sequence(der.oid(_ECDSA_OIDS[name]))


def sign(key: PrivateKey, data: bytes) -> bytes:
    """Return the signature: RSA PKCS#1 v1.5 or DER-encoded ECDSA, with the digest that fits the key."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), digest_for(key))
    return key.sign(data, ec.ECDSA(digest_for(key)))
