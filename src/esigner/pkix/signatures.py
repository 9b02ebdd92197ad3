"""Did the holder of this key sign that certificate: one answer for each pair, remembered."""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from esigner import bounds
from esigner.pkix import fields
from esigner.pkix.errors import CertificatePartUnreadableError

_LEAST_STEPS: Final = 100
_RSA_BASE_STEPS: Final = 30
_RSA_WORK: Final = 5_000_000
"""Square of the bits of a modulus times the bits of its exponent that a step stands for."""
_CURVE_WORK: Final = 120_000
"""Third power of the bits of a curve that a step stands for; P-256 is quicker."""
_KNOWN_AT_MOST: Final = 16_384
_known: Final[dict[tuple[bytes, bytes], bool]] = {}
"""By digests of the certificate and of the key, so that no certificate is kept alive."""


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Say whether the names chain (RFC 5280, 7.1) and the issuer's key signed the certificate.

    False too where a name or a key cannot be read or the algorithm is unknown: such a pair proves nothing.
    """
    try:
        same_name = fields.issuer(certificate).key == fields.subject(issuer).key
        return same_name and is_signed_by(certificate, issuer)
    except CertificatePartUnreadableError:
        return False


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Say whether the issuer's key signed the certificate, whatever the names say.

    Raises:
        CertificatePartUnreadableError: The issuer's key cannot be found.
    """
    pair = pair_of(certificate, issuer)
    known = _known.get(pair)
    if known is None:
        bounds.spend(_steps_of(issuer))
        if len(_known) >= _KNOWN_AT_MOST:
            _known.clear()
        known = _known[pair] = _verifies(certificate, issuer)
    return known


def steps_of(key: PublicKeyTypes) -> int:
    """Return the steps that one verification costs: long keys and long exponents are a stranger's to choose."""
    if isinstance(key, rsa.RSAPublicKey):
        return _RSA_BASE_STEPS + key.key_size**2 * key.public_numbers().e.bit_length() // _RSA_WORK
    if isinstance(key, ec.EllipticCurvePublicKey):
        return max(_LEAST_STEPS, key.curve.key_size**3 // _CURVE_WORK)
    return _LEAST_STEPS


def pair_of(certificate: x509.Certificate, issuer: x509.Certificate) -> tuple[bytes, bytes]:
    """Return what the answer depends on: the certificate and the issuer's key."""
    return fields.of(certificate).digest, fields.of(issuer).key_digest


def _steps_of(issuer: x509.Certificate) -> int:
    try:
        return steps_of(fields.public_key(issuer))
    except CertificatePartUnreadableError:
        return _LEAST_STEPS


def _verifies(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    parts = fields.of(certificate)
    if parts.algorithm != parts.outer_algorithm:  # RFC 5280, 4.1.1.2
        return False
    try:
        _verify(certificate, issuer)
    except Exception:  # noqa: BLE001 - a wrong value, or an algorithm or key that the library does not know
        return False
    return True


def _verify(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    key, value, data = issuer.public_key(), certificate.signature, certificate.tbs_certificate_bytes
    parameters, digest = certificate.signature_algorithm_parameters, certificate.signature_hash_algorithm
    if isinstance(key, rsa.RSAPublicKey) and isinstance(parameters, padding.AsymmetricPadding) and digest:
        key.verify(value, data, parameters, digest)
    elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(parameters, ec.ECDSA):
        key.verify(value, data, parameters)
    elif isinstance(key, dsa.DSAPublicKey) and digest:
        key.verify(value, data, digest)
    elif isinstance(key, _WHOLE_MESSAGE) and digest is None:
        key.verify(value, data)
    else:
        message = "the algorithm is not one of this kind of key"
        raise TypeError(message)


_WHOLE_MESSAGE: Final = (
    ed25519.Ed25519PublicKey,
    ed448.Ed448PublicKey,
    mldsa.MLDSA44PublicKey,
    mldsa.MLDSA65PublicKey,
    mldsa.MLDSA87PublicKey,
)
