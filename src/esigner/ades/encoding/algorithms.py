"""The algorithms that the formats sign with: a selection from the table of `esigner.algorithms`."""

from enum import StrEnum
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from esigner.ades.encoding.errors import AlgorithmExperimentalError, AlgorithmNotSupportedError, KeyNotSupportedError
from esigner.algorithms import digests, identifiers, keys, signatures
from esigner.algorithms.digests import DigestAlgorithm
from esigner.algorithms.keys import KeyKind
from esigner.algorithms.signatures import SignatureAlgorithm

BROKEN_CERTIFICATE: Final = (
    ValueError,
    UnsupportedAlgorithm,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""The exceptions of `cryptography` for parts of a certificate that it cannot interpret."""


class Maturity(StrEnum):
    """The required maturity of an algorithm."""

    STANDARD = "standard"
    EXPERIMENTAL = "experimental"


def digest_named(name: str) -> DigestAlgorithm:
    """Return the digest algorithm of that name."""
    try:
        return digests.WRITTEN[name]
    except KeyError as error:
        raise AlgorithmNotSupportedError(algorithm=name) from error


def signature_named(name: str) -> SignatureAlgorithm:
    """Return the signature algorithm of that name."""
    try:
        return signatures.WRITTEN[name]
    except KeyError as error:
        raise AlgorithmNotSupportedError(algorithm=name) from error


def key_kind(certificate: x509.Certificate) -> KeyKind:
    """Return how the certificate's key signs; refuse kinds and sizes outside the table."""
    try:
        key = certificate.public_key()
    except BROKEN_CERTIFICATE as error:
        raise KeyNotSupportedError(kind=certificate.public_key_algorithm_oid.dotted_string) from error
    if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e < keys.RSA_EXPONENT_AT_LEAST:
        raise KeyNotSupportedError(kind=f"RSA {key.key_size}, e={key.public_numbers().e}")
    if isinstance(key, rsa.RSAPublicKey) and key.key_size >= keys.RSA_BITS_AT_LEAST:
        bound_to_pss = certificate.public_key_algorithm_oid.dotted_string == identifiers.RSA_PSS
        return KeyKind.RSA_PSS if bound_to_pss else KeyKind.RSA
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, keys.CURVE_TYPES):
        return KeyKind.EC
    kind = keys.whole_message_kind(key)
    if kind is not None and kind in _PLAIN:
        return kind
    size = getattr(key, "key_size", "")
    raise KeyNotSupportedError(kind=f"{type(key).__name__.removesuffix('PublicKey')} {size}".strip())


def check_maturity(kind: KeyKind, *, maturity: Maturity) -> None:
    """Refuse an experimental kind of key, unless experiments are allowed."""
    if kind in keys.EXPERIMENTAL and maturity is not Maturity.EXPERIMENTAL:
        raise AlgorithmExperimentalError(algorithm=kind.value)


_PLAIN: Final = {
    KeyKind.RSA: "RSA_{}",
    KeyKind.RSA_PSS: "RSA_SSA_PSS_{}_MGF1",
    KeyKind.EC: "ECDSA_{}",
    **{row.key_kind: name for name, row in signatures.WRITTEN.items() if row.signs_whole_message},
}


def choose(kind: KeyKind, *, digest: str, signature: str | None) -> SignatureAlgorithm:
    """Return the requested signature algorithm, or the plain one of the key kind with that digest.

    A plain RSA key may sign with PSS; a key bound to PSS may sign with nothing else.
    """
    if signature is None:
        digest_named(digest)
        return signatures.WRITTEN[_PLAIN[kind].format(digest)]
    algorithm = signature_named(signature)
    if algorithm.key_kind != kind and (algorithm.key_kind, kind) != (KeyKind.RSA_PSS, KeyKind.RSA):
        raise AlgorithmNotSupportedError(algorithm=signature)
    return algorithm
