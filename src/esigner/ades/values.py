"""Signature values: checked against the signer's key, and brought into the form the format wants."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from esigner.ades import signer
from esigner.ades.algorithms import KeyKind, SignatureAlgorithm, signature_named
from esigner.ades.errors import SignatureValueMismatchError
from esigner.ades.format import Format
from esigner.ades.prepared import Prepared

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

_PLAIN_PADDING: Final = padding.PKCS1v15()
_CONCATENATED: Final = frozenset({Format.ASICE, Format.EDOC})
"""Formats that write ECDSA values as r‖s (XML-DSig); the others write DER (CMS)."""


class SignatureValue(bytes):
    """A value known to be made over `to_be_signed` by the signer's key, in the format's form."""

    to_be_signed: bytes

    @classmethod
    def over(cls, prepared: Prepared, normalised: bytes) -> "SignatureValue":
        """Mark a value as checked; only for this module."""
        value = cls(normalised)
        value.to_be_signed = prepared.to_be_signed
        return value


def check_value(prepared: Prepared, value: bytes) -> SignatureValue:
    """Give the value in the form of the format, after verifying it with the signer's key.

    Args:
        prepared: What was signed.
        value: RSA value; or ECDSA as DER (CSC, eParaksts, PKCS#12) or r‖s (Web eID, PKCS#11).

    Raises:
        SignatureValueMismatchError: Made by another key, or over other bytes.
    """
    if isinstance(value, SignatureValue) and value.to_be_signed == prepared.to_be_signed:
        return value
    facts, algorithm = signer.of(prepared.signer), signature_named(prepared.signature_algorithm)
    if algorithm.key_kind is not KeyKind.EC:
        verify(facts.public_key, algorithm=algorithm, value=value, data=prepared.to_be_signed)
        return SignatureValue.over(prepared, value)
    size = facts.coordinate_bytes
    for encoded in _readings(value, size):
        try:
            verify(facts.public_key, algorithm=algorithm, value=encoded, data=prepared.to_be_signed)
        except SignatureValueMismatchError:
            continue
        return SignatureValue.over(prepared, _form(prepared.format, encoded, size))
    raise SignatureValueMismatchError


def sign(prepared: Prepared, *, key: PrivateKey) -> SignatureValue:
    """Give the value made by a key in this process (a seal, a test persona).

    Raises:
        SignatureValueMismatchError: The key does not belong to the signer's certificate.
    """
    facts, algorithm = signer.of(prepared.signer), signature_named(prepared.signature_algorithm)
    if key.public_key() != facts.public_key:
        raise SignatureValueMismatchError
    if isinstance(key, ec.EllipticCurvePrivateKey):
        encoded = key.sign(prepared.to_be_signed, _ecdsa(algorithm))
        return SignatureValue.over(prepared, _form(prepared.format, encoded, facts.coordinate_bytes))
    return SignatureValue.over(prepared, key.sign(prepared.to_be_signed, _padding(algorithm), algorithm.digest.hash))


def verify(key: CertificatePublicKeyTypes, *, algorithm: SignatureAlgorithm, value: bytes, data: bytes) -> None:
    """Verify one value; ECDSA values as DER.

    Raises:
        SignatureValueMismatchError: It does not verify, or the key is of another kind than the algorithm.
    """
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm.key_kind is not KeyKind.EC:
            key.verify(value, data, _padding(algorithm), algorithm.digest.hash)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm.key_kind is KeyKind.EC:
            key.verify(value, data, _ecdsa(algorithm))
        else:
            raise SignatureValueMismatchError
    except InvalidSignature as error:
        raise SignatureValueMismatchError from error


def der_from_concatenated(value: bytes) -> bytes:
    """Give the DER form of an r‖s value."""
    half = len(value) // 2
    return encode_dss_signature(int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))


def _readings(value: bytes, size: int) -> list[bytes]:
    """Give the DER forms the value can be read as; the length alone does not always tell."""
    readings = [der_from_concatenated(value)] if len(value) == 2 * size else []
    return [*readings, bytes(value)] if value[:1] == b"\x30" else readings


def _form(fmt: Format, encoded: bytes, size: int) -> bytes:
    if fmt not in _CONCATENATED:
        return encoded
    r, s = decode_dss_signature(encoded)
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def _padding(algorithm: SignatureAlgorithm) -> padding.AsymmetricPadding:
    if algorithm.key_kind is KeyKind.RSA:
        return _PLAIN_PADDING
    return padding.PSS(padding.MGF1(algorithm.digest.hash), algorithm.digest.hash.digest_size)


def _ecdsa(algorithm: SignatureAlgorithm) -> ec.ECDSA:
    return ec.ECDSA(algorithm.digest.hash)
