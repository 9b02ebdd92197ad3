"""Signature values: checked against the signer's key, and converted to the form that the format requires."""

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from esigner.ades.create import signer_facts
from esigner.ades.create.errors import SignatureValueMismatchError
from esigner.ades.create.prepared import Prepared
from esigner.ades.encoding.algorithms import signature_named
from esigner.ades.encoding.formats import Format
from esigner.algorithms import verification
from esigner.algorithms.keys import KeyKind
from esigner.algorithms.signatures import SignatureAlgorithm
from esigner.algorithms.verification import WrongSignatureError

PrivateKey = (
    rsa.RSAPrivateKey
    | ec.EllipticCurvePrivateKey
    | ed25519.Ed25519PrivateKey
    | mldsa.MLDSA44PrivateKey
    | mldsa.MLDSA65PrivateKey
    | mldsa.MLDSA87PrivateKey
)

_PLAIN_PADDING: Final = padding.PKCS1v15()
_CONCATENATED: Final = frozenset({Format.ASICE, Format.EDOC, Format.ASICS, Format.XADES, Format.JADES})
"""Formats that write ECDSA values as r‖s (XML-DSig, JWS); the others write DER (CMS)."""
_LONG_LENGTH: Final = 0x80
_RSA_KINDS: Final = frozenset({KeyKind.RSA, KeyKind.RSA_PSS})


class ValueForm(StrEnum):
    """The form of a device's value."""

    DER = "der"
    """ECDSA: Ecdsa-Sig-Value (RFC 3279, 2.2.3), as produced by CSC, eParaksts and key files."""
    CONCATENATED = "concatenated"
    """ECDSA: r‖s, each as long as the curve's field, as produced by Web eID and tokens."""
    RSA_PKCS1 = "rsa-pkcs1"
    RSA_PSS = "rsa-pss"
    WHOLE_MESSAGE = "whole-message"
    """Ed25519 and ML-DSA, which have one form."""

    def fits(self, algorithm: SignatureAlgorithm) -> bool:
        """Return whether values of the algorithm use this form."""
        if algorithm.key_kind is KeyKind.EC:
            return self in (ValueForm.DER, ValueForm.CONCATENATED)
        if algorithm.key_kind in _RSA_KINDS:
            return self is (ValueForm.RSA_PKCS1 if algorithm.key_kind is KeyKind.RSA else ValueForm.RSA_PSS)
        return self is ValueForm.WHOLE_MESSAGE


class SignatureValue(bytes):
    """A value verified as made over `to_be_signed` by the signer's key, in the format's form."""

    to_be_signed: bytes

    @classmethod
    def over(cls, prepared: Prepared, normalised: bytes) -> "SignatureValue":
        """Mark a value as checked; only for this module."""
        value = cls(normalised)
        value.to_be_signed = prepared.to_be_signed
        return value


def check_value(prepared: Prepared, value: bytes, *, form: ValueForm | None = None) -> SignatureValue:
    """Return the value in the form of the format, after verifying it with the signer's key.

    Args:
        prepared: What was signed.
        value: RSA value; or ECDSA as DER or r‖s.
        form: Its form; if omitted, either is accepted for ECDSA.

    Raises:
        SignatureValueMismatchError: Made by another key, over other bytes, or in another form.
    """
    if isinstance(value, SignatureValue) and value.to_be_signed == prepared.to_be_signed:
        return value
    facts, algorithm = signer_facts.of(prepared.signer), signature_named(prepared.signature_algorithm)
    encoded = _verified(value, facts=facts, algorithm=algorithm, data=prepared.to_be_signed, form=form)
    size = facts.coordinate_bytes
    return SignatureValue.over(prepared, _form(prepared.format, encoded, size) if size else encoded)


def is_same_value(value: bytes, kept: bytes, *, signer: x509.Certificate) -> bool:
    """Return whether a value is the one that is kept, in whichever form each is; neither is verified."""
    size = signer_facts.of(signer).coordinate_bytes
    if not size:
        return value == kept
    return not set(_readings(value, size, form=None)).isdisjoint(_readings(kept, size, form=None))


def _verified(
    value: bytes,
    *,
    facts: signer_facts.SigningCertificate,
    algorithm: SignatureAlgorithm,
    data: bytes,
    form: ValueForm | None = None,
) -> bytes:
    """Return the value, ECDSA as DER, after verifying it with the signer's key.

    Each possible reading is tried in turn.
    """
    if form is not None and not form.fits(algorithm):
        raise SignatureValueMismatchError
    if algorithm.key_kind is not KeyKind.EC:
        verify(facts.public_key, algorithm=algorithm, value=value, data=data)
        return value
    for encoded in _readings(value, facts.coordinate_bytes, form=form):
        try:
            verify(facts.public_key, algorithm=algorithm, value=encoded, data=data)
        except SignatureValueMismatchError:
            continue
        return encoded
    raise SignatureValueMismatchError


