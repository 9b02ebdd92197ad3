"""What every signature needs to know of a certificate, worked out once per certificate."""

from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades import der
from esigner.ades.algorithms import DigestAlgorithm, KeyKind, key_kind


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """A signer's certificate in the encodings that the formats put into a signature."""

    certificate: x509.Certificate
    encoded: bytes
    b64: str
    kind: KeyKind
    public_key: CertificatePublicKeyTypes
    coordinate_bytes: int
    """Length of r and of s in an r‖s value; 0 for RSA."""
    issuer_serial: bytes
    """IssuerAndSerialNumber of RFC 5652."""
    general_issuer_serial: bytes
    """IssuerSerial of RFC 5035: the issuer as GeneralNames."""
    _digests: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def digest(self, algorithm: DigestAlgorithm) -> bytes:
        """Give the digest of the certificate, computed once."""
        known = self._digests.get(algorithm.name)
        if known is None:
            known = self._digests[algorithm.name] = algorithm.digest(self.encoded)
        return known


@lru_cache(maxsize=1024)
def of(certificate: x509.Certificate) -> SigningCertificate:
    """Give the facts of a certificate; refuses a key the engine does not sign with."""
    kind, key, encoded = key_kind(certificate), certificate.public_key(), certificate.public_bytes(Encoding.DER)
    issuer, serial = certificate.issuer.public_bytes(), der.integer(certificate.serial_number)
    return SigningCertificate(
        certificate=certificate,
        encoded=encoded,
        b64=b64encode(encoded).decode(),
        kind=kind,
        public_key=key,
        coordinate_bytes=(key.key_size + 7) // 8 if isinstance(key, ec.EllipticCurvePublicKey) else 0,
        issuer_serial=der.sequence(issuer, serial),
        general_issuer_serial=der.sequence(der.sequence(der.context(4, issuer)), serial),
    )
