"""What every signature needs from a certificate, computed once per certificate."""

from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from esigner.ades.encoding.algorithms import key_kind
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.keys import KeyKind
from esigner.asn1 import der
from esigner.pkix import fields


@dataclass(frozen=True, slots=True, eq=False)
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
    _digests: dict[str, bytes] = field(default_factory=dict, repr=False)
    templates: dict[tuple[str, str | None], object] = field(default_factory=dict, repr=False)
    """Cache for what a format computes once per certificate and algorithms; the format bounds it."""

    def digest(self, algorithm: DigestAlgorithm) -> bytes:
        """Return the digest of the certificate, computed once."""
        known = self._digests.get(algorithm.name)
        if known is None:
            known = self._digests[algorithm.name] = algorithm.digest(self.encoded)
        return known


def of(certificate: x509.Certificate) -> SigningCertificate:
    """Return the facts of a certificate; refuse a key the engine does not sign with."""
    known = _by_identity.get(id(certificate))
    if known is not None and known.certificate is certificate:
        return known
    facts = _of(certificate)
    if facts.certificate is certificate:
        if len(_by_identity) >= _AT_MOST:
            _by_identity.clear()
        _by_identity[id(certificate)] = facts
    return facts


_AT_MOST: Final = 1024
# Hashing a certificate, as a cache by value must, means hashing its whole DER: as expensive as the rest of a lookup
# tenfold. An entry holds its certificate, so an id here never belongs to another object.
_by_identity: Final[dict[int, SigningCertificate]] = {}


@lru_cache(maxsize=_AT_MOST)
def _of(certificate: x509.Certificate) -> SigningCertificate:
    kind, key, encoded = key_kind(certificate), certificate.public_key(), certificate.public_bytes(Encoding.DER)
    issuer, serial = fields.of(certificate).issuer_der, der.integer(fields.of(certificate).serial)
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
