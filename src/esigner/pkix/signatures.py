"""Whether the holder of this key signed that certificate: one cached answer for each pair."""

from typing import Final

from cryptography import x509

from esigner.algorithms import verification
from esigner.algorithms.verification import WrongSignatureError
from esigner.pkix import fields, schemes
from esigner.pkix.errors import CertificatePartUnreadableError

_KNOWN_AT_MOST: Final = 16_384
_known: Final[dict[tuple[bytes, bytes], bool]] = {}
"""Keyed by digests of the certificate and of the key, so no certificate is kept alive."""


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether the names chain (RFC 5280, 7.1) and the issuer's key signed the certificate.

    Also false if a name or a key is unreadable or the algorithm unknown: such a pair proves nothing.
    """
    try:
        same_name = fields.issuer(certificate).key == fields.subject(issuer).key
        return same_name and is_signed_by(certificate, issuer)
    except CertificatePartUnreadableError:
        return False


def is_signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether the issuer's key signed the certificate, regardless of names.

    Raises:
        CertificatePartUnreadableError: The issuer's key cannot be found.
    """
    pair = pair_of(certificate, issuer)
    known = _known.get(pair)
    if known is None:
        if len(_known) >= _KNOWN_AT_MOST:
            _known.clear()
        known = _known[pair] = _verifies(certificate, issuer)
    return known


def pair_of(certificate: x509.Certificate, issuer: x509.Certificate) -> tuple[bytes, bytes]:
    """Return what the answer depends on: the certificate and the issuer's key."""
    return fields.of(certificate).digest, fields.of(issuer).key_digest


def _verifies(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    parts = fields.of(certificate)
    if parts.algorithm != parts.outer_algorithm:  # RFC 5280, 4.1.1.2
        return False
    try:
        verification.verify(
            fields.public_key(issuer),
            value=certificate.signature,
            data=certificate.tbs_certificate_bytes,
            scheme=schemes.read(parts.algorithm),
        )
    except (WrongSignatureError, CertificatePartUnreadableError):
        return False
    return True
