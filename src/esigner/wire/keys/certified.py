"""A key whose certificate is kept beside it: a renewed one, which the token or the file does not hold."""

from dataclasses import dataclass

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esigner.wire.keys.port import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedKey:
    """A `SigningKey` with another certificate of the same key."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: SigningKey

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        """Return the signature value over `data`, by the key."""
        return self.key.sign(data, algorithm=algorithm)


def is_of_one_key(one: x509.Certificate, other: x509.Certificate) -> bool:
    """Return whether both certificates are of one key."""
    return _public(one) == _public(other)


def _public(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
