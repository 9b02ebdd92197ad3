"""The algorithms, as a table: names, XML URIs, OIDs, and which key each belongs to.

Names are those of the EU DSS, which integrators know: RSA_SHA256, RSA_SSA_PSS_SHA256_MGF1, ECDSA_SHA384.
A row without a name in XML or JOSE is for the formats that have one for it.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, rsa

from esigner.ades.encoding.errors import AlgorithmExperimentalError, AlgorithmNotSupportedError, KeyNotSupportedError
from esigner.asn1 import der

RSA_PSS_KEY_OID: Final = "1.2.840.113549.1.1.10"
BROKEN_CERTIFICATE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What `cryptography` raises on parts of a certificate that it cannot make sense of."""
_RSA_MINIMUM_BITS = 2048
_RSA_MINIMUM_EXPONENT = 65537
_CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)
_WHOLE_MESSAGE_KEYS: Final = {
    ed25519.Ed25519PublicKey: "ED25519",
    mldsa.MLDSA44PublicKey: "ML_DSA_44",
    mldsa.MLDSA65PublicKey: "ML_DSA_65",
    mldsa.MLDSA87PublicKey: "ML_DSA_87",
}
"""Keys that sign the message itself and have one algorithm only."""


class KeyKind(StrEnum):
    """How a key signs."""

    RSA = "RSA"
    RSA_PSS = "RSA-PSS"
    EC = "EC"
    ED25519 = "Ed25519"
    ML_DSA_44 = "ML-DSA-44"
    ML_DSA_65 = "ML-DSA-65"
    ML_DSA_87 = "ML-DSA-87"


class Maturity(StrEnum):
    """How settled an algorithm must be to be used."""

    STANDARD = "standard"
    EXPERIMENTAL = "experimental"


EXPERIMENTAL_KINDS: Final = frozenset({KeyKind.ML_DSA_44, KeyKind.ML_DSA_65, KeyKind.ML_DSA_87})
"""Keys whose use in the formats no standard of ETSI has settled yet: only for those who ask for them."""
_DIGESTING_KINDS: Final = frozenset({KeyKind.RSA, KeyKind.RSA_PSS, KeyKind.EC})


@dataclass(frozen=True, slots=True)
class DigestAlgorithm:
    """One digest algorithm under all its names."""

    name: str
    oid: str
    xml_uri: str
    hash: hashes.HashAlgorithm
    identifier_der: bytes
    """AlgorithmIdentifier without parameters (RFC 5754, 2)."""
    begin: Callable[[bytes], "hashlib._Hash"]
    """Start a digest with some bytes; `hashlib` by name would look the name up each time."""

    def digest(self, data: bytes) -> bytes:
        """Return the digest of `data`."""
        return self.begin(data).digest()


@dataclass(frozen=True, slots=True)
class SignatureAlgorithm:
    """One signature algorithm: key kind and digest under its XML and CMS names."""

    name: str
    key_kind: KeyKind
    digest: DigestAlgorithm
    xml_uri: str
    """Empty where XML Signature has no name for it."""
    identifier_der: bytes
    """AlgorithmIdentifier of the CMS SignerInfo."""
    jose: str
    """The `alg` of a JWS."""

    @property
    def signs_whole_message(self) -> bool:
        """Whether the key takes the message itself; `digest` is then the digest algorithm of CMS attributes only."""
        return self.key_kind not in _DIGESTING_KINDS


def _digest(name: str, oid: str, xml_uri: str, primitive: hashes.HashAlgorithm) -> DigestAlgorithm:
    return DigestAlgorithm(name, oid, xml_uri, primitive, der.sequence(der.oid(oid)), getattr(hashlib, name.lower()))


_XMLENC = "http://www.w3.org/2001/04/xmlenc#"
_XMLDSIG_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_XMLDSIG_MORE_2007 = "http://www.w3.org/2007/05/xmldsig-more#"
_NIST_HASH = "2.16.840.1.101.3.4.2."

DIGESTS: Final = {
    row.name: row
    for row in (
        _digest("SHA256", _NIST_HASH + "1", _XMLENC + "sha256", hashes.SHA256()),
        _digest("SHA384", _NIST_HASH + "2", _XMLDSIG_MORE + "sha384", hashes.SHA384()),
        _digest("SHA512", _NIST_HASH + "3", _XMLENC + "sha512", hashes.SHA512()),
    )
}
DIGEST_BY_OID: Final = {row.oid: row for row in DIGESTS.values()}

_RSA_OIDS = {"SHA256": "1.2.840.113549.1.1.11", "SHA384": "1.2.840.113549.1.1.12", "SHA512": "1.2.840.113549.1.1.13"}
_ECDSA_OIDS = {"SHA256": "1.2.840.10045.4.3.2", "SHA384": "1.2.840.10045.4.3.3", "SHA512": "1.2.840.10045.4.3.4"}
_MGF1 = "1.2.840.113549.1.1.8"


def _rsa(digest: DigestAlgorithm) -> SignatureAlgorithm:
    name = digest.name.lower()
    identifier = der.sequence(der.oid(_RSA_OIDS[digest.name]), der.NULL)
    uri, jose = f"{_XMLDSIG_MORE}rsa-{name}", f"RS{_bits(digest)}"
    return SignatureAlgorithm(f"RSA_{digest.name}", KeyKind.RSA, digest, uri, identifier, jose)


