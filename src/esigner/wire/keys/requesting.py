"""A certificate signing request for any key that signs, in a token too (PKCS#10, RFC 2986)."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from esigner.algorithms import keys, signatures
from esigner.asn1 import der
from esigner.wire.keys.errors import KeyAlgorithmUnfitError
from esigner.wire.keys.port import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the certificate shall be about."""

    subject_der: bytes
    """Name, DER."""
    public_key: CertificatePublicKeyTypes


def request(wanted: Wanted, *, sign: Callable[[bytes, str], bytes]) -> bytes:
    """Return the request, DER, without attributes: the issuer's profile says the rest.

    Args:
        wanted: Subject and key.
        sign: From data and the name of an algorithm to the value, as `SigningKey.sign`.

    Raises:
        KeyAlgorithmUnfitError: The key is of a kind that does not seal.
        KeyProblemError: The key does not sign.
    """
    algorithm = signatures.WRITTEN[_algorithm(wanted.public_key)]
    key_info = wanted.public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    info = der.sequence(der.integer(0), wanted.subject_der, key_info, der.context(0, b""))
    return der.sequence(info, algorithm.identifier_der, der.bit_string(sign(info, algorithm.name)))


def again(key: SigningKey) -> bytes:
    """Return the request for another certificate of the same key and subject. Raises as `request`."""
    wanted = Wanted(subject_der=key.certificate.subject.public_bytes(), public_key=key.certificate.public_key())
    return request(wanted, sign=lambda data, algorithm: key.sign(data, algorithm=algorithm))


def _algorithm(key: CertificatePublicKeyTypes) -> str:
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA_SHA256"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in keys.CURVES:
        return f"ECDSA_{keys.CURVES[key.curve.name].digest}"
    if isinstance(key, ed25519.Ed25519PublicKey):
        return next(name for name in signatures.WRITTEN if name.upper() == "ED25519")
    raise KeyAlgorithmUnfitError(algorithm=type(key).__name__)
