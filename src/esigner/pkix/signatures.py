"""Did the holder of this key sign that certificate: one answer for each pair, remembered."""

from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, mldsa, padding, rsa

from esigner import bounds
from esigner.pkix import fields
from esigner.pkix.errors import CertificatePartUnreadable

_STEPS: Final = 100
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
    except CertificatePartUnreadable:
        return False


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Say whether the issuer's key signed the certificate, whatever the names say.

    Raises:
        CertificatePartUnreadable: The issuer's key cannot be found.
    """
    pair = pair_of(certificate, issuer)
    known = _known.get(pair)
    if known is None:
        bounds.spend(_STEPS)
        if len(_known) >= _KNOWN_AT_MOST:
            _known.clear()
        known = _known[pair] = _verifies(certificate, issuer)
    return known


def pair_of(certificate: x509.Certificate, issuer: x509.Certificate) -> tuple[bytes, bytes]:
    """Give what the answer depends on: the certificate and the issuer's key."""
    return fields.of(certificate).digest, fields.of(issuer).key_digest


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