def _rsa_pss(digest: DigestAlgorithm) -> SignatureAlgorithm:
    # RFC 4055, 3.1: MGF1 with the same hash, salt as long as the digest, trailer by default.
    hash_identifier = der.sequence(der.oid(digest.oid), der.NULL)
    parameters = der.sequence(
        der.context(0, hash_identifier),
        der.context(1, der.sequence(der.oid(_MGF1), hash_identifier)),
        der.context(2, der.integer(digest.hash.digest_size)),
    )
    return SignatureAlgorithm(
        f"RSA_SSA_PSS_{digest.name}_MGF1",
        KeyKind.RSA_PSS,
        digest,
        f"{_XMLDSIG_MORE_2007}{digest.name.lower()}-rsa-MGF1",
        der.sequence(der.oid(RSA_PSS_KEY_OID), parameters),
        f"PS{_bits(digest)}",
    )


def _ecdsa(digest: DigestAlgorithm) -> SignatureAlgorithm:
    identifier = der.sequence(der.oid(_ECDSA_OIDS[digest.name]))
    uri = f"{_XMLDSIG_MORE}ecdsa-{digest.name.lower()}"
    return SignatureAlgorithm(f"ECDSA_{digest.name}", KeyKind.EC, digest, uri, identifier, f"ES{_bits(digest)}")


def _bits(digest: DigestAlgorithm) -> int:
    return digest.hash.digest_size * 8


def _whole_message(name: str, kind: KeyKind, oid: str, xml_uri: str, jose: str) -> SignatureAlgorithm:
    # RFC 8419, 3.1 and RFC 9882, 3.3: with signed attributes the digest of the content is SHA-512.
    return SignatureAlgorithm(name, kind, DIGESTS["SHA512"], xml_uri, der.sequence(der.oid(oid)), jose)


_EDDSA_URI = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519"
_NIST_SIGNATURE = "2.16.840.1.101.3.4.3."
SIGNATURES: Final = {
    row.name: row
    for row in (
        *(make(digest) for digest in DIGESTS.values() for make in (_rsa, _rsa_pss, _ecdsa)),
        _whole_message("ED25519", KeyKind.ED25519, "1.3.101.112", _EDDSA_URI, "EdDSA"),
        _whole_message("ML_DSA_44", KeyKind.ML_DSA_44, _NIST_SIGNATURE + "17", "", "ML-DSA-44"),
        _whole_message("ML_DSA_65", KeyKind.ML_DSA_65, _NIST_SIGNATURE + "18", "", "ML-DSA-65"),
        _whole_message("ML_DSA_87", KeyKind.ML_DSA_87, _NIST_SIGNATURE + "19", "", "ML-DSA-87"),
    )
}
SIGNATURE_BY_IDENTIFIER: Final = {row.identifier_der: row for row in SIGNATURES.values()}


def digest_named(name: str) -> DigestAlgorithm:
    """Return the digest algorithm of that name."""
    try:
        return DIGESTS[name]
    except KeyError as error:
        raise AlgorithmNotSupportedError(algorithm=name) from error


def signature_named(name: str) -> SignatureAlgorithm:
    """Return the signature algorithm of that name."""
    try:
        return SIGNATURES[name]
    except KeyError as error:
        raise AlgorithmNotSupportedError(algorithm=name) from error


def key_kind(certificate: x509.Certificate) -> KeyKind:
    """Return how the certificate's key signs; refuses kinds and sizes outside the table."""
    try:
        key = certificate.public_key()
    except BROKEN_CERTIFICATE as error:
        raise KeyNotSupportedError(kind=certificate.public_key_algorithm_oid.dotted_string) from error
    if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e < _RSA_MINIMUM_EXPONENT:
        raise KeyNotSupportedError(kind=f"RSA {key.key_size}, e={key.public_numbers().e}")
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= _RSA_MINIMUM_BITS:
        bound_to_pss = certificate.public_key_algorithm_oid.dotted_string == RSA_PSS_KEY_OID
        return KeyKind.RSA_PSS if bound_to_pss else KeyKind.RSA
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return KeyKind.EC
    for kind, name in _WHOLE_MESSAGE_KEYS.items():
        if isinstance(key, kind):
            return SIGNATURES[name].key_kind
    size = getattr(key, "key_size", "")
    raise KeyNotSupportedError(kind=f"{type(key).__name__.removesuffix('PublicKey')} {size}".strip())


def check_maturity(kind: KeyKind, *, maturity: Maturity) -> None:
    """Refuse an experimental kind of key, unless experiments are wanted."""
    if kind in EXPERIMENTAL_KINDS and maturity is not Maturity.EXPERIMENTAL:
        raise AlgorithmExperimentalError(algorithm=kind.value)


_PLAIN: Final = {
    KeyKind.RSA: "RSA_{}",
    KeyKind.RSA_PSS: "RSA_SSA_PSS_{}_MGF1",
    KeyKind.EC: "ECDSA_{}",
    **{SIGNATURES[name].key_kind: name for name in _WHOLE_MESSAGE_KEYS.values()},
}


def choose(kind: KeyKind, *, digest: str, signature: str | None) -> SignatureAlgorithm:
    """Return the signature algorithm asked for, or the plain one of the key kind with that digest.

    A plain RSA key may sign with PSS; a key bound to PSS may sign with nothing else.
    """
    if signature is None:
        digest_named(digest)
        return SIGNATURES[_PLAIN[kind].format(digest)]
    algorithm = signature_named(signature)
    if algorithm.key_kind != kind and (algorithm.key_kind, kind) != (KeyKind.RSA_PSS, KeyKind.RSA):
        raise AlgorithmNotSupportedError(algorithm=signature)
    return algorithm
