"""The cryptographic facts: whether this key signed these bytes, and deviations in the encoding."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from esigner.algorithms import verification
from esigner.algorithms.keys import coordinate_bytes
from esigner.algorithms.signatures import Family, Scheme
from esigner.algorithms.verification import UnknownAlgorithmError, WrongSignatureError, digest_named
from esigner.asn1 import der, nodes, tags
from esigner.asn1.errors import MalformedAsn1Error
from esigner.bounds import spend

_ZEROS_AT_MOST: Final = 8
_IN_DOCUMENTS: Final = frozenset({Family.RSA, Family.PSS, Family.ECDSA, Family.EDDSA})
"""DSA is not among them, and ETSI has no settled format for ML-DSA yet."""


class Oddity(StrEnum):
    """Correct values in a form that deviates from the standard."""

    ECDSA_LENGTH = "r and s are not as long as the order of the curve"
    """XML-DSig and BSI TR-03111 require both padded to that length; Java and others pad more, or less."""
    ECDSA_NOT_DER = "r and s are not in DER"
    DIGEST_INFO_WITHOUT_NULL = "DigestInfo without the NULL"
    """RFC 8017, appendix B.1: parameters shall be NULL, and both forms must be accepted."""
    ATTRIBUTES_NOT_DER = "signed attributes are not stored in DER"
    """RFC 5652, 5.4: the signature is over their DER encoding, however they are stored."""


def digest(algorithm: str, data: bytes) -> bytes:
    """Return the digest of the bytes under one of our names.

    Raises:
        UnknownAlgorithmError: It is none of them.
    """
    return digest_of((data,), algorithm)


def digest_of(pieces: Iterable[bytes | memoryview], algorithm: str) -> bytes:
    """Return the digest of bytes in pieces; a step for each kilobyte.

    Raises:
        UnknownAlgorithmError: It is not in our table.
    """
    state = digest_named(algorithm).begin(b"")
    for piece in pieces:
        spend(1 + len(piece) // 1024)
        state.update(piece)
    return state.digest()


def verify(key: PublicKeyTypes, *, value: bytes, data: bytes, scheme: Scheme) -> frozenset[Oddity]:
    """Prove that the key's owner signed these bytes; return deviations in the form of the value.

    Raises:
        WrongSignatureError: It does not verify, or the key does not match the algorithm.
        UnknownAlgorithmError: It cannot be checked.
    """
    if scheme.kind not in _IN_DOCUMENTS:
        raise UnknownAlgorithmError(scheme.kind)
    if isinstance(key, rsa.RSAPublicKey) and scheme.kind is Family.RSA:
        return _verify_rsa(key, value, data, scheme)
    oddities = _NOTHING_ODD
    if isinstance(key, ec.EllipticCurvePublicKey) and scheme.kind is Family.ECDSA:
        value, oddities = (_from_raw if scheme.raw_ecdsa else _from_der)(value, key)
        scheme = replace(scheme, raw_ecdsa=False)
    verification.verify(key, value=value, data=data, scheme=scheme)
    return oddities


_NOTHING_ODD: Final[frozenset[Oddity]] = frozenset()


def _verify_rsa(key: rsa.RSAPublicKey, value: bytes, data: bytes, scheme: Scheme) -> frozenset[Oddity]:
    try:
        verification.verify(key, value=value, data=data, scheme=scheme)
    except UnknownAlgorithmError:
        raise
    except WrongSignatureError:
        if _signed_block(key, value) != _without_null(scheme.digest, data):
            raise
        return frozenset({Oddity.DIGEST_INFO_WITHOUT_NULL})
    return _NOTHING_ODD


def _signed_block(key: rsa.RSAPublicKey, value: bytes) -> bytes | None:
    """Return the complete content of the value below its padding: nothing can be hidden in it."""
    try:
        return key.recover_data_from_signature(value, padding.PKCS1v15(), None)
    except Exception:  # noqa: BLE001 - a value that is not padded so, whatever the library says to it
        return None


def _without_null(name: str, data: bytes) -> bytes:
    row = digest_named(name)
    return der.sequence(row.identifier_der, der.octet_string(row.digest(data)))


def _from_raw(value: bytes, key: ec.EllipticCurvePublicKey) -> tuple[bytes, frozenset[Oddity]]:
    """Return an r‖s in DER; both halves may have lost leading zeros, or have too many."""
    half, size = len(value) // 2, coordinate_bytes(key)
    if len(value) % 2 or not 0 < half <= size + _ZEROS_AT_MOST:
        message = "r and s have another length"
        raise WrongSignatureError(message)
    return verification.der_of(value), _NOTHING_ODD if half == size else frozenset({Oddity.ECDSA_LENGTH})


def _from_der(value: bytes, key: ec.EllipticCurvePublicKey) -> tuple[bytes, frozenset[Oddity]]:
    """Return the value in DER; others write BER, or numbers whose first bit makes them negative."""
    try:
        numbers = [node.expect(tags.INTEGER).content for node in nodes.read_ber(value).expect(tags.SEQUENCE).children()]
    except MalformedAsn1Error:
        return value, _NOTHING_ODD
    longest = coordinate_bytes(key) + _ZEROS_AT_MOST
    if len(numbers) != 2 or any(not 0 < len(one) <= longest for one in numbers):  # noqa: PLR2004  r and s
        return value, _NOTHING_ODD
    encoded = encode_dss_signature(int.from_bytes(numbers[0], "big"), int.from_bytes(numbers[1], "big"))
    return encoded, _NOTHING_ODD if encoded == value else frozenset({Oddity.ECDSA_NOT_DER})
