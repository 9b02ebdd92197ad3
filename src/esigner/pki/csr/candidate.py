"""A readable request beside everything it is judged against."""

import warnings
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes

from esigner.pki.csr.report import KeyUses


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What the rules look at."""

    request: x509.CertificateSigningRequest
    subject: x509.Name
    key: CertificatePublicKeyTypes | None
    """None where it is of a kind that cannot be read (explicit curve parameters, unknown algorithm)."""
    extensions: x509.Extensions | None
    """None where they are malformed."""
    organisation_name: str
    registration_number: str
    uses: KeyUses

    @property
    def rsa(self) -> rsa.RSAPublicNumbers | None:
        """The numbers of an RSA key."""
        return self.key.public_numbers() if isinstance(self.key, rsa.RSAPublicKey) else None

    @property
    def point(self) -> ec.EllipticCurvePublicNumbers | None:
        """The numbers of an elliptic curve key."""
        return self.key.public_numbers() if isinstance(self.key, ec.EllipticCurvePublicKey) else None


def subject(request: x509.CertificateSigningRequest) -> x509.Name:
    """Give the subject; the library warns of attributes that are too long, which `CN_LENGTH` says by name."""
    with warnings.catch_warnings(action="ignore", category=UserWarning):
        return request.subject


def public_key(request: x509.CertificateSigningRequest) -> CertificatePublicKeyTypes | None:
    """Give the request's key, None where it cannot be read."""
    try:
        return request.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None


def extensions(request: x509.CertificateSigningRequest) -> x509.Extensions | None:
    """Give the requested extensions, None where they are malformed."""
    try:
        return request.extensions
    except (ValueError, x509.DuplicateExtension, UnsupportedAlgorithm):
        return None