def sign(prepared: Prepared, *, key: "PrivateKey | Device") -> SignatureValue:
    """Return the value made by a local key (a seal, a test persona); one from a device is verified.

    Raises:
        SignatureValueMismatchError: The key does not belong to the signer's certificate.
    """
    facts = signer_facts.of(prepared.signer)
    made = signing_for(prepared.format, key=key, facts=facts, algorithm_name=prepared.signature_algorithm)
    return SignatureValue.over(prepared, made(prepared.to_be_signed))


def verify(key: CertificatePublicKeyTypes, *, algorithm: SignatureAlgorithm, value: bytes, data: bytes) -> None:
    """Verify one value; ECDSA values as DER.

    Raises:
        SignatureValueMismatchError: It does not verify, or the key does not match the algorithm.
    """
    try:
        verification.verify(key, value=value, data=data, scheme=algorithm.scheme())
    except WrongSignatureError as error:
        raise SignatureValueMismatchError from error


def _readings(value: bytes, size: int, *, form: ValueForm | None) -> list[bytes]:
    """Return the DER forms that the value can be read as; the length is not always conclusive."""
    readings = []
    if form is not ValueForm.DER and len(value) == 2 * size:
        readings.append(verification.der_of(value))
    if form is not ValueForm.CONCATENATED and value[:1] == b"\x30":
        readings.append(bytes(value))
    return readings


def _form(fmt: Format, encoded: bytes, size: int) -> bytes:
    return concatenated_from_der(encoded, size) if fmt in _CONCATENATED else encoded


def concatenated_from_der(encoded: bytes, size: int) -> bytes:
    """Return r‖s, each of `size` bytes, of a DER value that was made or verified here, so its form is certain."""
    r_at = 4 if encoded[1] < _LONG_LENGTH else 5
    r_end = r_at + encoded[r_at - 1]
    return encoded[r_at:r_end][-size:].rjust(size, b"\0") + encoded[r_end + 2 :][-size:].rjust(size, b"\0")


@lru_cache(maxsize=64)
def signing(
    key: PrivateKey, facts: signer_facts.SigningCertificate, algorithm_name: str, coordinate_bytes: int = 0
) -> Callable[[bytes], bytes]:
    """Return the signing function; ECDSA values as DER, or as r‖s where the length of each is given.

    The key is compared with the certificate once, since a key object never changes. The digest is hashlib's, which
    is faster than that of `cryptography` (a microsecond of sixteen for P-256).

    Raises:
        SignatureValueMismatchError: The key does not belong to the certificate.
    """
    if key.public_key() != facts.public_key:
        raise SignatureValueMismatchError
    algorithm = signature_named(algorithm_name)
    begin, digested = algorithm.digest.begin, Prehashed(algorithm.digest.hash)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        sign_ec, ecdsa, concatenated = key.sign, ec.ECDSA(digested), concatenated_from_der
        if coordinate_bytes:
            return lambda data: concatenated(sign_ec(begin(data).digest(), ecdsa), coordinate_bytes)
        return lambda data: sign_ec(begin(data).digest(), ecdsa)
    if not isinstance(key, rsa.RSAPrivateKey):
        return key.sign
    sign_rsa, scheme = key.sign, _padding(algorithm)
    return lambda data: sign_rsa(begin(data).digest(), scheme, digested)


class Device(Protocol):
    """An external key, such as in a token."""

    def sign(self, data: bytes, *, algorithm: str) -> bytes:
        """Return the value over `data` by an algorithm of `algorithms.signatures.WRITTEN`; ECDSA as DER or r‖s."""
        ...


def signing_for(
    form: Format, *, key: PrivateKey | Device, facts: signer_facts.SigningCertificate, algorithm_name: str
) -> Callable[[bytes], bytes]:
    """Return the signing function, with values in the form of the format.

    Values from a device are verified. As `signing`.
    """
    size = facts.coordinate_bytes if form in _CONCATENATED else 0
    if isinstance(key, PrivateKey):
        return signing(key, facts, algorithm_name, size)
    device, algorithm = key, signature_named(algorithm_name)

    def sign_by_device(data: bytes) -> bytes:
        made = device.sign(data, algorithm=algorithm_name)
        encoded = _verified(made, facts=facts, algorithm=algorithm, data=data)
        return concatenated_from_der(encoded, size) if size else encoded

    return sign_by_device


def _padding(algorithm: SignatureAlgorithm) -> padding.AsymmetricPadding:
    if algorithm.key_kind is KeyKind.RSA:
        return _PLAIN_PADDING
    return padding.PSS(padding.MGF1(algorithm.digest.hash), algorithm.digest.hash.digest_size)
